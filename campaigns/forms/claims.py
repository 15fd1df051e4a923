"""What a winner gives, and what is noted of a parcel (P9)."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.services.parcels import Parcel
from core.exports import own_text
from core.http import whole_number
from core.tables import columns_of, decoded, table_of

MOST_BYTES = 1_000_000
COLUMNS = {
    "place": ("抽取次序", "次序", "序号", "place"),
    "carrier": ("快递公司", "承运商", "快递", "carrier"),
    "number": ("运单号", "快递单号", "单号", "number"),
}


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


class ParcelsForm(forms.Form):
    """A table with the numbers of parcels, as a file or pasted."""

    file = forms.FileField(label=_("文件"), required=False)
    pasted = forms.CharField(
        label=_("或粘贴表格"), required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "zh-Hans"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of the two, not too large."""
        values = super().clean() or {}
        if not values.get("file") and not (values.get("pasted") or "").strip():
            raise forms.ValidationError(_("请选择文件，或把表格粘贴进来。"))
        if values.get("file") and values["file"].size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过 1 MB，请分成几份。"))
        return values

    def parcels(self) -> list[Parcel]:
        """The rows. Raises `UnreadableFile` with a sentence."""
        file = self.cleaned_data.get("file")
        header, rows = table_of(decoded(file.read()) if file else self.cleaned_data["pasted"])
        words = {"place": gettext("抽取次序"), "carrier": gettext("快递公司"), "number": gettext("运单号")}
        names = {name: (*COLUMNS[name], word.casefold()) for name, word in words.items()}  # as the list went out
        columns = columns_of(header, names, needed={name: words[name] for name in ("place", "number")})

        def cell(cells: list[str], name: str) -> str:
            at = columns.get(name)
            return own_text(cells[at].strip()) if at is not None and at < len(cells) else ""

        found = [(cell(cells, "place"), cell(cells, "carrier"), cell(cells, "number")) for _line, cells in rows]
        return [Parcel(whole_number(place) or 0, carrier, number) for place, carrier, number in found if number]
