"""How many calls are left: a budget per token and endpoint in Redis (weibo-api section 6).

Fixed windows, aligned to the clock hour and the day in UTC+8 as Weibo's are. Publishing may use everything; every other
use leaves a reserve. Redis holds counts only: losing it loses counts, never work, and no call waits for it. A key never
holds a token, only its hash.
"""

import datetime as dt
import enum
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import redis

from weibo.errors import Scope, WeiboError
from weibo.types import RateLimits

log = logging.getLogger(__name__)

CHINA = dt.timezone(dt.timedelta(hours=8))
_HOUR = dt.timedelta(hours=1)
_PREFIX = "weibo:budget"
_LEARNED_SECONDS = 7 * 86400


class Unit(enum.StrEnum):
    """The length of a window."""

    HOUR = "h"
    DAY = "d"


@dataclass(frozen=True, slots=True)
class Allowance:
    """Calls per clock hour and per day; None = no limit known."""

    hour: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The limits of an app: by server address, by user in total, and by user for single endpoints."""

    ip: Allowance = Allowance()
    user: Allowance = Allowance()
    endpoints: Mapping[str, Allowance] = field(default_factory=dict)


_WRITES = {
    "statuses/share": Allowance(hour=30),
    "comments/create": Allowance(hour=60),
    "comments/reply": Allowance(hour=60),
}
TEST_PLAN = Plan(ip=Allowance(hour=1000), user=Allowance(hour=150), endpoints=_WRITES)
# The newest wording of the platform: 100 calls per user and day in total. ``learn`` raises what Weibo says is higher.
NORMAL_PLAN = Plan(ip=Allowance(hour=15000), user=Allowance(day=100), endpoints=_WRITES)
COMMERCIAL_PLAN = Plan(ip=Allowance(hour=50000))


@dataclass(frozen=True, slots=True)
class Grant:
    """The calls may be made. ``remaining`` is the least that is left of any window; None = nothing limits it.

    ``counted`` is False when Redis could not be reached: the call is allowed, Weibo itself is the last limit.
    """

    remaining: int | None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Denied:
    """The calls must wait until ``resets_at`` (aware, UTC) because of ``scope``."""

    scope: Scope
    resets_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Left:
    """How many calls one token has left: the least of its windows. ``remaining`` None = no limit known.

    ``blocked_until`` is set while Weibo itself says no.
    """

    remaining: int | None = None
    limit: int | None = None
    unit: Unit | None = None
    resets_at: dt.datetime | None = None
    blocked_until: dt.datetime | None = None


# KEYS: blocks, then counters. ARGV: now, n, reserve, the number of blocks, and for each counter its limit (-1 = none)
# and its time to live. Answers {"block", index, until}, {"full", index} or {"ok", least remaining or -1}.
_TAKE = """
local now, n, reserve, blocks = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
for i = 1, blocks do
  local ends = tonumber(redis.call('GET', KEYS[i]) or '0')
  if ends > now then return {'block', i, ends} end
end
local least = -1
for i = blocks + 1, #KEYS do
  local at = 5 + (i - blocks - 1) * 3
  local limit = tonumber(redis.call('GET', ARGV[at + 2]) or ARGV[at])
  if limit >= 0 then
    local left = limit - tonumber(redis.call('GET', KEYS[i]) or '0') - n
    if left < reserve then return {'full', i - blocks} end
    if least < 0 or left < least then least = left end
  end
end
for i = blocks + 1, #KEYS do
  redis.call('INCRBY', KEYS[i], n)
  redis.call('EXPIRE', KEYS[i], ARGV[5 + (i - blocks - 1) * 3 + 1])
end
return {'ok', least}
"""

# KEYS[1] counter, KEYS[2] learned limit. ARGV: used, time to live, limit. A count never goes down: calls that are under
# way are in ours and not yet in Weibo's.
_LEARN = """
local used = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) > used then redis.call('SET', KEYS[1], ARGV[1]) end
redis.call('EXPIRE', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[4])
"""


@dataclass(frozen=True, slots=True)
class _Window:
    scope: Scope
    unit: Unit
    name: str
    limit: int | None
    start: str
    ends: dt.datetime

    @property
    def counter(self) -> str:
        return f"{_PREFIX}:{self.name}:{self.unit}:{self.start}"

    @property
    def learned(self) -> str:
        return f"{_PREFIX}:{self.name}:{self.unit}:limit"


class Budget:
    """The budget of one app. ``token_key`` is any name of the token that stays the same, such as the account's id."""

    def __init__(self, store: "redis.Redis", plan: Plan, *, address: str = "server") -> None:
        self._store = store
        self._plan = plan
        self._address = _hashed(address)
        self._take = store.register_script(_TAKE)
        self._learn = store.register_script(_LEARN)

    def take(self, token_key: str, endpoint: str, n: int = 1, *, now: dt.datetime, reserve: int = 0) -> Grant | Denied:
        """Take ``n`` calls to ``endpoint`` (as in ``statuses/share``) or none at all.

        ``reserve`` calls are left in every window for publishing; publishing itself passes 0.
        """
        windows = self._windows(token_key, endpoint, now)
        blocks = [(scope, self._block(scope, token_key, endpoint)) for scope in (Scope.IP, Scope.USER, Scope.ENDPOINT)]
        arguments: list[str | int] = [int(now.timestamp()), n, reserve, len(blocks)]
        for window in windows:
            seconds = max(1, int((window.ends - now).total_seconds()) + 60)
            arguments += [-1 if window.limit is None else window.limit, seconds, window.learned]
        keys = [key for _, key in blocks] + [window.counter for window in windows]
        try:
            answer = self._take(keys=keys, args=arguments)
        except redis.RedisError as error:
            log.warning("budget not counted: %s", type(error).__name__)
            return Grant(remaining=None, counted=False)
        return _verdict(answer, [scope for scope, _ in blocks], windows)

    def left(self, token_keys: list[str], *, now: dt.datetime) -> dict[str, Left]:
        """Read what each token has left in all, taking nothing, in one round trip. Empty without Redis."""
        if not token_keys:
            return {}
        windows = {key: [row for row in self._windows(key, "", now) if row.scope is Scope.USER] for key in token_keys}
        names = [
            name
            for key, rows in windows.items()
            for name in (self._block(Scope.USER, key, ""), *(n for row in rows for n in (row.counter, row.learned)))
        ]
        try:
            values = iter(self._store.mget(names))
        except redis.RedisError as error:
            log.warning("budget not read: %s", type(error).__name__)
            return {}
        found = {}
        for key, rows in windows.items():
            until = _instant(next(values))
            found[key] = _least([(row, next(values), next(values)) for row in rows], until, now)
        return found

    def learn(self, token_key: str, limits: RateLimits, *, now: dt.datetime) -> None:
        """Take over what Weibo says of its limits; counts only ever go up by it."""
        self._teach(Scope.IP, token_key, "", _unit(limits.unit), limits.ip_limit, limits.ip_remaining, now)
        self._teach(Scope.USER, token_key, "", _unit(limits.unit), limits.user_limit, limits.user_remaining, now)
        for api in limits.apis:
            endpoint = endpoint_of(api.api)
            self._teach(Scope.ENDPOINT, token_key, endpoint, _unit(api.unit), api.limit, api.remaining, now)

    def exhausted(
        self, token_key: str, endpoint: str, code: int | None, until: dt.datetime, *, now: dt.datetime
    ) -> None:
        """Remember that Weibo itself said no (10022 address, 10023 user, 10024 endpoint and others) until then."""
        scope = _SCOPES.get(code or 0, Scope.ENDPOINT)
        seconds = max(1, int((until - now).total_seconds()))
        try:
            self._store.set(self._block(scope, token_key, endpoint), int(until.timestamp()), ex=seconds)
        except redis.RedisError as error:
            log.warning("limit not remembered: %s", type(error).__name__)

    def _windows(self, token_key: str, endpoint: str, now: dt.datetime) -> list[_Window]:
        plan = self._plan
        single = plan.endpoints.get(endpoint, Allowance())
        rows = [
            (Scope.IP, Unit.HOUR, plan.ip.hour),
            (Scope.IP, Unit.DAY, plan.ip.day),
            (Scope.USER, Unit.HOUR, plan.user.hour),
            (Scope.USER, Unit.DAY, plan.user.day),
            (Scope.ENDPOINT, Unit.HOUR, single.hour),
            (Scope.ENDPOINT, Unit.DAY, single.day),
        ]
        return [
            self._window(scope, unit, limit, self._name(scope, token_key, endpoint), now) for scope, unit, limit in rows
        ]

    def _window(self, scope: Scope, unit: Unit, limit: int | None, name: str, now: dt.datetime) -> _Window:
        local = now.astimezone(CHINA)
        start = local.strftime("%Y%m%d%H" if unit is Unit.HOUR else "%Y%m%d")
        return _Window(scope, unit, name, limit, start, end_of_window(now, unit))

    def _name(self, scope: Scope, token_key: str, endpoint: str) -> str:
        if scope is Scope.IP:
            return f"ip:{self._address}"
        user = f"user:{_hashed(token_key)}"
        return user if scope is Scope.USER else f"{user}:{endpoint}"

    def _block(self, scope: Scope, token_key: str, endpoint: str) -> str:
        return f"{_PREFIX}:{self._name(scope, token_key, endpoint)}:until"

    def _teach(
        self,
        scope: Scope,
        token_key: str,
        endpoint: str,
        unit: Unit,
        limit: int | None,
        left: int | None,
        now: dt.datetime,
    ) -> None:
        if limit is None or left is None or limit <= 0:
            return
        window = self._window(scope, unit, limit, self._name(scope, token_key, endpoint), now)
        seconds = max(1, int((window.ends - now).total_seconds()) + 60)
        try:
            self._learn(
                keys=[window.counter, window.learned], args=[max(0, limit - left), seconds, limit, _LEARNED_SECONDS]
            )
        except redis.RedisError as error:
            log.warning("limit not learned: %s", type(error).__name__)


_SCOPES = {10022: Scope.IP, 10023: Scope.USER, 10024: Scope.ENDPOINT}


def end_of_window(now: dt.datetime, unit: Unit) -> dt.datetime:
    """Return when the window of ``now`` ends, in UTC."""
    local = now.astimezone(CHINA)
    start = local.replace(minute=0, second=0, microsecond=0)
    if unit is Unit.DAY:
        start = start.replace(hour=0)
    return (start + (_HOUR if unit is Unit.HOUR else dt.timedelta(days=1))).astimezone(dt.UTC)


def until_of(error: WeiboError, *, now: dt.datetime) -> dt.datetime:
    """Return until when to hold back after ``error``: its hint in seconds, else the end of the clock hour."""
    seconds = getattr(error, "retry_after", None)
    return end_of_window(now, Unit.HOUR) if seconds is None else now + dt.timedelta(seconds=seconds)


def endpoint_of(path: str) -> str:
    """Return the short name of an endpoint: ``/2/statuses/share.json`` and ``/statuses/share`` → ``statuses/share``."""
    return path.removeprefix("/").removeprefix("2/").removesuffix(".json")


def _verdict(answer: list[bytes | str | int], scopes: list[Scope], windows: list[_Window]) -> Grant | Denied:
    kind = answer[0].decode() if isinstance(answer[0], bytes) else answer[0]
    number = int(answer[1])
    if kind == "ok":
        return Grant(remaining=None if number < 0 else number)
    if kind == "full":
        return Denied(windows[number - 1].scope, windows[number - 1].ends)
    return Denied(scopes[number - 1], dt.datetime.fromtimestamp(int(answer[2]), tz=dt.UTC))


def _least(
    windows: list[tuple[_Window, bytes | str | None, bytes | str | None]], until: dt.datetime | None, now: dt.datetime
) -> Left:
    found = Left()
    for window, used, learned in windows:
        limit = int(learned) if learned is not None else window.limit
        if limit is None:
            continue
        remaining = max(0, limit - int(used or 0))
        if found.remaining is None or remaining < found.remaining:
            found = Left(remaining, limit, window.unit, window.ends)
    return replace(found, blocked_until=until) if until is not None and until > now else found


def _instant(seconds: bytes | str | None) -> dt.datetime | None:
    return None if seconds is None else dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC)


def _unit(text: str) -> Unit:
    return Unit.DAY if text.upper().startswith("DAY") else Unit.HOUR


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]
