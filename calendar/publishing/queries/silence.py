"""Silence days: when they are, and which posts they hold."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.access import groups_below
from content.models import Category, Post
from core.dates import at_local, day_start, local_day
from publishing.models import SilenceDay, Slot, SlotState
from publishing.models.slots import SlotQuerySet


@dataclass(frozen=True, slots=True)
class Silence:
    """One occurrence of a silence day, from `start` up to `end`."""

    day: SilenceDay
    start: dt.datetime
    end: dt.datetime


def on_date(day: SilenceDay, date: dt.date) -> Silence:
    """The hours of a silence day on a date in Beijing; without times the whole day."""
    start = at_local(date, day.from_time) if day.from_time else day_start(date)
    end = at_local(date, day.to_time) if day.to_time else day_start(date + dt.timedelta(days=1))
    return Silence(day, start, end)


def silences_between(start: dt.datetime, end: dt.datetime) -> list[Silence]:
    """What is switched on and touches a span of time; one query."""
    days = list(SilenceDay.objects.filter(is_on=True).select_related("group"))
    first = local_day(start)
    dates = [first + dt.timedelta(days=step) for step in range((local_day(end) - first).days + 1)]
    found = [on_date(day, date) for day in days for date in dates if day.on(date)]
    return [one for one in found if one.start < end and one.end > start]


def flagged_categories(day: SilenceDay) -> list[int]:
    """The categories that wait on it."""
    flags = Q(pk__in=[])
    if day.holds_entertainment:
        flags |= Q(is_entertainment=True)
    if day.holds_promotional:
        flags |= Q(is_promotional=True)
    return list(Category.objects.filter(flags).values_list("pk", flat=True))


def slots_in_silence(day: SilenceDay, today: dt.date) -> SlotQuerySet:
    """The planned posts that its next occurrence would hold."""
    date = day.next_from(today)
    if date is None:
        return Slot.objects.none()
    hours = on_date(day, date)
    slots = Slot.objects.between(hours.start, hours.end).filter(state=SlotState.PLANNED)
    slots = slots.filter(post__category_id__in=flagged_categories(day))
    return slots if day.group_id is None else slots.filter(account__group_id__in=groups_below(day.group_id))


@dataclass(frozen=True, slots=True)
class Quiet:
    """The silence days of a span of time, ready to be asked post by post."""

    silences: tuple[tuple[Silence, frozenset[int] | None], ...] = ()

    def of(self, post: Post, at: dt.datetime) -> Silence | None:
        """The silence day that would hold this post at a time. Reads `post.category` and `post.account`."""
        for found, groups in self.silences:
            day, category = found.day, post.category
            flagged = (day.holds_entertainment and category.is_entertainment) or (
                day.holds_promotional and category.is_promotional
            )
            if flagged and found.start <= at < found.end and (groups is None or post.account.group_id in groups):
                return found
        return None


def read_quiet(start: dt.datetime, end: dt.datetime) -> Quiet:
    """The silence days between; one query, one more for each that counts for a group only."""
    found = silences_between(start, end)
    groups = {pk: frozenset(groups_below(pk)) for one in found if (pk := one.day.group_id) is not None}
    return Quiet(tuple((one, groups[one.day.group_id] if one.day.group_id is not None else None) for one in found))


def silence_of(post: Post, at: dt.datetime) -> Silence | None:
    """The silence day that would hold this post at a time."""
    return read_quiet(at, at + dt.timedelta(microseconds=1)).of(post, at)


def silence_days() -> list[SilenceDay]:
    """All of them, those that are switched on first."""
    return list(SilenceDay.objects.select_related("group").order_by("-is_on", "date", "pk"))


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many posts of how many accounts."""

    posts: int
    accounts: int


def silence_numbers(slots: SlotQuerySet | None) -> Numbers | None:
    """What a silence day would hold; None when it is not said yet which day."""
    if slots is None:
        return None
    return Numbers(**slots.aggregate(posts=Count("pk"), accounts=Count("account", distinct=True)))
