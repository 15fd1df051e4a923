"""Forms of the inbox: they parse and clean, they do not save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountKind, User
from engagement.models import ThreadKind, ThreadState
from engagement.queries.inbox import Filters
from engagement.services.goals import LONGEST

WHO = ("all", "mine", "nobody")


class ReplyForm(forms.Form):
    """An answer; its length is counted as Weibo counts it by the service."""

    text = forms.CharField(label=_("回复"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))


class AssignForm(forms.Form):
    """Who answers; empty for nobody."""

    assignee = forms.ModelChoiceField(User.objects.filter(is_active=True), required=False)


class GoalsForm(forms.Form):
    """Hours to answer: one field for each kind of account, and one for all others."""

    def __init__(self, *args: Any, kept: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in [("", _("其他账号")), *AccountKind.choices]:
            self.fields[f"hours_{kind}"] = forms.IntegerField(
                label=label, required=not kind, min_value=1, max_value=LONGEST, initial=kept.get(kind)
            )

    def hours(self) -> dict[str, int | None]:
        """For the service."""
        return {name.removeprefix("hours_"): value for name, value in self.cleaned_data.items()}


class FilterForm(forms.Form):
    """The filter row; what cannot be read is left out."""

    state = forms.ChoiceField(required=False, choices=[*ThreadState.choices, ("all", _("全部"))])
    kind = forms.ChoiceField(required=False, choices=[("", ""), *ThreadKind.choices])
    who = forms.ChoiceField(required=False, choices=[(name, name) for name in WHO])
    late = forms.BooleanField(required=False)
    q = forms.CharField(required=False, max_length=60, strip=True)

    def filters(self) -> Filters:
        """What of the query string makes sense."""
        self.is_valid()
        values = self.cleaned_data
        return Filters(
            state=values.get("state") or ThreadState.OPEN,
            kind=values.get("kind") or "",
            who=values.get("who") or "all",
            late=bool(values.get("late")),
            words=values.get("q") or "",
        )
