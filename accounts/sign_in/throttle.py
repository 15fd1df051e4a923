"""Guessing is slow, an office is not locked out: how many wrong passwords are taken, counted in Redis.

- An account from one address: a few (a forgotten password), then a pause.
- An account from all new addresses together: each further try has to wait its turn, longer every time.
- One address over all accounts: a high ceiling, because a whole office may stand behind it.
- A browser in which this person has signed in before (`accounts.sign_in.devices`) answers only to a limit of its own,
  so that an attacker cannot lock a colleague out.

A try is counted before the password is checked, so that many at once do not slip through, and given back when it was
right. Unknown addresses count like known ones: the answers do not tell who has an account.
"""

import hashlib
import ipaddress
from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from core.errors import Unavailable, UserError


@dataclass(frozen=True)
class Attempt:
    """Whose account, from where, and the id of the browser when it belongs to this person."""

    account: str
    address: str
    device: str = ""


class TooManyAttempts(UserError):
    """Wait: `seconds` until the next try is taken."""

    status = 429

    def __init__(self, seconds: int) -> None:
        minutes = max(1, -(-seconds // 60))
        sentence = ngettext(
            "登录失败次数过多，请在 %(n)d 分钟后再试。", "登录失败次数过多，请在 %(n)d 分钟后再试。", minutes
        )
        super().__init__(sentence % {"n": minutes}, code="sign_in.too_many")
        self.seconds = seconds


@dataclass
class Turn:
    """A try that is counted. `give_back` when the password was right."""

    taken: list[str] = field(default_factory=list)
    wait: str = ""

    def give_back(self) -> None:
        """It was the right person: nothing of it counts."""
        pipe = _redis().pipeline()
        for key in self.taken:
            pipe.decr(key)
        if self.wait:
            pipe.delete(self.wait)
        pipe.execute()


def take(attempt: Attempt) -> Turn:
    """Count one try before the password is checked.

    Raises `TooManyAttempts`; `Unavailable` while Redis is away, because guessing must not be free then.
    """
    try:
        return _take(attempt)
    except RedisError as error:
        raise Unavailable(
            _("暂时无法登录：登录次数的计数服务没有应答，请稍后再试。已登录的同事不受影响。"), code="sign_in.no_count"
        ) from error


def _take(attempt: Attempt) -> Turn:
    turn = Turn()
    try:
        for name, key in _counters(attempt):
            _count(turn, name, key)
        if not attempt.device:
            _wait_for_turn(turn, attempt.account)
    except TooManyAttempts:
        turn.give_back()
        raise
    return turn


def forget(account: str) -> None:
    """Somebody proved by mail that the account is his: its own pauses end."""
    _redis().delete(_key("account", account), _key("wait", account))


def _counters(attempt: Attempt) -> list[tuple[str, str]]:
    if attempt.device:
        return [("device", _key("device", attempt.account, attempt.device))]
    place = network(attempt.address)
    return [("pair", _key("pair", attempt.account, place)), ("address", _key("address", place))]


def _count(turn: Turn, name: str, key: str) -> None:
    limit, seconds = settings.SIGN_IN_LIMITS[name]
    pipe = _redis().pipeline()
    pipe.set(key, 0, nx=True, ex=seconds)  # the first try opens the window
    pipe.incr(key)
    pipe.ttl(key)
    _opened, number, left = pipe.execute()
    turn.taken.append(key)
    if number > limit:
        raise TooManyAttempts(left)


def _wait_for_turn(turn: Turn, account: str) -> None:
    """Beyond the free tries on an account from new addresses, one at a time, each after a longer pause."""
    limit, seconds = settings.SIGN_IN_LIMITS["account"]
    first, longest = settings.SIGN_IN_PAUSES
    key, wait = _key("account", account), _key("wait", account)
    pipe = _redis().pipeline()
    pipe.set(key, 0, nx=True, ex=seconds)
    pipe.incr(key)
    number = pipe.execute()[1]
    turn.taken.append(key)
    if number <= limit:
        return
    pause = min(longest, first * 2 ** min(number - limit - 1, 12))
    if not _redis().set(wait, 1, nx=True, ex=pause):
        raise TooManyAttempts(_redis().ttl(wait))
    turn.wait = wait


def network(address: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 one: one household, one office."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((found, 64), strict=False).network_address)
    return address


def _key(kind: str, *parts: str) -> str:
    digest = hashlib.sha256("|".join(parts).lower().encode()).hexdigest()[:32]
    return cache.make_key(f"sign-in:{kind}:{digest}")


def _redis() -> Any:
    """The client of Django's cache: one pool, and what tests clear is cleared here too."""
    return cast(Any, cache)._cache.get_client(None, write=True)
