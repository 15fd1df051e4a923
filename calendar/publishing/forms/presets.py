"""A preset of weekly times (K1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from publishing.forms.schedule import TimesForm


class SlotPresetForm(TimesForm):
    """Its name, and one line for each weekday."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = dict(self.fields)
        self.fields.clear()
        self.fields["name"] = forms.CharField(label=gettext_lazy("名称"), max_length=60)
        self.fields.update(days)
