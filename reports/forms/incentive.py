"""The form of the incentive plan (A10)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from reports.models import Measure, preset_targets
from reports.services import DisputeInput, PlanInput


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
            self.fields[f"target_{measure.value}"] = forms.FloatField(
                label=measure.label, min_value=0.1, max_value=10_000_000, initial=preset_targets()[measure.value]
            )

    def weights(self) -> list[forms.BoundField]:
        """The fields of the weights."""
        return [self[f"weight_{measure.value}"] for measure in Measure]

    def targets(self) -> list[forms.BoundField]:
        """The fields of the targets."""
        return [self[f"target_{measure.value}"] for measure in Measure]

    def values(self) -> PlanInput:
        """For the service."""
        data = self.cleaned_data
        weights = {measure.value: data[f"weight_{measure.value}"] for measure in Measure}
        targets = {measure.value: data[f"target_{measure.value}"] for measure in Measure}
        return PlanInput(data["valid_from"], data["base"], data["bonus"], weights, data["note"], targets)


class DisputeForm(forms.Form):
    """What a person holds against his statement."""

    about = forms.ChoiceField(
        label=gettext_lazy("关于哪一项"), choices=[("", gettext_lazy("整份结算")), *Measure.choices], required=False
    )
    text = forms.CharField(label=gettext_lazy("哪里不对"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def given(self) -> DisputeInput:
        """For the service."""
        return DisputeInput(self.cleaned_data["text"], self.cleaned_data["about"])


class AnswerForm(forms.Form):
    """What the person is answered."""

    answer = forms.CharField(label=gettext_lazy("答复"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class CorrectionForm(forms.Form):
    """A line beside a final statement."""

    amount = forms.DecimalField(
        label=gettext_lazy("金额（元）"),
        max_digits=9,
        decimal_places=2,
        help_text=gettext_lazy("少发的写正数，多发的写负数。"),
    )
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300)
