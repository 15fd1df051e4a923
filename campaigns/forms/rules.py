"""The form of one rule with its source (P6)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignRule, Certainty, RuleGroup
from campaigns.services import RuleInput

OUTSIDE = [RuleGroup.LAW, RuleGroup.PLATFORM]


class RuleForm(forms.Form):
    """Number, sentence, source, and whether it is in force."""

    number = forms.DecimalField(label=_("数值"), max_digits=12, decimal_places=2, min_value=0, required=False)
    text = forms.CharField(label=_("说明"), max_length=300, help_text=_("{n} 的位置显示数值。"))
    source = forms.CharField(label=_("出处"), max_length=200)
    source_on = forms.DateField(
        label=_("出处日期"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    certainty = forms.ChoiceField(label=_("可靠程度"), choices=Certainty.choices)
    in_force = forms.BooleanField(label=_("按此执行"), required=False)
    blocks = forms.BooleanField(label=_("不符合就不能开始"), required=False)

    def __init__(self, *args: Any, rule: CampaignRule | None = None, **kwargs: Any) -> None:
        if rule is not None:
            kwargs["initial"] = {name: getattr(rule, name) for name in self.base_fields if hasattr(rule, name)}
        super().__init__(*args, **kwargs)
        if rule is not None and rule.group == RuleGroup.HOUSE:
            del self.fields["in_force"], self.fields["blocks"]

    def values(self) -> RuleInput:
        """For the service."""
        names = RuleInput.__dataclass_fields__
        return RuleInput(**{name: value for name, value in self.cleaned_data.items() if name in names})


class NewRuleForm(RuleForm):
    """Another source on a topic that is known."""

    group = forms.ChoiceField(label=_("来自"), choices=[(group.value, group.label) for group in OUTSIDE])
    topic = forms.ChoiceField(label=_("项目"))
    field_order = ("topic", "group", "number", "text")

    def __init__(self, *args: Any, topics: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = topics  # type: ignore[attr-defined]
