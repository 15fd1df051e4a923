"""Find a sent post on the account's own timeline: what settles an unknown answer (weibo-api section 8).

Found is found. Absent is only said when the page would surely show the post: an ordinary app sees the five newest, so
other posts may have pushed it out, and anything that looks like it in part is a doubt, not an absence.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts import gateway
from accounts.models import Channel, WeiboAccount
from publishing.models import Finding
from weibo.client import Paging, Timeouts
from weibo.door import SyncWeibo
from weibo.text import find_urls, same_post, time_of_id
from weibo.types import Page, Status

CLOCK_SLACK = dt.timedelta(minutes=3)
"""How far Weibo's clock and ours may differ."""
LATEST_AFTER = dt.timedelta(minutes=10)
"""A post that was stored late still carries a time within this after the call."""
SHOWN = 5
"""An ordinary app sees no more of a timeline."""
ASKED = Paging(count=50)
PATIENCE = Timeouts(connect=3, read=8, total=10)
"""A reading that takes longer is repeated; a person waits for it."""
SHORT_HOSTS = ("t.cn", "sinaurl.cn")


@dataclass(frozen=True, slots=True)
class Sought:
    """One attempt whose answer was lost. `rivals`: begun calls of other unsettled slots with the same words."""

    text: str
    pictures: int
    called_at: dt.datetime
    repost_of: str = ""
    rivals: tuple[dt.datetime, ...] = ()

    def window_has(self, moment: dt.datetime) -> bool:
        """Minted in it, a post may be the one of this call."""
        return self.called_at - CLOCK_SLACK <= moment <= self.called_at + LATEST_AFTER


@dataclass(frozen=True, slots=True)
class Seen:
    """What one page says about a slot; `call` is the index of the call that arrived."""

    finding: str
    sentence: str
    status: Status | None = None
    call: int = 0


def read_own(account: WeiboAccount, token: str) -> Page[Status]:
    """The newest own posts: five for an ordinary app, a page for a commercial one. Reads no database, so that any
    thread may do it. Raises `WeiboError`."""
    weibo = SyncWeibo(gateway.hosts(), timeouts=PATIENCE)
    if account.channel == Channel.COMMERCIAL:
        return weibo.user_timeline_biz(token, paging=ASKED)
    return weibo.user_timeline(token, paging=ASKED)


def minted_at(status: Status) -> dt.datetime | None:
    """The clock inside the id, which no edit changes; else the stated time."""
    try:
        return time_of_id(status.id)
    except ValueError:
        return status.created_at


def judge_page(calls: Sequence[Sought], page: Page[Status], *, taken: set[str]) -> Seen:
    """What the page says about the calls of one slot; any of them may be the one that arrived."""
    for index, call in enumerate(calls):
        if (status := find_sent(call, page.items, taken=taken)) is not None:
            return Seen(Finding.FOUND, _("在时间线上找到了这条微博。"), status, index)
    doubt = next((doubt for call in calls if (doubt := why_doubtful(call, page.items, taken=taken))), "")
    if doubt:
        return Seen(Finding.DOUBTFUL, doubt)
    if not all(proves_absence(call, page) for call in calls):
        return Seen(Finding.HIDDEN, _("时间线上看不到那么早的微博，无法判断是否已发出。"))
    return Seen(Finding.ABSENT, _("时间线上还没有找到这条微博。"))


def find_sent(sought: Sought, timeline: Iterable[Status], *, taken: set[str]) -> Status | None:
    """The post of this attempt: same words and links, same original if any, as many pictures, minted in its window,
    not another publication's and not nearer to the call of a rival."""
    fitting = []
    for status in timeline:
        minted = minted_at(status)
        if minted is None or status.id in taken or status.deleted or not sought.window_has(minted):
            continue
        distance = abs(minted - sought.called_at)
        if _fits(sought, status) and all(distance <= abs(minted - rival) for rival in sought.rivals):
            fitting.append((distance, status))
    return min(fitting, key=lambda found: found[0], default=(None, None))[1]


def _fits(sought: Sought, status: Status) -> bool:
    return (
        (status.retweeted.id if status.retweeted else "") == sought.repost_of
        and len(status.pictures) == sought.pictures
        and same_post(sought.text, status.text)
        and _same_links(sought.text, status.text)
    )


def _same_links(sent: str, found: str) -> bool:
    """Weibo shows long links shortened or leaves them out; a long link that is shown must be one that was sent."""
    ours = set(find_urls(sent))
    return all(link in ours or _is_short(link) for link in find_urls(found))


def _is_short(link: str) -> bool:
    host = link.split("//", 1)[-1].split("/", 1)[0].lower()
    return host in SHORT_HOSTS


def why_doubtful(sought: Sought, timeline: Iterable[Status], *, taken: set[str]) -> str:
    """Something that looks like it in part, in words; empty when there is nothing of that sort."""
    for status in timeline:
        minted = minted_at(status)
        if minted is None:
            return _("有一条微博看不出时间。")
        if status.deleted:
            if sought.window_has(minted):
                return _("同一时间有一条微博已被删除，可能就是它。")
        elif same_post(sought.text, status.text):
            if status.id not in taken:
                return _("有一条文字相同、但时间、图片或链接对不上的微博。")
            if sought.window_has(minted):
                return _("文字相同的一条微博已经对应另一条排期。")
    return ""


def proves_absence(sought: Sought, page: Page[Status]) -> bool:
    """The page would show the post if it stood there: everything is readable and in order, nothing is left out, and it
    reaches back before the call. A pinned old post at the top proves nothing, nor does an empty page."""
    items = page.items
    if page.unreadable or not items or len(items) < min(SHOWN, page.total):
        return False
    numbers = [int(status.id) for status in items]
    pinned = len(items) > 1 and numbers[0] < numbers[1]
    if any(newer <= older for newer, older in zip(numbers[pinned:], numbers[pinned + 1 :], strict=False)):
        return False
    oldest = minted_at(items[-1])
    return oldest is not None and oldest < sought.called_at - CLOCK_SLACK
