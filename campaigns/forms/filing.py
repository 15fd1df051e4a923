"""The form of a filing (P6)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, FilingState
from campaigns.services import FilingInput


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
