"""One form for each step of the plan; why comes before what (P1 to P5)."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.forms.quiet import QuietForm
from campaigns.models import Campaign, CampaignKind, Combine, ConditionKind, Picking, Purpose
from campaigns.services import ConditionInput

TIME = "%Y-%m-%dT%H:%M"
BIG = 100_000_000
SPLIT = re.compile(r"[,，;；、\n]+")


def time_field(label: Any, **kwargs: Any) -> forms.DateTimeField:
    """A minute, in Beijing time."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=TIME)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[TIME, "%Y-%m-%d %H:%M"], **kwargs)


def number_field(label: Any, *, most: int = BIG, **kwargs: Any) -> forms.IntegerField:
    """A whole number above zero."""
    return forms.IntegerField(label=label, min_value=1, max_value=most, **kwargs)


class StepForm(QuietForm):
    """A step that sets fields of the campaign itself."""

    def __init__(self, *args: Any, campaign: Campaign | None = None, **kwargs: Any) -> None:
        self.campaign = campaign
        if campaign is not None:
            known = {name: getattr(campaign, name) for name in self.base_fields if hasattr(campaign, name)}
            kwargs["initial"] = known | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """For the service."""
        return dict(self.cleaned_data)


class WhyForm(StepForm):
    """Purpose, audience and targets; then the kind (P2, P1)."""

    purpose = forms.ChoiceField(label=_("为什么做"), choices=Purpose.choices)
    audience = forms.CharField(label=_("面向谁"), max_length=500, widget=forms.Textarea({"rows": 2}))
    target_entries = number_field(_("目标参与人数"), required=False)
    target_new_followers = number_field(_("目标新增粉丝"), required=False)
    target_kept_followers = number_field(_("目标留存粉丝"), required=False)
    kind = forms.ChoiceField(label=_("活动类型"), choices=CampaignKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("活动名称"), max_length=80)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("负责人"), required=False, empty_label=_("未指定"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(is_active=True)  # type: ignore[attr-defined]


class ConditionsForm(StepForm):
    """What people have to do (P3, P7)."""

    combine = forms.ChoiceField(label=_("条件关系"), choices=Combine.choices, widget=forms.RadioSelect)
    repost = forms.BooleanField(label=_("转发活动微博"), required=False)
    comment = forms.BooleanField(label=_("在活动微博下评论"), required=False)
    follow = forms.BooleanField(label=_("关注发布活动微博的账号"), required=False)
    mention = forms.BooleanField(label=_("@ 好友"), required=False)
    number = number_field(_("@ 几位好友"), most=50, required=False)
    topic = forms.BooleanField(label=_("带上话题"), required=False)
    words_topic = forms.CharField(
        label=_("话题"), max_length=200, required=False, help_text=_("不写 #，多个用逗号分开。")
    )
    answer = forms.BooleanField(label=_("答对问题"), required=False)
    words_answer = forms.CharField(
        label=_("算对的答案"),
        max_length=500,
        required=False,
        help_text=_("多个写法用逗号分开，评论里出现其中一个就算对。"),
    )

    def __init__(self, *args: Any, campaign: Campaign, friends: int = 10, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"number": friends}
        for one in campaign.conditions.all():
            initial[one.kind] = True
            if one.kind == ConditionKind.MENTION:
                initial["number"] = one.number
            if one.words:
                initial[f"words_{one.kind}"] = "，".join(one.words)
        self.friends = friends
        super().__init__(*args, campaign=campaign, initial=initial, **kwargs)

    def conditions(self) -> list[ConditionInput]:
        """Those that are ticked."""
        data = self.cleaned_data
        number = data.get("number") or self.friends
        return [
            ConditionInput(kind, number, tuple(words_of(data.get(f"words_{kind}", ""))))
            for kind in ConditionKind
            if data.get(kind)
        ]


class TimeForm(StepForm):
    """Theme, times, and how those who get something are chosen (P5)."""

    theme = forms.CharField(label=_("主题"), max_length=80, required=False)
    theme_on = forms.DateField(
        label=_("主题对应的日子"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    starts_at = time_field(_("开始时间"))
    launch_reason = forms.CharField(
        label=_("为什么选这个时间"), max_length=200, required=False, help_text=_("不在适合发起的时段时必填。")
    )
    ends_at = time_field(_("结束时间"))
    picking = forms.ChoiceField(label=_("怎样产生获奖者"), choices=Picking.choices)
    draws_at = time_field(_("开奖或公布结果的时间"), required=False)
    claim_days = forms.IntegerField(label=_("领奖期限（天）"), min_value=1, max_value=90)
    on_platform_tool = forms.BooleanField(
        label=_("使用微博官方活动工具"), required=False, help_text=_("不用官方工具的活动必须先备案才能开始。")
    )
    platform_reference = forms.CharField(
        label=_("官方抽奖编号或链接"),
        max_length=200,
        required=False,
        help_text=_("用官方工具时填写，结果也登记在这里。"),
    )


class RulesForm(StepForm):
    """Who runs it and the public rules (P5)."""

    contact = forms.CharField(
        label=_("主办方和联系方式"),
        max_length=200,
        required=False,
        help_text=_("会写进规则，中奖者和平台按它找到我们。"),
    )
    rules_text = forms.CharField(
        label=_("活动规则"), max_length=5000, required=False, widget=forms.Textarea({"rows": 16, "lang": "zh-Hans"})
    )


class BudgetForm(StepForm):
    """What it may cost (P2)."""

    budget = forms.DecimalField(
        label=_("预算（元）"), min_value=0, max_digits=12, decimal_places=2, required=False,
        help_text=_("奖品、寄送、推广和人手一起算。"),
    )  # fmt: skip


def words_of(text: str) -> list[str]:
    """Words that people separated by commas or lines, without # and doubles."""
    found = [word.strip().strip("#").strip() for word in SPLIT.split(text)]
    return list(dict.fromkeys(word[:60] for word in found if word))
