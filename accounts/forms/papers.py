"""The form of a paper (A4)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.sections import day_field
from accounts.models import PaperKind
from accounts.services import PaperInput


class PaperForm(forms.Form):
    """A file with its dates; `changing` leaves the file out."""

    kind = forms.ChoiceField(label=_("种类"), choices=PaperKind.choices)
    file = forms.FileField(
        label=_("文件"),
        max_length=200,
        help_text=_("PDF、JPG 或 PNG，最大 20 MB。彩色影印件，公章清晰。"),
        error_messages={"empty": _("文件是空的。"), "required": _("请选择文件。")},
    )
    expires_on = day_field(_("有效期到"), help_text=_("长期有效的留空。"))
    inspected_year = forms.IntegerField(
        label=_("最近年检年度"), required=False, help_text=_("只有营业执照副本需要填写。")
    )
    note = forms.CharField(label=_("备注"), required=False, max_length=200)

    def __init__(self, *args: Any, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if changing:
            del self.fields["file"]

    def values(self) -> PaperInput:
        """For the service."""
        return PaperInput(
            **{name: self.cleaned_data[name] for name in ("kind", "expires_on", "inspected_year", "note")}
        )
