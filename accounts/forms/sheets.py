"""A small table as a file, or pasted from a spreadsheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.tables import MOST_CHARACTERS


class SheetForm(forms.Form):
    """One of the two must be given; a subclass says in `text` which columns are needed."""

    file = forms.FileField(
        label=_("CSV 文件"), required=False, max_length=200, error_messages={"empty": _("文件是空的。")}
    )
    text = forms.CharField(
        label=_("或粘贴表格内容"),
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea({"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not str(cleaned.get("text") or "").strip():
            self.add_error("file", _("请选择文件，或粘贴内容。"))
        return cleaned
