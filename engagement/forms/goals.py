"""Rows of response times, each with the hours in which people answer (E1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountGroup, AccountKind
from engagement.models import ResponseGoal
from engagement.services.goals import LONGEST, GoalInput


def _time(label: Any, initial: str, *, required: bool = True) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time", "class": "form-control"}, format="%H:%M")
    return forms.TimeField(label=label, initial=initial, required=required, widget=widget)


class GoalForm(forms.Form):
    """One row; the last, empty one is for adding."""

    scope = forms.ChoiceField(label=_("范围"), required=False, widget=forms.Select({"class": "form-select"}))
    minutes = forms.IntegerField(
        label=_("工作分钟"), min_value=1, max_value=LONGEST, widget=forms.NumberInput({"class": "form-control"})
    )
    message_minutes = forms.IntegerField(
        label=_("私信工作分钟"),
        min_value=1,
        max_value=LONGEST,
        required=False,
        widget=forms.NumberInput({"class": "form-control", "placeholder": _("同左")}),
    )
    starts = _time(_("上班"), "09:00")
    ends = _time(_("下班"), "18:00")
    lunch_starts = _time(_("午休开始"), "12:00", required=False)
    lunch_ends = _time(_("午休结束"), "13:00", required=False)

    def __init__(self, *args: Any, groups: dict[str, AccountGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        kinds = [(f"kind:{value}", label) for value, label in AccountKind.choices]
        named = [(key, group.name) for key, group in groups.items()]
        field = self.fields["scope"]
        field.choices = [("", _("其他账号")), (_("账号类型"), kinds), (_("分组"), named)]  # type: ignore[attr-defined]

    def values(self) -> GoalInput:
        """For the service."""
        values = dict(self.cleaned_data)
        scope = values.pop("scope")
        values.pop("DELETE", None)
        kind = scope.removeprefix("kind:") if scope.startswith("kind:") else ""
        return GoalInput(**values, account_kind=kind, group=self.groups.get(scope))


GoalFormSet = forms.formset_factory(GoalForm, extra=1, can_delete=True, max_num=60)


def goal_forms(data: Any, rows: list[ResponseGoal]) -> Any:
    """The forms of the page, filled with what is kept."""
    groups = {f"group:{group.pk}": group for group in AccountGroup.objects.order_by("position", "pk")}
    names = ("minutes", "message_minutes", "starts", "ends", "lunch_starts", "lunch_ends")
    initial = [{"scope": _scope(row)} | {name: getattr(row, name) for name in names} for row in rows]
    return GoalFormSet(data, initial=initial, form_kwargs={"groups": groups})


def typed_goals(forms_: Any) -> list[GoalInput]:
    """The rows that are filled and not taken out."""
    alive = [form for form in forms_ if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [form.values() for form in alive]


def _scope(row: ResponseGoal) -> str:
    if row.group_id:
        return f"group:{row.group_id}"
    return f"kind:{row.account_kind}" if row.account_kind else ""
