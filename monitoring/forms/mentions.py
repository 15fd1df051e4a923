"""The filter row of the list of mentions."""

from django import forms

from monitoring.models import MentionKind, Polarity
from monitoring.queries.mentions import Filters


class FilterForm(forms.Form):
    """The filter row of the list of mentions; what cannot be read is left out."""

    set = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    source = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    q = forms.CharField(required=False, max_length=60, strip=True)
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    caught = forms.BooleanField(required=False)
    polarity = forms.TypedChoiceField(choices=Polarity.choices, coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(choices=MentionKind.choices, required=False)
    author = forms.CharField(required=False, max_length=60, strip=True)
    group = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    together = forms.BooleanField(required=False)
    least = forms.IntegerField(required=False, min_value=1, max_value=10**9)

    def filters(self) -> Filters:
        """What of the query string makes sense."""
        self.is_valid()
        values = self.cleaned_data
        return Filters(
            keyword_set=values.get("set"),
            source=values.get("source"),
            words=values.get("q") or "",
            first=values.get("first"),
            last=values.get("last"),
            caught=bool(values.get("caught")),
            polarity=values.get("polarity"),
            kind=values.get("kind") or "",
            author=values.get("author") or "",
            least=values.get("least"),
            group=values.get("group"),
            together=bool(values.get("together")),
        )
