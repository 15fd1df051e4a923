"""What people wrote to an account: comments and mentions, fetched once for all apps that listen.

Monitoring and the inbox read the same lists. The second who asks within a few minutes is answered from what the
first has fetched, because an ordinary app may make a hundred calls a day for one account.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
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
from weibo.types import Comment, Page, Status

SHARED_FOR = dt.timedelta(minutes=4)
PAGE_SIZE = {"comments": 100, "mentions": 100}
MOST_PAGES = 10


class Incoming(StrEnum):
    """The lists of an account that others fill."""

    COMMENTS = "comments"
    MENTIONS = "mentions"


@dataclass(frozen=True)
class Fetched:
    """New items, newest first, with the cursor for the next time; or the sentence that says why there are none.

    `complete` is False when there were more than we may fetch at once: older ones are missing.
    """

    items: tuple[Status | Comment, ...] = ()
    since_id: str = ""
    problem: str = ""
    error: WeiboError | None = None
    complete: bool = True


@dataclass(frozen=True)
class _Shelf:
    """What was fetched last for one list."""

    at: dt.datetime
    after: str
    fetched: Fetched


def preset_interval(account: WeiboAccount) -> int:
    """Minutes between two reads of one list: an ordinary app has 100 calls a day for an account."""
    if app_of(account) == Channel.COMMERCIAL:
        return 5
    return 15 if is_sandbox() else 30


def fetch_incoming(account: WeiboAccount, kind: Incoming, *, since_id: str, now: dt.datetime) -> Fetched:
    """Items with an id above `since_id`. Never raises what Weibo says: it is in the answer."""
    key = f"accounts.incoming.{account.pk}.{kind}"
    shelf = cast(_Shelf | None, cache.get(key))
    if shelf is not None and abs(now - shelf.at) < SHARED_FOR and number_of(shelf.after) <= number_of(since_id):
        newer = tuple(item for item in shelf.fetched.items if number_of(item.id) > number_of(since_id))
        return Fetched(newer, _latest(newer, since_id), complete=shelf.fetched.complete)
    fetched = _fetch(account, kind, since_id, now)
    if not fetched.problem:
        cache.set(key, _Shelf(now, since_id, fetched), timeout=int(SHARED_FOR.total_seconds()))
    return fetched


def number_of(identity: str) -> int:
    """An id as a number; 0 for none. Ids of different length do not compare as text."""
    return int(identity) if identity.isascii() and identity.isdigit() else 0


def _fetch(account: WeiboAccount, kind: Incoming, since_id: str, now: dt.datetime) -> Fetched:
    endpoint, build = _call_of(account, kind)
    size = PAGE_SIZE[kind]
    items: dict[str, Status | Comment] = {}
    for number in range(1, MOST_PAGES + 1):
        paging = Paging(since_id=since_id or None, count=size, page=number)
        asked = ask(account, endpoint, partial(_built, build, paging), now=now, purpose=Purpose.LISTENING)
        if asked.answer is None:
            return Fetched(problem=asked.problem, error=asked.error)
        items.update((item.id, item) for item in asked.answer.items)
        read = len(asked.answer.items) + asked.answer.unreadable
        # Hidden items are left out of a page, so a short first page is not always the last; after a cursor it is.
        if read == 0 or (since_id and read < size) or asked.answer.total <= number * size:
            return Fetched(tuple(items.values()), _latest(tuple(items.values()), since_id))
    return Fetched(tuple(items.values()), _latest(tuple(items.values()), since_id), complete=False)


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
