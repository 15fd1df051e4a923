"""How a set is watched, whom it tells, and how that is tried on the past, as a person writes it (M4)."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries.people import colleagues
from monitoring.models import AlertRule, Sensitivity
from monitoring.queries.replays import SPANS, USUAL_SPAN, Figures
from monitoring.services import RuleDraft
from monitoring.services.alert_rules import LONGEST, MOST_WINDOWS, SHORTEST, TOLD


class FiguresForm(forms.Form):
    """What decides whether something is raised."""

    sensitivity = forms.ChoiceField(label=_("灵敏度"), choices=Sensitivity.choices)
    minimum = forms.IntegerField(
        label=_("最低条数"), min_value=1, max_value=100_000, help_text=_("一个窗口里少于这么多条，不预警。")
    )
    windows = forms.CharField(
        label=_("短窗口（分钟）"), max_length=40, help_text=_("同时看几个窗口，用空格隔开，如：10 20 60。")
    )
    slow_hours = forms.IntegerField(
        label=_("长窗口（小时）"), min_value=2, max_value=48, help_text=_("用来发现慢慢升温的事。")
    )
    cooldown_minutes = forms.IntegerField(
        label=_("冷却（分钟）"), min_value=10, max_value=2880, help_text=_("平静这么久才算结束，之后再起才是新的预警。")
    )

    def __init__(self, *args: Any, figures: Figures, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(asdict(figures), windows=" ".join(str(minutes) for minutes in figures.windows))

    def clean_windows(self) -> tuple[int, ...]:
        parts = self.cleaned_data["windows"].replace(",", " ").replace("，", " ").replace("、", " ").split()
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise forms.ValidationError(_("请只写分钟数，用空格隔开。"))
        found = tuple(sorted({int(part) for part in parts}))
        if not 1 <= len(found) <= MOST_WINDOWS or not all(SHORTEST <= one <= LONGEST for one in found):
            raise forms.ValidationError(_("短窗口写 1 至 4 个，每个 5 至 180 分钟。"))
        return found

    def figures(self) -> Figures:
        """As they were written."""
        return Figures(**{name: self.cleaned_data[name] for name in Figures.__dataclass_fields__})


class ReplayForm(FiguresForm):
    """Figures to be tried, and over how long."""

    days = forms.TypedChoiceField(
        label=_("回放多久"),
        choices=list(zip(SPANS, (_("近 7 天"), _("近 30 天"), _("近 90 天")), strict=True)),
        coerce=int,
        initial=USUAL_SPAN,
    )


class AlertRuleForm(FiguresForm):
    """The rule of one set."""

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
        super().__init__(*args, figures=Figures.of_rule(rule), **kwargs)
        people = colleagues()
        for name in ("duty", "people", "escalate_to"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]  # all three choose among models
        self.initial.update({name: getattr(rule, name) for name in TOLD})
        if not rule._state.adding:
            self.initial["people"] = list(rule.people.values_list("pk", flat=True))

    def draft(self) -> RuleDraft:
        """For the service."""
        told = {name: self.cleaned_data[name] for name in TOLD}
        return RuleDraft(**asdict(self.figures()), people=tuple(self.cleaned_data["people"]), **told)
