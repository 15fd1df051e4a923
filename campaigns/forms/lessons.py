"""What a campaign cost beside its prizes (P10)."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import UserError


class SpendingForm(forms.Form):
    """Yuan; empty when nobody knows."""

    spent = forms.DecimalField(
        label=gettext_lazy("其他支出（元）"), min_value=0, max_digits=12, decimal_places=2, required=False
    )

    def value(self) -> Decimal | None:
        """Raises `UserError` when it is no sum."""
        if not self.is_valid():
            raise UserError(_("请填写金额，例如 1200 或 1200.50。"), code="campaign.spent", field="spent")
        found: Decimal | None = self.cleaned_data["spent"]
        return found
