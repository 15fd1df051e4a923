"""What a winner gives, and what is noted of a parcel (P9)."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ClaimForm(forms.Form):
    """Where the prize goes."""

    name = forms.CharField(
        label=_("收件人"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name", "lang": "zh-Hans"})
    )
    phone = forms.CharField(
        label=_("手机号"), max_length=20, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    address = forms.CharField(
        label=_("收件地址"), max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address", "lang": "zh-Hans"}),
    )  # fmt: skip

    def clean_phone(self) -> str:
        """Digits, as people write them."""
        phone = re.sub(r"[\s()-]", "", self.cleaned_data["phone"])
        if not re.fullmatch(r"(\+\d{1,3})?\d{7,12}", phone):
            raise forms.ValidationError(_("请填写能收到快递电话的号码。"))
        return phone


class SentForm(forms.Form):
    """A parcel on its way; what is not physical has none."""

    carrier = forms.CharField(label=_("快递公司"), max_length=40, required=False)
    number = forms.CharField(label=_("运单号"), max_length=60, required=False)

    def values(self) -> dict[str, Any]:
        """For the service."""
        return self.cleaned_data
