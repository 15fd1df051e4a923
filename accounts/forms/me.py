"""Forms about oneself."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class OwnProfileForm(forms.Form):
    """Name and language."""

    name = forms.CharField(label=_("姓名"), max_length=60, help_text=_("同事看到的名字。"))
    language = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES)
