"""Who is away, teams (E1)."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from engagement.models import CareTeam
from engagement.services.duty import AwayInput, TeamInput


def _date() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def _time() -> forms.TimeInput:
    return forms.TimeInput({"type": "time"}, format="%H:%M")


class AwayForm(forms.Form):
    """Days off; who does not lead says it of himself only."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("谁"), empty_label=None)
    starts_on = forms.DateField(label=_("从"), widget=_date())
    ends_on = forms.DateField(label=_("到"), widget=_date())
    deputy = forms.ModelChoiceField(
        User.objects.none(), label=_("代班的人"), required=False, empty_label=_("没有"),
        help_text=_("规则分给他的留言改给代班的人。"),
    )  # fmt: skip
    note = forms.CharField(label=_("说明"), max_length=100, required=False)

    def __init__(self, *args: Any, by: User, people: list[User], leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = User.objects.filter(pk__in=[user.pk for user in people]).order_by("name")
        own = everybody if leads else User.objects.filter(pk=by.pk)
        cast("forms.ModelChoiceField[User]", self.fields["person"]).queryset = own
        cast("forms.ModelChoiceField[User]", self.fields["deputy"]).queryset = everybody
        self.initial.setdefault("person", by.pk)

    def values(self) -> AwayInput:
        """For the service."""
        return AwayInput(**self.cleaned_data)


class TeamForm(forms.Form):
    """A team with its shift."""

    name = forms.CharField(label=_("小组名称"), max_length=40)
    members = forms.ModelMultipleChoiceField(User.objects.none(), label=_("成员"), widget=forms.CheckboxSelectMultiple)
    starts = forms.TimeField(label=_("班次开始"), required=False, widget=_time(), help_text=_("不填就全天在班。"))
    ends = forms.TimeField(label=_("班次结束"), required=False, widget=_time())
    workdays_only = forms.BooleanField(label=_("只在工作日"), required=False, help_text=_("按法定工作日和调休计。"))

    def __init__(self, *args: Any, people: list[User], team: CareTeam | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = User.objects.filter(pk__in=[user.pk for user in people]).order_by("name")
        cast("forms.ModelMultipleChoiceField[User]", self.fields["members"]).queryset = everybody
        if team is not None:
            names = ("name", "starts", "ends", "workdays_only")
            self.initial.update({name: getattr(team, name) for name in names})
            self.initial["members"] = [user.pk for user in team.members.all()]

    def values(self) -> TeamInput:
        """For the service."""
        return TeamInput(**{**self.cleaned_data, "members": list(self.cleaned_data["members"])})
