"""The home page: what waits for me, what failed, what goes out today. One or two queries per block."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.access import Rights
from accounts.models import AccountState, User, WeiboAccount
from accounts.roles import Can
from campaigns.queries.duties import open_duties
from content.models import Post, PostState, Review
from core.dates import BEIJING, at_local, day_start, local_day
from monitoring.queries.heard import heard_sentence
from monitoring.queries.topics import fitting_topics
from publishing.models import Slot, SlotState, SlotTime
from publishing.queries.risks import is_at_risk, risks_of
from weibo_ops.queries.counts import alerts_open, reviews_waiting, threads_waiting, troubled_slots
from weibo_ops.queries.search import address_of

SHOWN: Final = 5
SHOWN_TODAY: Final = 12


@dataclass(frozen=True)
class Reach:
    """Who asks, what he may do, and the accounts the page is limited to (`only`; None for all)."""

    user: User
    rights: Rights
    now: dt.datetime
    only: frozenset[int] | None = None

    def limited(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Rows that have an account, within the scope of the page."""
        return rows if self.only is None else rows.filter(account_id__in=self.only)

    def seen(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Rows of accounts that the person may see, within the scope of the page."""
        ids = self.rights.account_ids(Can.VIEW)
        return self.limited(rows if ids is None else rows.filter(account_id__in=ids))


@dataclass(frozen=True)
class Line:
    """One thing that waits. `note` is the sentence that says why."""

    text: str
    url: str
    account: WeiboAccount | None = None
    state: str = ""
    label: str | Promise = ""
    at: dt.datetime | None = None
    note: str = ""
    category: Any = None
    is_bad: bool = False
    key: str = ""


@dataclass(frozen=True)
class Block:
    """A card of the workbench: `lines` are the first of `total`; `empty` says what it means that there are none."""

    key: str
    title: str
    icon: str
    empty: str
    lines: list[Line] = field(default_factory=list)
    more_url: str = ""
    more: bool = False
    urgent: bool = False


def first_words(post: Post) -> str:
    """The beginning of a post's text, for a line of a list."""
    return beginning("" if post.version is None else post.version.text) or _("（还没有正文）")


def beginning(text: str) -> str:
    """As much of a text as a line of a list holds."""
    return Truncator(" ".join(text.split())).chars(60)


def post_url(post_id: int) -> str:
    """Where a post is read or written."""
    return address_of("content:post", post_id)


def block_of(lines: list[Line], *, shown: int = SHOWN, **words: Any) -> Block:
    """The first of `lines` on a card; one more than `shown` says that there are more."""
    return Block(lines=lines[:shown], more=len(lines) > shown, **words)


def slots_today(reach: Reach) -> list[Slot]:
    """Today's slots in order of time, with what their cards show."""
    day = local_day(reach.now)
    start, end = day_start(day), day_start(day + dt.timedelta(days=1))
    rows = Slot.objects.filter(scheduled_at__gte=start, scheduled_at__lt=end).exclude(state=SlotState.CANCELLED)
    return list(
        reach.seen(rows)
        .select_related("account", "post__version", "post__category")
        .order_by("scheduled_at", "pk")[:500]
    )


def today(slots: list[Slot], now: dt.datetime) -> Block:
    """What goes out today: from the last one that went out on, so that the next is in sight."""
    gone = sum(1 for slot in slots if slot.scheduled_at < now)
    first = max(0, min(gone - 3, len(slots) - SHOWN_TODAY))
    lines = [
        Line(
            text=first_words(slot.post),
            url=post_url(slot.post_id),
            account=slot.account,
            state=slot.state,
            label=slot.get_state_display(),
            at=slot.scheduled_at,
            category=slot.post.category,
        )
        for slot in slots[first:]
    ]
    return block_of(
        lines,
        shown=SHOWN_TODAY,
        key="today",
        title=_("今天发布"),
        icon="calendar-event",
        empty=_("今天没有排期。把通过审核的微博放到日历上，到时间会自动发出。"),
        more_url=address_of("calendar:calendar"),
    )


def empty_slots(reach: Reach, slots: list[Slot]) -> Block:
    """Times of today's slot plans (K1) that are still to come and hold nothing."""
    day = local_day(reach.now)
    taken = {(slot.account_id, slot.scheduled_at.astimezone(BEIJING).time()) for slot in slots}
    rows = SlotTime.objects.filter(weekday=day.weekday(), time__gt=reach.now.astimezone(BEIJING).time())
    ids = reach.rights.account_ids(Can.SCHEDULE)
    for wanted in (ids, reach.only):
        rows = rows if wanted is None else rows.filter(plan__account_id__in=wanted)
    rows = rows.exclude(plan__account__state=AccountState.RETIRED).select_related("plan__account")
    compose = address_of("content:compose")
    free = [
        Line(
            text=f"{each.time:%H:%M}",
            url=f"{compose}?account={each.plan.account_id}&at={day:%Y-%m-%d}T{each.time:%H:%M}" if compose else "",
            account=each.plan.account,
            at=at_local(day, each.time),
        )
        for each in rows.order_by("time", "pk")[:500]
        if (each.plan.account_id, each.time) not in taken
    ]
    return block_of(
        free,
        key="free",
        title=_("今天的空时段"),
        icon="calendar-plus",
        empty=_("今天没有剩下的空时段。"),
        more_url=address_of("calendar:calendar"),
    )


def troubles(reach: Reach) -> Block:
    """Failed, unknown, missed: each with the sentence that says what to do. The missed are decided in their box."""
    rows = reach.limited(troubled_slots(reach.rights)).select_related("account", "post__version")
    slots = list(rows.order_by("-scheduled_at")[: SHOWN + 1])
    box = address_of("calendar:missed")
    lines = [
        Line(
            text=first_words(slot.post),
            url=box if slot.state == SlotState.MISSED else post_url(slot.post_id),
            account=slot.account,
            state=slot.state,
            label=slot.get_state_display(),
            at=slot.scheduled_at,
            note=slot.state_detail,
        )
        for slot in slots
    ]
    return block_of(
        lines,
        key="troubles",
        title=_("发布异常"),
        icon="alert-triangle",
        empty=_("没有失败、错过或待核实的发布。"),
        more_url=box if all(slot.state == SlotState.MISSED for slot in slots) else address_of("calendar:board"),
        urgent=True,
    )


def at_risk(reach: Reach) -> Block:
    """Planned posts of the next days that will not go out as things stand, or may not; one line each."""
    rows = reach.seen(Slot.objects.filter(is_at_risk(), state=SlotState.PLANNED, scheduled_at__gt=reach.now))
    slots = list(rows.select_related("account", "post__version").order_by("scheduled_at", "pk")[: SHOWN + 1])
    risks = risks_of(slot.pk for slot in slots)
    lines = [
        Line(
            text=first_words(slot.post),
            url=address_of("calendar:slot", slot.pk),
            account=slot.account,
            at=slot.scheduled_at,
            note=risks[slot.pk][0].sentence if slot.pk in risks else "",
            is_bad=any(risk.stops for risk in risks.get(slot.pk, ())),
        )
        for slot in slots
    ]
    return block_of(
        lines,
        key="risks",
        title=_("到时可能发不出"),
        icon="alert-triangle",
        empty=_("未来 72 小时的排期都没有发现问题。"),
        more_url=f"{address_of('calendar:board')}#col-at_risk",
        urgent=True,
    )


def sent_back(reach: Reach) -> Block:
    """My posts that a reviewer wants changed, with what he wrote."""
    rows = reach.limited(Post.objects.visible().filter(author=reach.user, state=PostState.CHANGES_ASKED))
    decisions = Prefetch("reviews", queryset=Review.objects.select_related("reviewer", "outside").order_by("-pk"))
    posts = rows.select_related("account", "version").prefetch_related(decisions).order_by("-updated_at")[: SHOWN + 1]
    return block_of(
        [_sent_back_line(post) for post in posts],
        key="back",
        title=_("退回给我修改"),
        icon="message-circle-exclamation",
        empty=_("没有被退回的稿件。"),
        more_url=address_of("content:library"),
    )


def _sent_back_line(post: Post) -> Line:
    last = next(iter(post.reviews.all()), None)
    note = ""
    if last is not None and last.comment:
        note = _("%(name)s：%(comment)s") % {"name": last.who, "comment": Truncator(last.comment).chars(80)}
    return Line(first_words(post), post_url(post.pk), account=post.account, at=post.updated_at, note=note)


def reviews(reach: Reach) -> Block:
    """Posts that wait for my decision, the oldest first; never my own (K5)."""
    rows = reach.limited(reviews_waiting(reach.user, reach.rights))
    lines = [
        Line(
            text=first_words(post),
            url=post_url(post.pk),
            account=post.account,
            at=post.submitted_at,
            note=_("%(name)s 提交") % {"name": post.author.get_full_name()} if post.author else "",
            category=post.category,
        )
        for post in rows.select_related("account", "author", "category", "version").order_by("submitted_at", "pk")[
            : SHOWN + 1
        ]
    ]
    return block_of(
        lines,
        key="reviews",
        title=_("等我审核"),
        icon="eye-check",
        empty=_("没有等您审核的稿件。"),
        more_url=address_of("content:reviews"),
    )


def comments(reach: Reach) -> Block:
    """Comments and mentions without an answer, the most urgent first."""
    rows = reach.limited(threads_waiting(reach.rights)).select_related("account")
    lines = [
        Line(
            text=beginning(thread.text),
            url=address_of("engagement:thread", thread.pk) or address_of("engagement:inbox"),
            account=thread.account,
            at=thread.due_at,
            note=_("已超过回复时限") if thread.due_at < reach.now else "",
            is_bad=thread.due_at < reach.now,
        )
        for thread in rows.order_by("due_at", "pk")[: SHOWN + 1]
    ]
    return block_of(
        lines,
        key="comments",
        title=_("等待回复"),
        icon="mail",
        empty=_("评论和 @ 都已回复。"),
        more_url=address_of("engagement:inbox"),
    )


def alerts(reach: Reach) -> Block:
    """Keyword sets that catch clearly more than usual (M4)."""
    rows = alerts_open(reach.rights).select_related("keyword_set").order_by("-severity", "-pk")[: SHOWN + 1]
    lines = [
        Line(
            text=_("“%(name)s”一小时内出现 %(count)d 条") % {"name": alert.keyword_set.name, "count": alert.count},
            url=address_of("monitoring:home"),
            at=alert.window_start,
            note=_("平时 %(low)d 至 %(high)d 条") % {"low": round(alert.usual_low), "high": round(alert.usual_high)},
        )
        for alert in rows
    ]
    return block_of(
        lines,
        key="alerts",
        title=_("舆情预警"),
        icon="radar",
        empty=_("没有未处理的预警。"),
        more_url=address_of("monitoring:home"),
        urgent=True,
    )


def topics(reach: Reach) -> Block:
    """Hot topics that fit (M7), of a day or, when that was quiet, of a week; each becomes an idea."""
    span, found = fitting_topics(limit=SHOWN + 1)
    lines = [
        Line(
            text=topic.title,
            url=topic.search,
            note=_("%(count)d 条，%(people)d 人，契合度 %(fit)d")
            % {"count": topic.row.posts, "people": topic.row.people, "fit": topic.row.fit},
            state=span,
            key=topic.row.key,
            label=topic.row.name,
        )
        for topic in found
    ]
    nothing = _("最近命中的内容里没有适合我们的话题。%(heard)s")
    heard = "" if lines else nothing % {"heard": heard_sentence(reach.now)}
    return block_of(
        lines,
        key="topics",
        title=_("可以借的热点"),
        icon="flame",
        empty=heard,
        more_url=address_of("monitoring:topics"),
    )


def duties(reach: Reach) -> Block:
    """P10: campaigns that this person minds today, and yesterday's that nobody ticked off."""
    today = local_day(reach.now)
    lines = [
        Line(
            text=duty.campaign.name,
            url=f"{address_of('campaigns:campaign', duty.campaign_id)}?part=posts",
            note=_("今天看评论、回答问题、核对数字") if duty.day == today else _("昨天的还没有打勾"),
            is_bad=duty.day < today,
        )
        for duty in open_duties(reach.user, day=today)[: SHOWN + 1]
    ]
    return block_of(lines, key="duties", title=_("我看着的活动"), icon="eye", empty="")


def connections(reach: Reach) -> Block:
    """Accounts whose authorisation has ended or ends within three days: their posts will not go out."""
    rows = WeiboAccount.objects.exclude(state__in=[AccountState.RETIRED, AccountState.UNCONNECTED])
    for ids in (reach.rights.account_ids(Can.VIEW), reach.only):
        rows = rows if ids is None else rows.filter(pk__in=ids)
    soon = reach.now + dt.timedelta(days=3)
    dead = rows.filter(state=AccountState.EXPIRED) | rows.filter(tokens__expires_at__lt=soon)
    lines = list(_connection_lines(dead.distinct().prefetch_related("tokens").order_by("nickname")[: SHOWN + 1], reach))
    return block_of(
        lines,
        key="connections",
        title=_("需要重新授权"),
        icon="plug-x",
        empty=_("所有账号的授权都在有效期内。"),
        more_url=address_of("accounts:matrix"),
        urgent=True,
    )


def _connection_lines(accounts: "QuerySet[WeiboAccount]", reach: Reach) -> Iterator[Line]:
    for account in accounts:
        ends = min((token.expires_at for token in account.tokens.all()), default=None)
        over = account.state == AccountState.EXPIRED or (ends is not None and ends <= reach.now)
        yield Line(
            text=_("授权已失效") if over else _("授权即将到期"),
            url=address_of("accounts:account", account.pk),
            account=account,
            at=ends,
        )
