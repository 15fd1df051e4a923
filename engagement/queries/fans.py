"""The fan book: lists, one person with what was said, and people worth adding (E3). Reads only."""

import datetime as dt
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.access import accounts_for
from accounts.models import User
from accounts.roles import Can
from core.paging import KeyPage, Order, sorted_page
from engagement.models import Channel, Fan, FanContact, Reply, ReplyState, Thread

LONG_DAYS: Final = (30, 90, 180)
"""Choices of how long "not spoken to for long" is."""
OFTEN: Final = 3
"""So many messages within `RECENT_DAYS` make a person worth proposing."""
RECENT_DAYS: Final = 90
PROPOSED: Final = 8
LOOKED_THROUGH: Final = 5_000
NEVER: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
HISTORY: Final = 50

_spoken = Coalesce("last_spoken_at", Value(NEVER))
_heard = Coalesce("last_heard_at", Value(NEVER))
ORDERS: Final = {
    "heard": Order(_heard, descending=True),
    "silent": Order(_spoken),
    "value": Order(Coalesce("value", 0), descending=True),
}


@dataclass(frozen=True)
class FanFilters:
    """What a person wants to see of the book. `silent` are days without a word of ours; 0 means any."""

    kind: str = ""
    silent: int = 0
    mine: bool = False
    words: str = ""
    sort: str = "heard"


def fans_page(filters: FanFilters, *, user: User, now: datetime, before: int | None, after: int | None) -> KeyPage[Fan]:
    """One page of the book."""
    rows = filtered(filters, user=user, now=now).select_related("owner")
    return sorted_page(rows, ORDERS[filters.sort], anchors=Fan.objects.all(), before=before, after=after)


def filtered(filters: FanFilters, *, user: User, now: datetime) -> QuerySet[Fan]:
    """People who fit the filters."""
    rows = Fan.objects.all()
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.mine:
        rows = rows.filter(owner=user)
    if filters.silent:
        long_ago = now - dt.timedelta(days=filters.silent)
        rows = rows.filter(Q(last_spoken_at__isnull=True) | Q(last_spoken_at__lt=long_ago))
    if filters.words:
        rows = rows.filter(Q(name__icontains=filters.words) | Q(uid=filters.words) | Q(note__icontains=filters.words))
    return rows


@dataclass(frozen=True)
class BookState:
    """How many people stand in the book, and to how many nobody of us has spoken for the shortest of `LONG_DAYS`."""

    people: int
    silent: int


def book_state(*, now: datetime) -> BookState:
    """For the state line."""
    long_ago = now - dt.timedelta(days=LONG_DAYS[0])
    unspoken = Q(last_spoken_at__isnull=True) | Q(last_spoken_at__lt=long_ago)
    return BookState(**Fan.objects.aggregate(people=Count("pk"), silent=Count("pk", filter=unspoken)))


@dataclass(frozen=True)
class Proposal:
    """Somebody who wrote often and does not stand in the book; `thread_id` is his last message."""

    name: str
    times: int
    thread_id: int


def proposals(user: User, *, now: datetime) -> list[Proposal]:
    """Who wrote at least `OFTEN` times lately to the accounts that this person answers for, the most frequent first."""
    answered = accounts_for(user, Can.REPLY).values("pk")
    newest = Thread.objects.filter(account__in=answered).order_by("-pk").values("pk")[:LOOKED_THROUGH]
    rows = (
        Thread.objects.filter(pk__in=newest, received_at__gte=now - dt.timedelta(days=RECENT_DAYS))
        .exclude(author_id="")
        .exclude(Exists(Fan.objects.filter(uid=OuterRef("author_id"))))
        .values("author_id")
        .annotate(times=Count("pk"), name=Max("author_name"), last=Max("pk"))
        .filter(times__gte=OFTEN)
        .order_by("-times", "-last")[:PROPOSED]
    )
    return [Proposal(row["name"], row["times"], row["last"]) for row in rows]


@dataclass(frozen=True)
class Moment:
    """One entry of a person's history: a message of his, an answer of ours, or a contact outside the inbox."""

    at: datetime
    kind: str  # said, answered, contact
    text: str
    who: str = ""
    label: str = ""
    thread_id: int | None = None


def history_of_fan(fan: Fan, user: User) -> list[Moment]:
    """What was said with a person, newest first: messages of the accounts that this colleague answers for, and all
    contacts. At most `HISTORY` entries of each sort."""
    moments = [
        Moment(row.at, "contact", row.text, str(row.by or ""), str(Channel(row.channel).label))
        for row in FanContact.objects.filter(fan=fan).select_related("by")[:HISTORY]
    ]
    if fan.uid:
        answered = accounts_for(user, Can.REPLY).values("pk")
        said = Thread.objects.filter(author_id=fan.uid, account__in=answered).select_related("account")
        newest = list(said.order_by("-pk")[:HISTORY])
        moments += [Moment(row.received_at, "said", row.text, fan.name, row.account.nickname, row.pk) for row in newest]
        ours = Reply.objects.filter(thread__in=[row.pk for row in newest], state=ReplyState.SENT)
        for row in ours.select_related("author", "thread__account"):
            label = row.thread.account.nickname
            moments.append(Moment(row.created_at, "answered", row.text, str(row.author or ""), label, row.thread_id))
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def fan_of(thread: Thread) -> Fan | None:
    """The entry of the person of a message."""
    return Fan.objects.filter(uid=thread.author_id).first() if thread.author_id else None


def words_to_erase(fan: Fan) -> int:
    """How many messages would lose their words."""
    return Thread.objects.filter(author_id=fan.uid).count() if fan.uid else 0
