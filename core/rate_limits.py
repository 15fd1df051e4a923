"""How often one person may ask for what costs much. All numbers stand here; they are far above what work needs.

A fixed window per person (or address, before signing in) in Redis. Without Redis nobody is stopped.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar, cast

import structlog
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from core.context import client_address
from core.errors import UserError

log = structlog.get_logger(__name__)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in so many seconds."""

    times: int
    seconds: int


LIMITS: Final[dict[str, Limit]] = {
    "search": Limit(120, 60),
    "check": Limit(300, 60),  # the rules and the search for near duplicates, while somebody types
    "autosave": Limit(240, 60),
    "export": Limit(30, 600),
    "import": Limit(40, 3600),
    "upload": Limit(600, 3600),
    "render": Limit(30, 600),  # PDF and spreadsheets
    "verify": Limit(10, 3600),
    "feed": Limit(60, 600),  # calendar programs, all of an office behind one address
    "shared": Limit(120, 600),
    "draw": Limit(120, 600),  # the public page of a draw, and looking somebody up in it
    "claim": Limit(60, 600),  # the page on which a winner leaves the address
    "outside": Limit(120, 600),  # the page of an outside approver, and trying links
    "outside_picture": Limit(600, 600),
    "share_password": Limit(10, 900),
}


class TooOften(UserError):
    """429: the same thing too many times; `retry_after` says in how many seconds it works again."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        if retry_after < 90:
            sentence = _("操作太频繁，请 %(n)d 秒后再试。") % {"n": retry_after}
        else:
            sentence = _("操作太频繁，请 %(n)d 分钟后再试。") % {"n": math.ceil(retry_after / 60)}
        super().__init__(sentence, code="too_often")
        self.retry_after = retry_after


def limited(name: str, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[View], View]:
    """Stop a person who asks for `LIMITS[name]` too often. Views that share a name share the count."""
    limit = LIMITS[name]

    def door(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in methods:
                take(name, _who(request), LIMITS.get(name, limit))
            return view(request, *args, **kwargs)

        wrapper.limit = name  # type: ignore[attr-defined]  # a test looks for it
        return cast(View, wrapper)

    return door


def take(name: str, who: str, limit: Limit) -> None:
    """Count one turn. Raises `TooOften`."""
    now = time.time()
    window = int(now // limit.seconds)
    key = f"limit:{name}:{who}:{window}"
    try:
        cache.add(key, 0, timeout=limit.seconds + 1)
        count = cache.incr(key)
    except (RedisError, ValueError):  # no Redis; or the key expired between the two calls
        log.warning("rate_limit_not_counted", limit=name)
        return
    if count > limit.times:
        log.info("rate_limited", limit=name, who=who)
        raise TooOften(max(1, math.ceil((window + 1) * limit.seconds - now)))


def _who(request: HttpRequest) -> str:
    return f"user-{request.user.pk}" if request.user.is_authenticated else f"address-{client_address(request)}"
