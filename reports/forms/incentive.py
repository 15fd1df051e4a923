"""The form of the incentive plan (A10)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from reports.models import Measure
from reports.services import PlanInput


class IncentiveForm(forms.Form):
    """A version of the incentive plan (A10)."""

    valid_from = forms.DateField(
        label=gettext_lazy("从哪天起"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("每月 1 日；已经开始的月份不能改。"),
    )
    base = forms.DecimalField(label=gettext_lazy("每月基数（元）"), max_digits=9, decimal_places=2, min_value=0)
    bonus = forms.DecimalField(label=gettext_lazy("满分奖金（元）"), max_digits=9, decimal_places=2, min_value=0)
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for measure in Measure:
            self.fields[f"weight_{measure.value}"] = forms.IntegerField(
                label=measure.label,
                min_value=0,
                max_value=100,
                widget=forms.NumberInput({"data-share": ""}),
            )

    def weights(self) -> list[forms.BoundField]:
        """The fields of the weights."""
        return [self[f"weight_{measure.value}"] for measure in Measure]

    def values(self) -> PlanInput:
        """For the service."""
        data = self.cleaned_data
        weights = {measure.value: data[f"weight_{measure.value}"] for measure in Measure}
        return PlanInput(data["valid_from"], data["base"], data["bonus"], weights, data["note"])
