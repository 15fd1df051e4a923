"""How often people correct the model, week by week and class by class (M4)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from core.dates import day_start, local_day, week_of
from monitoring.models import Aspect, JudgedDay, MentionCorrection, MentionKind, Polarity

WEEKS = 8


@dataclass(frozen=True)
class Share:
    """Of `judged` mentions that the model called so, people corrected `corrected`."""

    name: str
    judged: int
    corrected: int

    @property
    def percent(self) -> float | None:
        """Share corrected; None where nothing was judged so."""
        return 100 * self.corrected / self.judged if self.judged else None


@dataclass(frozen=True)
class DriftWeek:
    """One week, from Monday on: all of it, and each class."""

    monday: date
    whole: Share
    sides: list[Share]
    kinds: list[Share]


def drift(now: datetime) -> list[DriftWeek]:
    """The last eight weeks, the running one last: three queries."""
    monday = week_of(local_day(now)).monday
    first = monday - timedelta(weeks=WEEKS - 1)
    judged: Counter[tuple[date, str, str]] = Counter()
    rows = JudgedDay.objects.filter(day__gte=first).order_by().values_list("day", "aspect", "value")
    for day, aspect, value, number in rows.annotate(n=Sum("number")):
        judged[week_of(day).monday, aspect, value] += number
    corrected: Counter[tuple[date, str, str]] = Counter()
    said = MentionCorrection.objects.filter(ended_at=None, at__gte=day_start(first)).order_by()
    for at, aspect, was in said.values_list("at", "aspect", "was"):
        corrected[week_of(local_day(at)).monday, aspect, was] += 1
    return [_week(first + timedelta(weeks=number), judged, corrected) for number in range(WEEKS)]


def drift_chart(weeks: list[DriftWeek]) -> dict[str, Any]:
    """For the chart: corrections by polarity as bars."""
    return {
        "weeks": [f"{week.monday:%m-%d}" for week in weeks],
        "series": [[share.name, [week.sides[place].corrected for week in weeks]] for place, share in _places(weeks)],
        "words": {"corrected": _("更正条数")},
    }


def _places(weeks: list[DriftWeek]) -> list[tuple[int, Share]]:
    return list(enumerate(weeks[0].sides)) if weeks else []


def _week(monday: date, judged: Counter[tuple[date, str, str]], corrected: Counter[tuple[date, str, str]]) -> DriftWeek:
    def share(aspect: Aspect, value: str, name: str) -> Share:
        key = (monday, aspect.value, value)
        return Share(name, judged[key], corrected[key])

    sides = [share(Aspect.POLARITY, str(side.value), str(side.label)) for side in Polarity]
    kinds = [share(Aspect.KIND, kind.value, str(kind.label)) for kind in MentionKind]
    kinds.append(share(Aspect.KIND, "", _("未分类")))
    everything = [*sides, *kinds]
    total = sum(one.judged for one in sides)
    return DriftWeek(monday, Share(_("合计"), total, sum(one.corrected for one in everything)), sides, kinds)
