"""The filter row of groups of near-identical mentions."""

from django import forms

from monitoring.queries.groups import DAYS, ORDERS, GroupFilters


class GroupFilterForm(forms.Form):
    """What cannot be read is left out."""

    days = forms.TypedChoiceField(choices=[(n, n) for n in DAYS], coerce=int, empty_value=None, required=False)
    set = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    negative = forms.BooleanField(required=False)
    suspect = forms.BooleanField(required=False)
    muted = forms.BooleanField(required=False)
    order = forms.ChoiceField(choices=[(name, name) for name in ORDERS], required=False)

    def filters(self) -> GroupFilters:
        """What of the query string makes sense."""
        self.is_valid()
        values = self.cleaned_data
        return GroupFilters(
            days=values.get("days") or 7,
            keyword_set=values.get("set"),
            negative=bool(values.get("negative")),
            suspect=bool(values.get("suspect")),
            muted=bool(values.get("muted")),
            order=values.get("order") or "size",
        )
