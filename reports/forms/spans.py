"""Which days a page looks at."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

SPANS = (7, 28, 90, 365)
MOST_DAYS = 366
"""A whole leap year."""


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included. `preset` is the chip that chose them; None for a free from–to.

    `error` says why what was asked for cannot be shown; then `asked` keeps it as it was typed.
    """

    first: dt.date
    last: dt.date
    days: int
    presets: tuple[int, ...] = SPANS
    preset: int | None = None
    error: str = ""
    asked: tuple[str, str] = ("", "")


class SpanForm(forms.Form):
    """How far back a page looks: one of the presets, or from one day to another (both or one of them)."""

    days = forms.TypedChoiceField(choices=[(n, n) for n in SPANS], coerce=int, required=False)
    to = forms.DateField(required=False)

    def __init__(self, data: Mapping[str, str], *, preset: int = 28) -> None:
        super().__init__(data)
        self.fields["from"] = forms.DateField(required=False)
        self.usual = preset

    def span(self, *, today: dt.date) -> Span:
        """The span; what makes none is told, and the usual one is shown."""
        self.is_valid()
        asked = (str(self.data.get("from", ""))[:10], str(self.data.get("to", ""))[:10])
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if not any(asked):
            days = self.cleaned_data.get("days") or self.usual
            return Span(today - dt.timedelta(days=days - 1), today, days, preset=days)
        error = self._why_not(first, last, asked)
        if error:
            usual = today - dt.timedelta(days=self.usual - 1)
            return Span(usual, today, self.usual, preset=self.usual, error=error, asked=asked)
        last = min(last or today, today)
        first = min(first or last - dt.timedelta(days=self.usual - 1), last)
        days = (last - first).days + 1
        if days > MOST_DAYS:
            last, days = first + dt.timedelta(days=MOST_DAYS - 1), MOST_DAYS
            error = _("一次最多看一年，只显示从开始那天起的 366 天。")
        return Span(first, last, days, error=error, asked=(first.isoformat(), last.isoformat()))

    @staticmethod
    def _why_not(first: dt.date | None, last: dt.date | None, asked: tuple[str, str]) -> str:
        if (asked[0] and first is None) or (asked[1] and last is None):
            return _("没有看懂日期，请写成 2026-11-23 这样。")
        if first is not None and last is not None and first > last:
            return _("开始的日期晚于结束的日期，请对调后再试。")
        return "" if first is None or first.year >= 2009 else _("微博 2009 年才有，请选晚一些的日期。")
