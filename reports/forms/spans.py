"""Which days a page looks at."""

import datetime as dt
from dataclasses import dataclass

from django import forms

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
