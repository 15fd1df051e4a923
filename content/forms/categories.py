"""A category (C1, C2)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.models import Category
from content.services.categories import COLOURS, CategoryInput

FIELDS = tuple(CategoryInput.__dataclass_fields__)


class CategoryForm(forms.Form):
    """Name, colour, and what silence days and the limit on advertising need to know."""

    name = forms.CharField(label=_("名称"), max_length=30, widget=forms.TextInput(attrs={"class": "form-control"}))
    colour = forms.TypedChoiceField(
        label=_("颜色"), choices=[(n, n) for n in COLOURS], coerce=int, initial=1, widget=forms.RadioSelect
    )
    is_promotional = forms.BooleanField(label=_("属于推广"), required=False)
    is_entertainment = forms.BooleanField(label=_("属于娱乐"), required=False)

    def values(self) -> CategoryInput:
        """What was written."""
        return CategoryInput(**self.cleaned_data)

    @staticmethod
    def told(row: Category) -> dict[str, Any]:
        """What the form begins with."""
        return {name: getattr(row, name) for name in FIELDS}
