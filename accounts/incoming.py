"""What people wrote to an account: comments and mentions, fetched once for all apps that listen.

Monitoring and the inbox read the same lists. The second who asks within a few minutes is answered from what the
first has fetched, because an ordinary app may make a hundred calls a day for one account.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any, cast

from django.core.cache import cache

from accounts.asking import ask
from accounts.gateway import app_of, is_sandbox
from accounts.models import Channel, Purpose, WeiboAccount
from weibo.calls import comments, commercial, statuses
from weibo.calls.call import Call, Paging
from weibo.errors import WeiboError
from weibo.text import id_floor_of_time, time_of_id
from weibo.types import Comment, Page, Status

SHARED_FOR = dt.timedelta(minutes=4)
PAGE_SIZE = {"comments": 100, "mentions": 100}
MOST_PAGES = 10
"""Calls for one list at one time; what lies deeper is read the next time."""
FIRST_LOOK = dt.timedelta(days=7)
"""So far back a list is read on when the first read did not reach its end."""


class Incoming(StrEnum):
    """The lists of an account that others fill."""

    COMMENTS = "comments"
    MENTIONS = "mentions"


@dataclass(frozen=True)
class Hole:
    """Ids that were not read yet: above `since_id`, up to and with `max_id`."""

    since_id: str
    max_id: str


@dataclass(frozen=True)
class Fetched:
    """Items, newest first, with the cursor for the next time.

    `hole`: there were more than may be fetched at once, or something went wrong half-way; read it on by
    `fetch_incoming(…, since_id=hole.since_id, max_id=hole.max_id)`. `problem` is the sentence that says what went
    wrong. `calls` were made for this answer; none when somebody else had just asked the same.
    """

    items: tuple[Status | Comment, ...] = ()
    since_id: str = ""
    problem: str = ""
    error: WeiboError | None = None
    hole: Hole | None = None
    calls: int = 0

    @property
    def failed(self) -> bool:
        """Whether nothing at all could be read."""
        return bool(self.problem) and not self.items

    @property
    def oldest(self) -> dt.datetime | None:
        """When the oldest item was written."""
        oldest = min(self.items, key=lambda item: number_of(item.id), default=None)
        return written_at(oldest) if oldest is not None else None


@dataclass(frozen=True)
class _Shelf:
    """What was fetched last for one list."""

    at: dt.datetime
    after: str
    fetched: Fetched


@dataclass(frozen=True)
class _Walk:
    """One way down a list: from `max_id`, or the newest, to `since_id`, or the first one."""

    account: WeiboAccount
    kind: Incoming
    since_id: str
    max_id: str
    now: dt.datetime


def preset_interval(account: WeiboAccount) -> int:
    """Minutes between two reads of one list.

    An ordinary app has 100 calls a day for an account, of which listening may use 60 (`accounts.budget.shares`): two
    lists an hour are 48, reposts and own posts every four hours at least 12. Oftener, the evening would not be heard.
    """
    if app_of(account) == Channel.COMMERCIAL:
        return 5
    return 15 if is_sandbox() else 60


def fetch_incoming(
    account: WeiboAccount, kind: Incoming, *, since_id: str, now: dt.datetime, max_id: str = "", pages: int = MOST_PAGES
) -> Fetched:
    """Items with an id above `since_id`, up to and with `max_id`. Never raises what Weibo says: it is in the answer.

    Nothing is skipped: what `pages` do not suffice for is named by the `hole` of the answer.
    """
    key = f"accounts.incoming.{account.pk}.{kind}.{max_id}"
    shelf = cast(_Shelf | None, cache.get(key))
    if shelf is not None and abs(now - shelf.at) < SHARED_FOR and number_of(shelf.after) <= number_of(since_id):
        return _newer(shelf.fetched, since_id)
    fetched = _fetch(_Walk(account, kind, since_id, max_id, now), pages)
    if not fetched.failed:
        cache.set(key, _Shelf(now, since_id, fetched), timeout=int(SHARED_FOR.total_seconds()))
    return fetched


def written_at(item: Status | Comment) -> dt.datetime | None:
    """When somebody wrote it; by the clock in its id when Weibo does not say."""
    said = item.created_at if isinstance(item, Comment) else item.published_at
    return said or (time_of_id(item.id) if number_of(item.id) else None)


def number_of(identity: str) -> int:
    """An id as a number; 0 for none. Ids of different length do not compare as text."""
    return int(identity) if identity.isascii() and identity.isdigit() else 0


def _newer(fetched: Fetched, since_id: str) -> Fetched:
    """What of an answer lies above another cursor."""
    items = tuple(item for item in fetched.items if number_of(item.id) > number_of(since_id))
    hole = fetched.hole
    if hole is not None and number_of(since_id) > number_of(hole.since_id):
        hole = Hole(since_id, hole.max_id) if number_of(since_id) < number_of(hole.max_id) else None
    return replace(fetched, items=items, since_id=_latest(items, since_id), hole=hole, calls=0)


def _fetch(walk: _Walk, pages: int) -> Fetched:
    """Downwards by `max_id`, so that what comes in meanwhile shifts nothing."""
    endpoint, build = _call_of(walk.account, walk.kind)
    size = PAGE_SIZE[walk.kind]
    items: dict[str, Status | Comment] = {}
    below, page = walk.max_id, 1
    for number in range(1, pages + 1):
        paging = Paging(since_id=walk.since_id or None, max_id=below or None, count=size, page=page)
        call = partial(_built, build, paging)
        asked = ask(walk.account, endpoint, call, now=walk.now, purpose=Purpose.LISTENING)
        if asked.answer is None:
            made = number - 1 + (asked.error is not None)
            return replace(_cut(walk, items, calls=made), problem=asked.problem, error=asked.error)
        items.update((item.id, item) for item in asked.answer.items)
        read = len(asked.answer.items) + asked.answer.unreadable
        # Hidden items are left out of a page, so a short first page is not always the last; after a cursor it is.
        if read == 0 or (walk.since_id and read < size) or asked.answer.total <= number * size:
            return Fetched(_down(items), _latest(tuple(items.values()), walk.since_id), calls=number)
        lowest = _below(items)
        below, page = (lowest, 1) if lowest and lowest != below else (below, page + 1)
    return _cut(walk, items, calls=pages)


def _cut(walk: _Walk, items: dict[str, Status | Comment], *, calls: int) -> Fetched:
    """An answer that ended too early; without any item the cursor stays. A first read does not go back for ever."""
    first = str(id_floor_of_time(walk.now - FIRST_LOOK))
    since_id, max_id = walk.since_id or first, _below(items) or walk.max_id
    hole = Hole(since_id, max_id) if max_id and number_of(max_id) > number_of(since_id) else None
    return Fetched(_down(items), _latest(_down(items), walk.since_id), hole=hole, calls=calls)


def _down(items: dict[str, Status | Comment]) -> tuple[Status | Comment, ...]:
    return tuple(sorted(items.values(), key=lambda item: number_of(item.id), reverse=True))


def _below(items: dict[str, Status | Comment]) -> str:
    """The highest id below all items; empty for none."""
    return str(min(map(number_of, items)) - 1) if items else ""


def _built(build: Callable[[str, Paging], Call[Page[Any]]], paging: Paging, token: str) -> Call[Page[Any]]:
    return build(token, paging)


def _call_of(account: WeiboAccount, kind: Incoming) -> tuple[str, Callable[[str, Paging], Call[Page[Any]]]]:
    commercially = app_of(account) == Channel.COMMERCIAL
    if kind is Incoming.COMMENTS:
        if commercially:
            return "comments/to_me/biz", lambda token, paging: commercial.comments_to_me_biz(token, paging=paging)
        return "comments/to_me", lambda token, paging: comments.comments_to_me(token, paging=paging)
    if commercially:
        return "statuses/mentions/biz", lambda token, paging: commercial.mentions_biz(token, paging=paging)
    return "statuses/mentions", lambda token, paging: statuses.mentions(token, paging=paging)


def _latest(items: tuple[Status | Comment, ...], since_id: str) -> str:
    return max([since_id, *(item.id for item in items)], key=number_of)
