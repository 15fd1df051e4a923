"""Silence days: people keep the days, a sweep writes their freezes ahead (K7)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import require_actor
from accounts.models import AccountGroup
from accounts.roles import Can
from core import audit
from core.dates import local_day
from core.errors import Conflict, UserError
from publishing.models import Freeze, FreezeOrigin, FreezeScope, Recurs, SilenceDay, Slot
from publishing.queries.silence import Silence, flagged_categories, silences_between
from publishing.services.locks import lock_freezes

AHEAD = dt.timedelta(days=8)
"""So far ahead the freezes of silence days stand ready: a sweep that is away for a day changes nothing."""


@dataclass(frozen=True, slots=True)
class SilenceInput:
    """What a person says about a silence day."""

    name: str
    date: dt.date
    recurs: str = Recurs.ONCE
    from_time: dt.time | None = None
    to_time: dt.time | None = None
    group: AccountGroup | None = None
    holds_entertainment: bool = True
    holds_promotional: bool = True
    is_on: bool = True


@transaction.atomic
def set_silence_day(
    *, values: SilenceInput, by: audit.Actor, at: dt.datetime, day: SilenceDay | None = None
) -> SilenceDay:
    """Add a silence day, or change one. It holds from the moment this returns.

    Raises `Forbidden`, or `UserError` for a day that is over, holds nothing or ends before it begins.
    """
    require_actor(by, Can.FREEZE)
    _refuse_values(values, at)
    lock_freezes()
    before = _picture(day) if day is not None else {}
    row = day or SilenceDay(origin="")
    for name in SilenceInput.__dataclass_fields__:
        setattr(row, name, getattr(values, name))
    row.save()
    if day is not None:
        _end_open(row, by=by, at=at)
    _write_ahead(at)
    verb = "added" if day is None else "changed"
    audit.record(f"calendar.silence_day.{verb}", row, by=by, at=at, change=audit.Change(before, _picture(row)))
    return row


@transaction.atomic
def remove_silence_day(*, day: SilenceDay, by: audit.Actor, at: dt.datetime) -> None:
    """It holds no more; what it has held still needs a decision."""
    require_actor(by, Can.FREEZE)
    if day.origin:
        raise Conflict(_("随产品提供的静默日不能删除，可以停用。"), code="calendar.shipped_day")
    lock_freezes()
    _end_open(day, by=by, at=at)
    audit.record("calendar.silence_day.removed", day, by=by, at=at, change=audit.Change(_picture(day)))
    day.delete()


@transaction.atomic
def look_ahead_for_silence(*, now: dt.datetime) -> int:
    """Write the freezes of the coming silence days, end those that are over; answers how many it wrote."""
    over = Freeze.objects.filter(origin=FreezeOrigin.SILENCE, ended_at__isnull=True, until_at__lte=now)
    coming = silences_between(now, now + AHEAD)
    rows = Freeze.objects.filter(day__in=[one.day for one in coming])
    known = {(row.day_id, row.from_at): sorted(row.category_ids) for row in rows}
    same = all(known.get((one.day.pk, one.start)) == sorted(flagged_categories(one.day)) for one in coming)
    if same and not over.exists():
        return 0
    lock_freezes()
    for row in over:
        row.ended_at = row.until_at
        row.save(update_fields=["ended_at"])
    return _write_ahead(now)


def _write_ahead(now: dt.datetime) -> int:
    return sum(_write(one, now) for one in silences_between(now, now + AHEAD))


def _write(one: Silence, now: dt.datetime) -> bool:
    """One row for each occurrence; the categories that are flagged now."""
    ids = flagged_categories(one.day)
    if not ids:
        return False
    row, created = Freeze.objects.get_or_create(
        day=one.day,
        from_at=one.start,
        defaults={
            "scope": FreezeScope.CATEGORY,
            "group": one.day.group,
            "category_ids": ids,
            "reason": one.day.name,
            "origin": FreezeOrigin.SILENCE,
            "until_at": one.end,
            "started_at": now,
        },
    )
    if not created and row.ended_at is None and sorted(row.category_ids) != sorted(ids):
        row.category_ids = ids
        row.save(update_fields=["category_ids"])
    return created


def _end_open(day: SilenceDay, *, by: audit.Actor, at: dt.datetime) -> None:
    """What was written ahead for the old wording goes; what has held something stays as a record."""
    rows = Freeze.objects.filter(day=day, ended_at__isnull=True)
    used = Q(pk__in=Slot.objects.filter(held_by__in=rows).values("held_by")) | Q(releases__isnull=False)
    kept = list(rows.filter(used).distinct())
    rows.exclude(pk__in=[row.pk for row in kept]).delete()
    for row in kept:
        row.ended_at, row.ended_by_id, row.day = at, by.pk, None
        row.save(update_fields=["ended_at", "ended_by", "day"])


def _refuse_values(values: SilenceInput, at: dt.datetime) -> None:
    if not values.name.strip():
        raise UserError(_("请写下这一天的名称。"), field="name")
    if values.recurs == Recurs.ONCE and values.is_on and values.date < local_day(at):
        raise UserError(_("这一天已经过去。"), field="date")
    if values.from_time and values.to_time and values.to_time <= values.from_time:
        raise UserError(_("结束时间要晚于开始时间。"), field="to_time")
    if not (values.holds_entertainment or values.holds_promotional):
        raise UserError(_("请至少选择一类要暂停的内容。"), field="holds_entertainment")


def _picture(day: SilenceDay) -> dict[str, object]:
    names = SilenceInput.__dataclass_fields__
    return {name: str(value) for name in names if (value := getattr(day, name)) not in {None, ""}}
