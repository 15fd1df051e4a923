"""Forms of the report pages."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import UserError
from reports.models import Measure
from reports.services import PlanInput

SPANS = (7, 28, 90)


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included, and the preset that chose them."""

    first: dt.date
    last: dt.date
    days: int
    presets: tuple[int, ...] = SPANS


class SpanForm(forms.Form):
    """How far back the overview looks."""

    days = forms.TypedChoiceField(choices=[(n, n) for n in SPANS], coerce=int, required=False)

    def span(self, *, today: dt.date) -> Span:
        """The span up to today; anything else than the presets counts as 28 days."""
        days = (self.cleaned_data["days"] or 28) if self.is_valid() else 28
        return Span(first=today - dt.timedelta(days=days - 1), last=today, days=days)


class WeekForm(forms.Form):
    """The week to compile, by any of its days."""

    monday = forms.DateField()

    def day(self) -> dt.date:
        """Raises `UserError` when it is not a date."""
        if not self.is_valid():
            raise UserError(_("请选择要生成周报的星期。"), field="monday")
        day: dt.date = self.cleaned_data["monday"]
        return day


class RemarkForm(forms.Form):
    """A remark under a report."""

    body = forms.CharField(
        label=gettext_lazy("批注或问题"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), required=True
    )

    def text(self) -> str:
        """Raises `UserError` when it is empty or too long."""
        if not self.is_valid():
            raise UserError(_("批注不能为空，最多 2000 字。"), field="body")
        text: str = self.cleaned_data["body"]
        return text


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
