"""The form of an operator assessment (A7)."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Skill, Temperament
from accounts.services import AssessmentInput
from core.dates import day_start

GRADES = (("", _("未评")), (1, _("1 不足")), (2, _("2 一般")), (3, _("3 合格")), (4, _("4 熟练")), (5, _("5 擅长")))


class AssessmentForm(forms.Form):
    """Skills, temperament, the pledge, the verdict and how long it holds."""

    temperament = forms.ChoiceField(
        label=_("被投诉时的表现"), choices=Temperament.choices, initial=Temperament.ADEQUATE
    )
    pledged = forms.BooleanField(
        label=_("已签署政治中立承诺"), required=False, help_text=_("不以公司账号发表个人政治观点，不转发未核实的消息。")
    )
    passed = forms.BooleanField(
        label=_("可以独立操作"), required=False, help_text=_("不勾选时，发布和回复都要由另一位已评定的同事批准。")
    )
    valid_on = forms.DateField(
        label=_("有效期至"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("到这一天结束为止，最长两年。"),
    )
    note = forms.CharField(label=_("评语"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for skill in Skill:
            self.fields[f"skill_{skill.value}"] = forms.TypedChoiceField(
                label=skill.label, choices=GRADES, coerce=int, empty_value=None, required=False
            )

    def skills(self) -> list[forms.BoundField]:
        """The fields of the skill areas."""
        return [self[f"skill_{skill.value}"] for skill in Skill]

    def values(self) -> AssessmentInput:
        """For the service."""
        data = self.cleaned_data
        grades = {skill.value: data[f"skill_{skill.value}"] for skill in Skill}
        return AssessmentInput(
            valid_until=day_start(data["valid_on"] + dt.timedelta(days=1)),
            temperament=data["temperament"],
            skills={name: grade for name, grade in grades.items() if grade},
            pledged=data["pledged"],
            passed=data["passed"],
            note=data["note"],
        )
