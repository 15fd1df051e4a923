"""Forms of campaigns; why comes before what (P2)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Campaign, CampaignKind, FilingState, Purpose
from campaigns.services import CampaignInput, FilingInput

TIME = "%Y-%m-%dT%H:%M"


def time_field(label: Any) -> forms.DateTimeField:
    """A minute, in Beijing time."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=TIME)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[TIME, "%Y-%m-%d %H:%M"])


class CampaignForm(forms.Form):
    """Purpose, audience and targets first, then kind and time."""

    purpose = forms.ChoiceField(label=_("为什么做"), choices=Purpose.choices)
    audience = forms.CharField(label=_("面向谁"), max_length=500, widget=forms.Textarea({"rows": 2}))
    target_entries = forms.IntegerField(label=_("目标参与人数"), min_value=1, max_value=100_000_000, required=False)
    target_new_followers = forms.IntegerField(
        label=_("目标新增粉丝"), min_value=1, max_value=100_000_000, required=False
    )
    name = forms.CharField(label=_("活动名称"), max_length=80)
    kind = forms.ChoiceField(label=_("活动类型"), choices=CampaignKind.choices)
    starts_at = time_field(_("开始时间"))
    ends_at = time_field(_("结束时间"))
    on_platform_tool = forms.BooleanField(
        label=_("使用微博官方活动工具"), required=False, help_text=_("不用官方工具的活动必须先备案才能开始。")
    )
    rules_text = forms.CharField(
        label=_("活动规则"), max_length=5000, required=False, widget=forms.Textarea({"rows": 5})
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("负责人"), required=False, empty_label=_("未指定"))

    def __init__(self, *args: Any, campaign: Campaign | None = None, **kwargs: Any) -> None:
        if campaign is not None:
            kwargs.setdefault("initial", {name: getattr(campaign, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def values(self) -> CampaignInput:
        """For the service."""
        return CampaignInput(**self.cleaned_data)


class FilingForm(forms.Form):
    """How the filing stands (P6)."""

    state = forms.ChoiceField(label=_("备案状态"), choices=FilingState.choices)
    reference = forms.CharField(label=_("备案编号"), max_length=60, required=False)
    filed_on = forms.DateField(
        label=_("备案日期"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    reason = forms.CharField(label=_("无需备案的理由"), max_length=200, required=False)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        initial = {
            "state": campaign.filing_state,
            "reference": campaign.filing_reference,
            "filed_on": campaign.filed_on,
            "reason": campaign.filing_reason,
        }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)

    def values(self) -> FilingInput:
        """For the service."""
        return FilingInput(**self.cleaned_data)
