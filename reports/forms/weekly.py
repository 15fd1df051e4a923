"""Forms of the weekly report (I5)."""

import datetime as dt

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import UserError


class WeekForm(forms.Form):
    """The week to compile, by any of its days."""

    monday = forms.DateField()

    def day(self) -> dt.date:
        """Raises `UserError` when it is not a date."""
        if not self.is_valid():
            raise UserError(_("请选择要生成周报的星期。"), field="monday")
        day: dt.date = self.cleaned_data["monday"]
        return day


class RemarkForm(forms.Form):
    """A remark under a report."""

    body = forms.CharField(
        label=gettext_lazy("批注或问题"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), required=True
    )

    def text(self) -> str:
        """Raises `UserError` when it is empty or too long."""
        if not self.is_valid():
            raise UserError(_("批注不能为空，最多 2000 字。"), field="body")
        text: str = self.cleaned_data["body"]
        return text
