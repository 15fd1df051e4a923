"""The reposts and comments of one post, read from the newest down, page by page, within budget (P7)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from accounts.asking import ask
from accounts.incoming import number_of
from accounts.models import Purpose, WeiboAccount
from campaigns.collect.rows import ActRow
from campaigns.judging.texts import circle_of, friends_of, print_of
from campaigns.models import ActKind
from weibo.calls import comments, statuses
from weibo.calls.call import Call, Paging
from weibo.text import time_of_id
from weibo.types import Comment, Page, Status

SIZE: Final = 100
NEWEST: Final = 2000
"""Weibo shows no more of a list, whatever its length."""
EMPTY: Final = 3
"""So many empty pages in a row are taken for the end of a stretch whose length nobody tells."""
TEXT_LIMIT: Final = 2000
NO_SUCH_POST: Final = 20101


@dataclass(frozen=True)
class Wanted:
    """A stretch of a list: above `since_id`, up to and with `max_id` (empty: the newest)."""

    account: WeiboAccount
    post_id: str
    kind: ActKind
    since_id: str = ""
    max_id: str = ""


@dataclass
class Walked:
    """What a walk brought. `reached`: down to `since_id` or to the end of what is shown; otherwise read on at `below`.

    `cut`: the end of what Weibo shows came before the end of the list. `no_post`: Weibo says that the post is gone.
    """

    items: dict[str, Status | Comment] = field(default_factory=dict)
    told: int | None = None
    reached: bool = False
    cut: bool = False
    problem: str = ""
    no_post: bool = False
    calls: int = 0

    @property
    def newest(self) -> str:
        """The highest id."""
        return max(self.items, key=number_of, default="")

    @property
    def below(self) -> str:
        """The highest id below all that was read; empty for nothing read."""
        return str(min(map(number_of, self.items)) - 1) if self.items else ""


def walk(wanted: Wanted, *, now: dt.datetime, pages: int) -> Walked:
    """Read a stretch. Never raises what Weibo or the budget says: it is in the answer.

    Pages are counted from a fixed id, so what comes in meanwhile shifts nothing. A page may be short or empty although
    more follows: an ordinary app is not shown people who have not authorised it.
    """
    found, endpoint = Walked(), "comments/show" if wanted.kind == ActKind.COMMENT else "statuses/repost_timeline"
    below, empty = wanted.max_id, 0
    for number in range(1, pages + 1):
        paging = Paging(max_id=below or None, count=SIZE, page=number)
        asked = ask(wanted.account, endpoint, _builder(wanted, paging), now=now, purpose=Purpose.LISTENING)
        found.calls += asked.answer is not None or asked.error is not None
        if asked.answer is None:
            found.problem, found.no_post = asked.problem, asked.error is not None and asked.error.code == NO_SUCH_POST
            return found
        page = asked.answer
        found.told = page.total if not wanted.max_id else found.told
        below = below or max((item.id for item in page.items), key=number_of, default="")
        old = [item for item in page.items if number_of(item.id) <= number_of(wanted.since_id)]
        found.items.update((item.id, item) for item in page.items if number_of(item.id) > number_of(wanted.since_id))
        empty = 0 if page.items or page.unreadable else empty + 1
        done = empty >= EMPTY if wanted.max_id else False
        if old or done or number * SIZE >= min(page.total, NEWEST):
            found.reached, found.cut = True, not old and page.total > NEWEST
            return found
    return found


def stands(account: WeiboAccount, post_id: str, *, now: dt.datetime) -> bool | None:
    """Whether its own account is still shown a post; None when nobody answered."""
    asked = ask(
        account, "statuses/show", lambda token: statuses.show(token, post_id), now=now, purpose=Purpose.LISTENING
    )
    if asked.error is not None and asked.error.code == NO_SUCH_POST:
        return False
    return True if asked.answer is not None else None


def row_of(item: Status | Comment, kind: ActKind, own_names: frozenset[str]) -> ActRow | None:
    """A repost, comment or mention as an act; None when nobody is named."""
    user = item.user
    if user is None:
        return None
    at = item.created_at or time_of_id(item.id)
    text = item.text[:TEXT_LIMIT]
    return ActRow(
        kind=str(kind),
        external_id=item.id,
        uid=user.id,
        name=user.screen_name[:60] or user.id,
        text=text,
        at=at,
        gone=False,
        followers=user.followers_count,
        follows=user.follow_me,
        print=print_of(text),
        circle=circle_of(friends_of(text), own_names),
    )


def _builder(wanted: Wanted, paging: Paging) -> Callable[[str], Call[Page[Any]]]:
    return partial(_call, wanted.kind, wanted.post_id, paging)


def _call(kind: ActKind, post_id: str, paging: Paging, token: str) -> Call[Page[Any]]:
    if kind == ActKind.COMMENT:
        return comments.comments_show(token, post_id, paging=paging)
    return statuses.repost_timeline(token, post_id, paging=paging)
