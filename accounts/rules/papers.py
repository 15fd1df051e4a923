"""Which papers an account needs for its verification, and how each stands on a day (A4)."""

import datetime as dt
from enum import StrEnum

from accounts.models import AccountKind, PaperKind

WARNINGS = (60, 30, 7, 1)
"""Days before the end at which people are reminded."""
PERSONAL = frozenset({AccountKind.LEADER, AccountKind.EMPLOYEE, AccountKind.EXPERT, AccountKind.FAN_CLUB})
"""Kinds that are verified as a person: Weibo asks for the stamped letter only."""


class PaperState(StrEnum):
    MISSING = "missing"
    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    EXPIRED = "expired"


def needed(kind: str, *, nickname: str, registered_name: str) -> tuple[PaperKind, ...]:
    """The papers an account must have; the proof of name only when the registered name is known and another."""
    if kind in PERSONAL:
        return (PaperKind.APPLICATION,)
    company = (PaperKind.LICENCE, PaperKind.LICENCE_COPY, PaperKind.APPLICATION)
    registered = registered_name.strip()
    return (*company, PaperKind.NAME_PROOF) if registered and registered != nickname.strip() else company


def last_day(expires_on: dt.date | None, inspected_year: int | None) -> dt.date | None:
    """The last day a paper counts; None for one without end.

    An inspection of a year counts until the next is due: the report on a year must be in by 30 June of the year after.
    """
    ends = [] if expires_on is None else [expires_on]
    if inspected_year is not None and dt.MINYEAR <= inspected_year <= dt.MAXYEAR - 2:
        ends.append(dt.date(inspected_year + 2, 6, 30))
    return min(ends, default=None)


def state_on(day: dt.date, *, end: dt.date | None) -> PaperState:
    """How a paper that is there stands on a day; its last day still counts."""
    if end is None:
        return PaperState.IN_FORCE
    left = (end - day).days
    if left < 0:
        return PaperState.EXPIRED
    return PaperState.EXPIRING if left <= WARNINGS[0] else PaperState.IN_FORCE


def warning_on(day: dt.date, *, end: dt.date | None) -> int | None:
    """The reminder that is due: 60, 30, 7 or 1, 0 once it has expired; None while none is.

    The nearest one, so that a reminder that nobody sent in time is made up for by the next, not sent together with it.
    """
    if end is None:
        return None
    left = (end - day).days
    return 0 if left < 0 else min((step for step in WARNINGS if left <= step), default=None)
