"""Forms of measures: which ones, in which order, and the company's own (I2)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.measures import Definition, Unit
from reports.models import OwnMeasure
from reports.models.measures import UNITS
from reports.services import OwnInput


class MeasureSetForm(forms.Form):
    """A place for each measure that is to be shown; those without a place are not."""

    def __init__(self, known: dict[str, Definition], chosen: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        for key, definition in known.items():
            self.fields[key] = forms.IntegerField(
                label=str(definition.name),
                min_value=1,
                max_value=99,
                required=False,
                initial=chosen.index(key) + 1 if key in chosen else None,
                widget=forms.NumberInput({"class": "measure-place", "inputmode": "numeric"}),
            )

    def rows(self) -> list[tuple[Definition, forms.BoundField]]:
        """Each measure with its field."""
        return [(definition, self[key]) for key, definition in self.known.items()]

    def keys(self) -> list[str]:
        """The measures by their places; equal places keep the catalogue's order."""
        placed = [(place, key) for key, place in self.cleaned_data.items() if place is not None]
        return [key for _place, key in sorted(placed, key=lambda pair: pair[0])]


class OwnMeasureForm(forms.Form):
    """A measure of the company's own."""

    name = forms.CharField(label=_("名称"), max_length=30)
    meaning = forms.CharField(label=_("含义"), max_length=200, help_text=_("一句话，看报表的人停在数字上时会看到。"))
    formula = forms.CharField(
        label=_("公式"),
        max_length=200,
        help_text=_(
            "用下面的指标代码、数字、+ - * / 和括号，以及 min(a, b)、max(a, b)。例：(comments * 3 + reposts) / posts"
        ),
        widget=forms.TextInput({"class": "measure-formula", "autocomplete": "off", "spellcheck": "false"}),
    )
    unit = forms.ChoiceField(label=_("单位"), choices=UNITS, initial=Unit.COUNT.value)
    down_is_good = forms.BooleanField(label=_("下降是好事"), required=False)

    @classmethod
    def of(cls, row: OwnMeasure | None, data: Any) -> "OwnMeasureForm":
        """Filled from what was typed, else from the row."""
        initial = {name: getattr(row, name) for name in cls.base_fields} if row else None
        return cls(data, initial=initial)

    def values(self) -> OwnInput:
        """For the service."""
        return OwnInput(**self.cleaned_data)
