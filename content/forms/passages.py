"""A passage and what to say about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.services.passages import LONGEST, PassageInput


class PlainField(forms.CharField):
    """Words exactly as marked: blanks at the ends count, line ends are one sign."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class PassageForm(forms.Form):
    """By place and words (the script fills them in), or by sentence and words of it."""

    version = forms.IntegerField()
    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=0)
    quote = PlainField(required=False, max_length=12_000)
    sentence = forms.IntegerField(required=False, min_value=0)
    words = forms.CharField(required=False, max_length=400)
    text = forms.CharField(max_length=LONGEST, error_messages={"required": _("请写下意见。")})

    def passage(self) -> PassageInput:
        """As the service takes it."""
        values = self.cleaned_data
        return PassageInput(
            version_id=values["version"],
            text=values["text"],
            start=values["start"],
            end=values["end"],
            quote=values["quote"],
            sentence=values["sentence"],
            words=values["words"],
        )
