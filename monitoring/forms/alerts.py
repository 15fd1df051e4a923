"""How a set is watched and whom it tells, as a person writes it (M4)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from monitoring.models import AlertRule, Sensitivity
from monitoring.services import RuleDraft

_SAME = ("sensitivity", "slow_hours", "cooldown_minutes", "quiet_from", "quiet_to", "breaks_quiet")
_TOLD = ("duty", "by_mail", "by_robots", "escalate_minutes", "escalate_to")


class AlertRuleForm(forms.Form):
    """The rule of one set."""

    sensitivity = forms.ChoiceField(label=_("灵敏度"), choices=Sensitivity.choices)
    windows = forms.CharField(
        label=_("短窗口（分钟）"), max_length=40, help_text=_("同时看几个窗口，用空格隔开，如：10 20 60。")
    )
    slow_hours = forms.IntegerField(
        label=_("长窗口（小时）"), min_value=2, max_value=48, help_text=_("用来发现慢慢升温的事。")
    )
    cooldown_minutes = forms.IntegerField(
        label=_("冷却（分钟）"), min_value=10, max_value=2880, help_text=_("平静这么久才算结束，之后再起才是新的预警。")
    )
    duty = forms.ModelChoiceField(User.objects.none(), label=_("值班人"), required=False, empty_label=_("词组负责人"))
    people = forms.ModelMultipleChoiceField(User.objects.none(), label=_("同时通知"), required=False)
    by_mail = forms.BooleanField(label=_("发邮件"), required=False)
    by_robots = forms.BooleanField(
        label=_("发到群机器人和 webhook"), required=False, help_text=_("发给全公司范围、订阅了“舆情预警”的机器人。")
    )
    quiet_from = forms.TimeField(
        label=_("免打扰开始"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    quiet_to = forms.TimeField(
        label=_("免打扰结束"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    breaks_quiet = forms.IntegerField(label=_("免打扰时，达到此严重程度仍通知"), min_value=1, max_value=10)
    escalate_minutes = forms.IntegerField(label=_("无人接手多久升级（分钟）"), min_value=5, max_value=1440)
    escalate_to = forms.ModelChoiceField(
        User.objects.none(), label=_("升级给"), required=False, empty_label=_("所有能监测的人")
    )

    def __init__(self, *args: Any, rule: AlertRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).order_by("name")
        for name in ("duty", "people", "escalate_to"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]  # all three choose among models
        self.initial.update({name: getattr(rule, name) for name in (*_SAME, *_TOLD)})
        self.initial["windows"] = " ".join(str(minutes) for minutes in rule.windows)
        if not rule._state.adding:
            self.initial["people"] = list(rule.people.values_list("pk", flat=True))

    def clean_windows(self) -> tuple[int, ...]:
        parts = self.cleaned_data["windows"].replace(",", " ").replace("，", " ").replace("、", " ").split()
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise forms.ValidationError(_("请只写分钟数，用空格隔开。"))
        return tuple(int(part) for part in parts)

    def draft(self) -> RuleDraft:
        """For the service."""
        values = self.cleaned_data
        same = {name: values[name] for name in (*_SAME, *_TOLD)}
        return RuleDraft(windows=values["windows"], people=tuple(values["people"]), **same)
