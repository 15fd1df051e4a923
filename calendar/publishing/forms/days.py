"""Special days and holiday files as people send them (K7)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core import uploads
from publishing.models import DaySort, Recurs
from publishing.services import DayInput

HOLIDAYS = uploads.Purpose("holidays", frozenset({uploads.Kind.TEXT}), uploads.MB)
"""Read at once and never kept."""


class SpecialDayForm(forms.Form):
    """A day that the calendar shows (K7)."""

    date = forms.DateField(label=gettext_lazy("日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=DaySort, initial=DaySort.COMPANY, required=False)
    recurs = forms.ChoiceField(
        label=gettext_lazy("重复"), choices=[(each.value, each.label) for each in (Recurs.ONCE, Recurs.YEARLY)],
        required=False,
    )  # fmt: skip

    def values(self) -> DayInput:
        """What was said."""
        given = self.cleaned_data
        return DayInput(given["date"], given["name"], given["kind"] or DaySort.COMPANY, given["recurs"] or Recurs.ONCE)


class HolidayForm(forms.Form):
    """A file or pasted text."""

    file = forms.FileField(label=gettext_lazy("文件（.json 或 .ics）"), required=False)
    text = forms.CharField(
        label=gettext_lazy("或粘贴内容"), required=False, strip=False, max_length=1_000_000,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )  # fmt: skip

    def words(self) -> str:
        """The text of the file, else what was pasted. Raises `Refused` for a file that is no text."""
        file: Any = self.cleaned_data["file"]
        if file is None:
            return str(self.cleaned_data["text"])
        return uploads.examine(file, HOLIDAYS).content.read().decode("utf-8-sig", errors="replace")
