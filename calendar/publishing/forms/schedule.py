"""Parse and clean what the calendar's pages send."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.models import Category
from content.services.lateness import LATEST_MINUTES
from core.dates import BEIJING
from publishing.models import LateRule
from publishing.queries.week import read_wall_clock
from publishing.services import PRESET, Manner, PolicyInput

WEEKDAYS = [
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
]
_TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


class WallClockField(forms.CharField):
    """A time as the calendar or a datetime-local input writes it, in Beijing's clock unless it names a zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        at = read_wall_clock(str(text))
        if at is None:
            raise forms.ValidationError(_("请填写日期和时间，例如 2026-11-26 14:00。"))
        return at

    def prepare_value(self, value: Any) -> Any:
        return f"{value.astimezone(BEIJING):%Y-%m-%dT%H:%M}" if isinstance(value, dt.datetime) else value


class PlaceForm(forms.Form):
    """A time for a post: one of those offered, or any other."""

    offered = WallClockField(label=gettext_lazy("下一个空时段"), required=False)
    other = WallClockField(label=gettext_lazy("其他时间"), required=False)
    late_rule = forms.ChoiceField(label=gettext_lazy("错过时间怎么办"), choices=LateRule.choices, required=False)
    late_minutes = forms.IntegerField(
        label=gettext_lazy("最多可迟（分钟）"), min_value=1, max_value=LATEST_MINUTES, required=False
    )
    exact = forms.BooleanField(label=gettext_lazy("准点发出"), required=False)
    reason = forms.CharField(label=gettext_lazy("破例理由"), max_length=200, required=False)

    def manner(self) -> Manner:
        """How it goes out: what was chosen, the preset of its category where nothing was."""
        values = self.cleaned_data
        return Manner(values["late_rule"], values["late_minutes"], values["exact"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["scheduled_at"] = values.get("other") or values.get("offered")
        if not self.errors and values["scheduled_at"] is None:
            raise forms.ValidationError(_("请选择发布时间。"))
        return values


class LatenessForm(forms.Form):
    """What to do with one slot when its time has passed; with `preset` as its category says."""

    preset = forms.BooleanField(required=False)
    late_rule = forms.ChoiceField(label=gettext_lazy("错过时间怎么办"), choices=LateRule.choices, required=False)
    late_minutes = forms.IntegerField(
        label=gettext_lazy("最多可迟（分钟）"), min_value=1, max_value=LATEST_MINUTES, required=False
    )

    def manner(self) -> Manner:
        """What was chosen."""
        values = self.cleaned_data
        return PRESET if values["preset"] else Manner(values["late_rule"], values["late_minutes"])


class LateRulesForm(forms.Form):
    """Rule and minutes of every category, in one form."""

    def __init__(self, *args: Any, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = categories
        for row in categories:
            self.fields[f"rule{row.pk}"] = forms.ChoiceField(
                label=gettext_lazy("错过时间怎么办"), choices=LateRule.choices, initial=row.late_rule
            )
            self.fields[f"minutes{row.pk}"] = forms.IntegerField(
                label=gettext_lazy("最多可迟（分钟）"),
                min_value=0,
                max_value=LATEST_MINUTES,
                initial=row.late_minutes,
                required=False,
            )

    def rows(self) -> list[tuple[Category, Any, Any]]:
        """Each category with its two fields."""
        return [(row, self[f"rule{row.pk}"], self[f"minutes{row.pk}"]) for row in self.categories]

    def rules(self) -> dict[int, tuple[str, int]]:
        """What was written, by category."""
        values = self.cleaned_data
        return {row.pk: (values[f"rule{row.pk}"], values[f"minutes{row.pk}"] or 0) for row in self.categories}


class MoveForm(forms.Form):
    """Another time: an instant, or only another day with the clock time kept."""

    start = WallClockField(label=gettext_lazy("移到"), required=False)
    day = forms.DateField(required=False)
    exact = forms.NullBooleanField(label=gettext_lazy("准点发出"), required=False)
    reason = forms.CharField(label=gettext_lazy("破例理由"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("start") and not values.get("day"):
            raise forms.ValidationError(_("请选择发布时间。"))
        return values


class TimesForm(forms.Form):
    """The weekly times of an account (K1): one line for each weekday, such as "11:00 17:00"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"day{number}"] = forms.CharField(label=name, required=False, max_length=400)

    def times(self) -> list[tuple[int, dt.time]]:
        """What was written, as (weekday, time)."""
        return [
            (number, dt.time(int(match[1]), int(match[2])))
            for number in range(7)
            for match in _TIME.finditer(self.cleaned_data[f"day{number}"])
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for number in range(7):
            rest = _TIME.sub("", str(values.get(f"day{number}", "")))
            if rest.strip(" ,，、;；\t"):
                self.add_error(f"day{number}", _("请用 24 小时制写时间，用空格隔开，例如 11:00 17:00。"))
        return values


class PolicyForm(forms.Form):
    """The numbers of a policy (K2, K4); empty = not limited."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    min_per_day = forms.IntegerField(label=gettext_lazy("每天至少"), min_value=0, max_value=200, required=False)
    max_per_day = forms.IntegerField(label=gettext_lazy("每天至多"), min_value=1, max_value=200, required=False)
    min_gap_minutes = forms.IntegerField(
        label=gettext_lazy("最小间隔（分钟）"), min_value=1, max_value=1440, required=False
    )
    burst_posts = forms.IntegerField(label=gettext_lazy("连发上限（条）"), min_value=1, max_value=100, initial=3)
    burst_minutes = forms.IntegerField(label=gettext_lazy("连发时限（分钟）"), min_value=1, max_value=1440, initial=30)
    spread_minutes = forms.IntegerField(
        label=gettext_lazy("随机错开（分钟）"), min_value=0, max_value=120, initial=0, required=False
    )

    def numbers(self) -> PolicyInput:
        """What was written."""
        return PolicyInput(**{**self.cleaned_data, "spread_minutes": self.cleaned_data["spread_minutes"] or 0})
