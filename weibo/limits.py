"""The arithmetic of call limits (weibo-api section 6): plans by app level, windows of the clock, whom a refusal means.

Fixed windows, aligned to the clock hour and the day in UTC+8 as Weibo's are. Pure: who counts is `accounts.budget`.
"""

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from weibo.errors import Scope, WeiboError

CHINA = dt.timezone(dt.timedelta(hours=8))
_HOUR = dt.timedelta(hours=1)


class Unit(enum.StrEnum):
    """The length of a window."""

    HOUR = "h"
    DAY = "d"


@dataclass(frozen=True, slots=True)
class Allowance:
    """Calls per clock hour and per day; None = no limit known."""

    hour: int | None = None
    day: int | None = None

    def of(self, unit: Unit) -> int | None:
        """The number for one unit."""
        return self.hour if unit is Unit.HOUR else self.day


@dataclass(frozen=True, slots=True)
class Plan:
    """The limits of an app: by server address, by user in total, and by user for single endpoints."""

    ip: Allowance = Allowance()
    user: Allowance = Allowance()
    endpoints: Mapping[str, Allowance] = field(default_factory=dict)

    def limit(self, scope: Scope, endpoint: str, unit: Unit) -> int | None:
        """The documented limit of one window; None = no limit known."""
        if scope is Scope.IP:
            return self.ip.of(unit)
        if scope is Scope.USER:
            return self.user.of(unit)
        return self.endpoints.get(endpoint, Allowance()).of(unit)


_WRITES = {
    "statuses/share": Allowance(hour=30),
    "comments/create": Allowance(hour=60),
    "comments/reply": Allowance(hour=60),
}
TEST_PLAN = Plan(ip=Allowance(hour=1000), user=Allowance(hour=150), endpoints=_WRITES)
# The newest wording of the platform: 100 calls per user and day in total. What Weibo tells of an app takes precedence.
NORMAL_PLAN = Plan(ip=Allowance(hour=15000), user=Allowance(day=100), endpoints=_WRITES)
COMMERCIAL_PLAN = Plan(ip=Allowance(hour=50000))


@dataclass(frozen=True, slots=True)
class Grant:
    """The calls may be made. ``remaining`` is the least that is left of any window; None = nothing limits it."""

    remaining: int | None


@dataclass(frozen=True, slots=True)
class Denied:
    """The calls must wait until ``resets_at`` (aware, UTC) because of ``scope``."""

    scope: Scope
    resets_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Left:
    """How many calls one account has left: the least of its windows. ``remaining`` None = no limit known.

    ``blocked_until`` is set while Weibo itself says no.
    """

    remaining: int | None = None
    limit: int | None = None
    unit: Unit | None = None
    resets_at: dt.datetime | None = None
    blocked_until: dt.datetime | None = None


_SCOPES = {10022: Scope.IP, 10023: Scope.USER, 10024: Scope.ENDPOINT}


def scope_of(code: int | None) -> Scope:
    """Whom a refusal means: 10022 the address, 10023 the account, 10024 and all others one endpoint of the account."""
    return _SCOPES.get(code or 0, Scope.ENDPOINT)


@lru_cache(maxsize=1024)
def start_of_window(now: dt.datetime, unit: Unit) -> dt.datetime:
    """Return when the window of ``now`` began, in UTC."""
    local = now.astimezone(CHINA)
    start = local.replace(minute=0, second=0, microsecond=0)
    if unit is Unit.DAY:
        start = start.replace(hour=0)
    return start.astimezone(dt.UTC)


def end_of_window(now: dt.datetime, unit: Unit) -> dt.datetime:
    """Return when the window of ``now`` ends, in UTC."""
    return start_of_window(now, unit) + (_HOUR if unit is Unit.HOUR else dt.timedelta(days=1))


def until_of(error: WeiboError, *, now: dt.datetime) -> dt.datetime:
    """Return until when to hold back after ``error``: its hint in seconds, else the end of the clock hour."""
    return until_after(getattr(error, "retry_after", None), now=now)


def until_after(seconds: int | None, *, now: dt.datetime) -> dt.datetime:
    """Return ``now`` and ``seconds``; without a hint the end of the clock hour."""
    return end_of_window(now, Unit.HOUR) if seconds is None else now + dt.timedelta(seconds=seconds)


def endpoint_of(path: str) -> str:
    """Return the short name of an endpoint: ``/2/statuses/share.json`` and ``/statuses/share`` → ``statuses/share``."""
    return path.removeprefix("/").removeprefix("2/").removesuffix(".json")


def unit_of(text: str) -> Unit:
    """Read ``limit_time_unit``."""
    return Unit.DAY if text.upper().startswith("DAY") else Unit.HOUR
