"""Which windows hold, and what rhythm they ask for (M3)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from core.dates import local_day
from monitoring.models import KeywordSet, WatchWindow

SHOWN_PAST = timedelta(days=60)


def windows_on(day: date) -> list[WatchWindow]:
    """The windows that hold on a day, with their sets; two queries."""
    found = WatchWindow.objects.filter(is_active=True, first_on__lte=day, last_on__gte=day)
    return list(found.prefetch_related("sets"))


def wanted_minutes(now: datetime) -> int | None:
    """The shortest rhythm that a window asks of everything that listens, sources included; None outside of windows."""
    return min((window.interval_minutes for window in windows_on(local_day(now))), default=None)


def interval_of(keyword_set: KeywordSet, windows: Iterable[WatchWindow]) -> int:
    """Minutes between two sweeps of a set while these windows hold: its own, or a window's when that is shorter."""
    wanted = [window.interval_minutes for window in windows if holds_for(window, keyword_set.pk)]
    return max(1, min([keyword_set.interval_minutes, *wanted]))


def holds_for(window: WatchWindow, set_id: int) -> bool:
    """Whether it is meant for this set; a window without sets is meant for all. Uses prefetched sets."""
    chosen = [found.pk for found in window.sets.all()]
    return not chosen or set_id in chosen


def windows_with_words() -> list[WatchWindow]:
    """All windows, past ones too, that add words; two queries."""
    return list(WatchWindow.objects.filter(is_active=True).exclude(words=[]).prefetch_related("sets"))


def windows_of(keyword_set: KeywordSet, day: date) -> list[WatchWindow]:
    """The windows that hold for one set on a day."""
    return [window for window in windows_on(day) if holds_for(window, keyword_set.pk)]


def coming_windows(day: date) -> "QuerySet[WatchWindow]":
    """What holds, what comes, and what has just passed."""
    return WatchWindow.objects.filter(last_on__gte=day - SHOWN_PAST).prefetch_related("sets").order_by("first_on", "pk")


def next_window(day: date) -> WatchWindow | None:
    """The next window that begins after a day."""
    return WatchWindow.objects.filter(Q(first_on__gt=day), is_active=True).order_by("first_on", "pk").first()
