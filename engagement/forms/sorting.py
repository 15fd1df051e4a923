"""A tag of threads (E1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.models import ThreadTag

COLOUR_NAMES = (_("蓝"), _("橙"), _("绿"), _("紫红"), _("橄榄"), _("浅蓝"), _("红"), _("灰"))


class TagForm(forms.Form):
    """Name and colour."""

    name = forms.CharField(label=_("名称"), max_length=20)
    colour = forms.TypedChoiceField(
        label=_("颜色"), coerce=int, initial=1, choices=list(enumerate(COLOUR_NAMES, 1)), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, tag: ThreadTag | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tag is not None:
            self.initial.update({"name": tag.name, "colour": tag.colour})
