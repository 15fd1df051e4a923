"""Watch windows: planned from presets, and the team's own (M3)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import SYSTEM, Actor, Change, record
from core.dates import local_day
from core.errors import UserError
from core.holidays import official_days
from monitoring.models import KeywordSet, WatchWindow
from monitoring.services.set_checks import check_texts
from monitoring.watch.presets import planned_windows

AHEAD = timedelta(days=365)
LONGEST = timedelta(days=92)
WORDS_LIMIT = 200


@dataclass(frozen=True)
class WindowDraft:
    """What a person wants a window to be. `window` None makes a new one; without `sets` it is meant for all."""

    name: str
    first_on: date
    last_on: date
    interval_minutes: int = 5
    words: tuple[str, ...] = ()
    sets: tuple[KeywordSet, ...] = ()
    is_active: bool = True
    window: WatchWindow | None = None


def save_window(*, draft: WindowDraft, by: Actor, at: datetime) -> WatchWindow:
    """Create or change a window. Raises `UserError` for days the wrong way round or words that cannot be searched."""
    _check(draft)
    with transaction.atomic():
        window = draft.window or WatchWindow(created_at=at)
        before = _facts(window) if window.pk else {}
        for name in ("name", "first_on", "last_on", "interval_minutes", "is_active"):
            setattr(window, name, getattr(draft, name))
        window.words = list(draft.words)
        window.save()
        window.sets.set(draft.sets)
        code = "monitoring.window.changed" if before else "monitoring.window.created"
        record(code, window, by=by, at=at, change=Change(before=before, after=_facts(window)))
    return window


def delete_window(*, window: WatchWindow, by: Actor, at: datetime) -> None:
    """Take a window out. A planned one is switched off instead, so that it is not planned again."""
    with transaction.atomic():
        record("monitoring.window.deleted", window, by=by, at=at, change=Change(before=_facts(window)))
        if window.origin:
            window.is_active = False
            window.save(update_fields=["is_active"])
        else:
            window.delete()


def plan_windows(*, now: datetime) -> int:
    """Plan the preset windows of the coming year that are not there yet. Returns how many are new."""
    today = local_day(now)
    planned = planned_windows(official_days(), first=today, last=today + AHEAD)
    known = set(WatchWindow.objects.filter(origin__in=[one.origin for one in planned]).values_list("origin", flat=True))
    new = [
        WatchWindow(
            origin=one.origin,
            name=one.name,
            first_on=one.first_on,
            last_on=one.last_on,
            interval_minutes=one.interval_minutes,
            words=list(one.words),
            created_at=now,
        )
        for one in planned
        if one.origin not in known
    ]
    with transaction.atomic():
        for window in WatchWindow.objects.bulk_create(new, ignore_conflicts=True):
            if window.pk:
                change = Change(after={**_plain(window), "sets": []})
                record("monitoring.window.planned", window, by=SYSTEM, at=now, change=change)
    return len(new)


def _check(draft: WindowDraft) -> None:
    if draft.last_on < draft.first_on:
        raise UserError(_("结束日期不能早于开始日期。"), field="last_on")
    if draft.last_on - draft.first_on > LONGEST:
        raise UserError(_("一个时段最长 %(n)d 天。") % {"n": LONGEST.days}, field="last_on")
    if len(draft.words) > WORDS_LIMIT:
        raise UserError(_("一个时段最多加听 %(n)d 个词。") % {"n": WORDS_LIMIT}, field="words")
    check_texts(draft.words, "words")


def _plain(window: WatchWindow) -> dict[str, object]:
    return {
        "name": window.name,
        "first_on": str(window.first_on),
        "last_on": str(window.last_on),
        "interval_minutes": window.interval_minutes,
        "words": window.words,
        "is_active": window.is_active,
    }


def _facts(window: WatchWindow) -> dict[str, object]:
    return {**_plain(window), "sets": sorted(window.sets.values_list("name", flat=True))}
