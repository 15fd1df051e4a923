"""Special days and announced holidays: written, put back, replaced year by year (K7)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_actor
from accounts.roles import Can
from core import audit
from core.errors import Conflict, UserError
from publishing.ical.holidays import Announced, readable
from publishing.models import AnnouncedDay, DaySort, Recurs, SpecialDay


@dataclass(frozen=True, slots=True)
class DayInput:
    """What a person says about a special day."""

    date: dt.date
    name: str
    kind: str = DaySort.COMPANY
    recurs: str = Recurs.ONCE

    def as_json(self) -> dict[str, Any]:
        return {"date": self.date.isoformat(), "name": self.name, "kind": self.kind, "recurs": self.recurs}


@dataclass(frozen=True, slots=True)
class DayChange:
    """A special day before and after a change, enough to undo it while nobody else has touched it."""

    day_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        return {"day_id": self.day_id, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class YearsChange:
    """The announced days of whole years before and after an import, each as `Announced.as_json` writes it."""

    years: list[int]
    before: list[list[str]]
    after: list[list[str]]

    def as_json(self) -> dict[str, Any]:
        return {"years": self.years, "before": self.before, "after": self.after}


def picture_of(day: SpecialDay) -> dict[str, Any]:
    """A special day as the audit log and undo keep it."""
    return DayInput(day.date, day.name, day.kind, day.recurs).as_json()


@transaction.atomic
def set_special_day(
    *, values: DayInput, by: audit.Actor, at: dt.datetime, day: SpecialDay | None = None
) -> tuple[SpecialDay, DayChange]:
    """K7: a day that the calendar shows, new or changed. Raises `Conflict` when the day has one of that name."""
    if day is not None:
        require_actor(by, Can.SCHEDULE)
    name = values.name.strip()
    if not name:
        raise UserError(_("请写下这一天的名称。"), field="name")
    others = SpecialDay.objects.filter(date=values.date, name=name)
    if (others if day is None else others.exclude(pk=day.pk)).exists():
        raise Conflict(_("这一天已经有同名的记录。"), code="calendar.special_day", field="name")
    before = picture_of(day) if day else None
    row = day or SpecialDay()
    row.date, row.name, row.kind, row.recurs = values.date, name, values.kind, values.recurs
    row.save()
    after = picture_of(row)
    verb = "changed" if before else "added"
    audit.record(f"calendar.special_day.{verb}", row, by=by, at=at, change=audit.Change(before or {}, after))
    return row, DayChange(row.pk, before, after)


@transaction.atomic
def remove_special_day(*, day: SpecialDay, by: audit.Actor, at: dt.datetime) -> DayChange:
    """K7: it is no longer shown. Answers what `undo_day_change` needs."""
    require_actor(by, Can.SCHEDULE)
    before = picture_of(day)
    change = DayChange(day.pk, before, None)
    audit.record("calendar.special_day.removed", day, by=by, at=at, change=audit.Change(before))
    day.delete()
    return change


@transaction.atomic
def undo_day_change(*, change: DayChange, by: audit.Actor, at: dt.datetime) -> None:
    """As it was before. Raises `Conflict` when somebody has changed it since."""
    if change.before is not None:
        require_actor(by, Can.SCHEDULE)
    row = SpecialDay.objects.select_for_update().filter(pk=change.day_id).first()
    if (picture_of(row) if row else None) != change.after:
        raise Conflict(_("撤销的时限已过，或有人又改动了它。"), code="calendar.undo_over")
    if change.before is None and row is not None:
        audit.record("calendar.special_day.removed", row, by=by, at=at, change=audit.Change(picture_of(row)))
        row.delete()
        return
    values = {**(change.before or {}), "date": dt.date.fromisoformat((change.before or {})["date"])}
    if row is None and SpecialDay.objects.filter(date=values["date"], name=values["name"]).exists():
        raise Conflict(_("这一天已经有同名的记录。"), code="calendar.special_day")
    row = row or SpecialDay(pk=change.day_id)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    audit.record("calendar.special_day.undone", row, by=by, at=at, change=audit.Change(after=picture_of(row)))


@transaction.atomic
def replace_announced(
    *, days: Sequence[Announced], years: Sequence[int], by: audit.Actor, at: dt.datetime
) -> YearsChange:
    """K7: the holidays of whole years as they were announced; without days the shipped calendar counts again.

    Answers what `undo_announced` needs.
    """
    require_actor(by, Can.SCHEDULE)
    rows = AnnouncedDay.objects.select_for_update().filter(date__year__in=years)
    before = [Announced(row.date, row.kind, row.name).as_json() for row in rows]
    rows.delete()
    wanted = [day for day in days if day.date.year in years]
    made = AnnouncedDay.objects.bulk_create(
        AnnouncedDay(date=day.date, kind=day.kind, name=day.name[:60], imported_at=at) for day in wanted
    )
    after = [day.as_json() for day in wanted]
    change = audit.Change({"days": before}, {"days": after})
    target = made[0] if made else AnnouncedDay(date=dt.date(min(years), 1, 1))
    audit.record("calendar.holidays.replaced", target, by=by, at=at, change=change)
    return YearsChange(list(years), before, after)


@transaction.atomic
def undo_announced(*, change: YearsChange, by: audit.Actor, at: dt.datetime) -> None:
    """The years as they were. Raises `Conflict` when they have been announced anew since."""
    require_actor(by, Can.SCHEDULE)
    rows = AnnouncedDay.objects.select_for_update().filter(date__year__in=change.years)
    if sorted(Announced(row.date, row.kind, row.name).as_json() for row in rows) != sorted(change.after):
        raise Conflict(_("撤销的时限已过，或有人又改动了它。"), code="calendar.undo_over")
    replace_announced(days=readable(change.before), years=change.years, by=by, at=at)
