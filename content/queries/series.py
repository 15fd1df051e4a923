"""Series with what stands in them (C11)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import WeiboAccount
from content.models import Post, PostState, Series
from content.serial import Rhythm, gaps, next_number


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a series stands."""

    series: Series
    count: int
    last: int | None
    gaps: list[int]
    next_number: int
    next_due: dt.datetime
    at: dt.datetime

    @property
    def next_title(self) -> str:
        return self.series.title_of(self.next_number)

    @property
    def is_late(self) -> bool:
        """Its next part is overdue and nothing is written."""
        return self.series.is_active and self.next_due < self.at

    @property
    def is_soon(self) -> bool:
        return self.series.is_active and not self.is_late and self.next_due - self.at < dt.timedelta(days=2)

    @property
    def gap_titles(self) -> list[str]:
        return [self.series.title_of(number) for number in self.gaps]


def rhythm_of(series: Series) -> Rhythm:
    """Its rhythm as plain data."""
    return Rhythm(tuple(series.weekdays), series.every_days, series.anchor_number, series.anchor_at)


def numbers_of(series: Series, *, without: int = 0) -> set[int]:
    """Numbers that are taken."""
    rows = parts().filter(series=series).exclude(pk=without)
    return {number for number in rows.values_list("series_number", flat=True) if number is not None}


def parts() -> "QuerySet[Post]":
    """Posts that hold a number."""
    return Post.objects.visible().exclude(state=PostState.CANCELLED).filter(series__isnull=False)


def parts_of(series: Series) -> "QuerySet[Post]":
    """Its posts in order, cancelled ones too."""
    rows = Post.objects.visible().filter(series=series).select_related("account", "category", "version", "author")
    return rows.order_by("series_number", "pk")


def standings(rows: "QuerySet[Series]", *, at: dt.datetime) -> list[Standing]:
    """Those of them, the most urgent first; two queries for any number."""
    found = list(rows.select_related("account", "category", "owner"))
    numbers: dict[int, list[int]] = defaultdict(list)
    taken = parts().filter(series__in=[row.pk for row in found])
    for pk, number in taken.values_list("series_id", "series_number"):
        if pk is not None and number is not None:
            numbers[pk].append(number)
    told = [_standing(row, numbers[row.pk], at) for row in found]
    return sorted(told, key=lambda one: (not one.series.is_active, one.next_due, one.series.pk))


def standing_of(series: Series, *, at: dt.datetime) -> Standing:
    """One of them."""
    return _standing(series, numbers_of(series), at)


def _standing(series: Series, numbers: Iterable[int], at: dt.datetime) -> Standing:
    taken, rhythm = set(numbers), rhythm_of(series)
    number = next_number(rhythm, taken)
    return Standing(series, len(taken), max(taken, default=None), gaps(taken), number, rhythm.due(number), at)


def series_of(accounts: "QuerySet[WeiboAccount]") -> "QuerySet[Series]":
    """All series of these accounts."""
    return Series.objects.filter(account__in=accounts)


def series_for_writing(account: WeiboAccount) -> "QuerySet[Series]":
    """What a post of this account may belong to."""
    return Series.objects.filter(account=account, is_active=True)
