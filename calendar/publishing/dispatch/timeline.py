"""Find a sent post on the account's own timeline: what settles an unknown answer (weibo-api section 8)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts import gateway
from accounts.models import Channel, WeiboAccount
from weibo.client import Paging
from weibo.text import same_post
from weibo.types import Page, Status

CLOCK_SLACK = dt.timedelta(minutes=3)
"""How far Weibo's clock and ours may differ."""
LATEST_AFTER = dt.timedelta(minutes=10)
"""A post that was stored late still carries a time within this after the call."""


@dataclass(frozen=True, slots=True)
class Sought:
    """One attempt whose answer was lost."""

    text: str
    pictures: int
    called_at: dt.datetime
    repost_of: str = ""


def read_timeline(account: WeiboAccount) -> Page[Status]:
    """The newest own posts: five for an ordinary app, a page for a commercial one. Raises `UserError`, `WeiboError`."""
    weibo, token = gateway.sync_weibo(), gateway.token_for(account)
    if account.channel == Channel.COMMERCIAL:
        return weibo.user_timeline_biz(token, paging=Paging(count=50))
    return weibo.user_timeline(token, paging=Paging(count=50))


def find_sent(sought: Sought, timeline: Iterable[Status], *, taken: set[str]) -> Status | None:
    """The post of this attempt: same text, same original if any, minted in its window, not another's."""
    start, end = sought.called_at - CLOCK_SLACK, sought.called_at + LATEST_AFTER
    fitting = [
        status
        for status in timeline
        if status.id not in taken
        and (status.retweeted.id if status.retweeted else "") == sought.repost_of
        and start <= status.published_at <= end
        and len(status.pictures) == sought.pictures
        and same_post(sought.text, status.text)
    ]
    return min(fitting, key=lambda status: abs(status.published_at - sought.called_at), default=None)


def proves_absence(sought: Sought, page: Page[Status]) -> bool:
    """The page reaches back before the call (or to the first post), so that it would show the post if it were there."""
    items: Sequence[Status] = page.items
    if page.unreadable:
        return False
    if len(items) >= page.total:
        return True
    return any(status.published_at < sought.called_at - CLOCK_SLACK for status in items)
