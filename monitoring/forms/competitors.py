"""A competitor's account as a person writes it (M6)."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

_UID = re.compile(r"[1-9]\d{4,11}", re.ASCII)
_IN_ADDRESS = re.compile(r"weibo\.(?:com|cn)/(?:u/)?([1-9]\d{4,11})(?!\d)", re.ASCII)


class CompetitorForm(forms.Form):
    """Name, uid and a note; a pasted address of a profile is taken for its uid."""

    name = forms.CharField(label=_("账号名称"), max_length=60)
    uid = forms.CharField(
        label=_("账号 uid"),
        max_length=200,
        help_text=_("主页地址 weibo.com/u/ 后面的数字；粘贴整个地址也可以。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def clean_uid(self) -> str:
        """The number alone."""
        given = str(self.cleaned_data["uid"]).strip()
        found = _IN_ADDRESS.search(given)
        uid = found[1] if found else given
        if not _UID.fullmatch(uid):
            raise forms.ValidationError(_("uid 是 5 到 12 位数字。"))
        return uid
