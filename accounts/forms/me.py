"""Forms about oneself."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class LanguageSelect(forms.Select):
    """Each language in its own words, and marked as such for screen readers."""

    def create_option(self, name: str, value: Any, *arguments: Any, **keywords: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *arguments, **keywords)
        return option | {"attrs": option["attrs"] | {"lang": str(value)}}


class OwnProfileForm(forms.Form):
    """Name and language."""

    name = forms.CharField(label=_("姓名"), max_length=60, help_text=_("同事看到的名字。"))
    language = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES, widget=LanguageSelect)
