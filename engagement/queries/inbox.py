"""The inbox: what wants an answer, the most urgent first, and everything else, newest first (E1)."""

import datetime as dt
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.access import people_who_may, rights_of
from accounts.models import Grant, User, WeiboAccount
from accounts.roles import Can
from content.models import Folded
from content.queries.search import with_words
from core.http import whole_number
from engagement.models import Question, Reply, ReplyState, Thread, ThreadState
from engagement.models.inbox import WORDS_INDEX

SIZE = 50
SHOWN = (
    "kind", "author_name", "text", "due_at", "state", "snoozed_until", "answering_until", "priority", "tag_ids",
    "account__nickname", "assignee__name", "assignee__email", "answering_by__name", "answering_by__email",
    "person__opened_at", "person__mentioned_at", "person__left_at", "person__told_at",
)  # fmt: skip
"""What a row of the list shows: accounts and people have many more columns."""
SNOOZED = "snoozed"
"""Filter: what waits, but was put off."""


@dataclass(frozen=True)
class Filters:
    """What a person wants to see. `who`: all, mine, nobody (not assigned)."""

    state: str = ThreadState.OPEN
    kind: str = ""
    who: str = "all"
    late: bool = False
    words: str = ""
    tag: int | None = None
    priority: int | None = None

    @property
    def narrow(self) -> bool:
        """Whether anything is left out that waits."""
        return self != Filters()


@dataclass(frozen=True)
class InboxPage:
    """Threads of one page; `older` and `newer` are the keys from which the neighbours start, empty at the ends."""

    rows: list[Thread] = field(default_factory=list)
    older: str = ""
    newer: str = ""


def inbox_page(threads: "QuerySet[Thread]", *, before: str, after: str) -> InboxPage:
    """One page of open threads by due time; the key is due time and id, so the last row is as near as the first."""
    rows = threads.select_related("account", "assignee", "answering_by", "person").only(*SHOWN)
    start, back = read_key(after), read_key(before)
    if back is not None:
        found = list(rows.filter(_before(back)).order_by("-due_at", "-pk")[: SIZE + 1])
        page = found[:SIZE][::-1]
        return InboxPage(page, key_of(page[-1]) if page else "", key_of(page[0]) if len(found) > SIZE else "")
    if start is not None:
        rows = rows.filter(_after(start))
    found = list(rows.order_by("due_at", "pk")[: SIZE + 1])
    page = found[:SIZE]
    return InboxPage(
        page,
        key_of(page[-1]) if len(found) > SIZE else "",
        key_of(page[0]) if page and start is not None else "",
    )


def filtered(threads: "QuerySet[Thread]", filters: Filters, *, user: User, now: datetime) -> "QuerySet[Thread]":
    """Threads that fit the filters."""
    if filters.state == SNOOZED:
        threads = threads.filter(state=ThreadState.OPEN, snoozed_until__gt=now)
    elif filters.state == ThreadState.OPEN:
        threads = awake(threads, now)
    elif filters.state != "all":
        threads = threads.filter(state=filters.state)
    if filters.kind:
        threads = threads.filter(kind=filters.kind)
    if filters.who == "mine":
        threads = threads.filter(assignee=user)
    elif filters.who == "nobody":
        threads = threads.filter(assignee__isnull=True)
    if filters.late:
        threads = threads.filter(due_at__lt=now)
    if filters.tag is not None:
        threads = threads.filter(tag_ids__contains=[filters.tag])
    if filters.priority is not None:
        threads = threads.filter(priority__gte=filters.priority)
    if filters.words:
        threads = with_words(threads, filters.words, of=Folded("text", "author_name"), index=WORDS_INDEX)
    return threads


def awake(threads: "QuerySet[Thread]", now: datetime) -> "QuerySet[Thread]":
    """What waits and is not put off."""
    return threads.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now), state=ThreadState.OPEN)


def threads_of(accounts: "QuerySet[WeiboAccount]", user: User) -> "QuerySet[Thread]":
    """The threads of these accounts; without any limit when that is every account."""
    return Thread.objects.all() if _is_every(accounts, user) else Thread.objects.filter(account__in=accounts)


def questions_of(accounts: "QuerySet[WeiboAccount]", user: User) -> "QuerySet[Question]":
    """What these threads ask and asked before."""
    return Question.objects.all() if _is_every(accounts, user) else Question.objects.filter(account__in=accounts)


def _is_every(accounts: "QuerySet[WeiboAccount]", user: User) -> bool:
    return rights_of(user).account_ids(Can.REPLY) is None and not accounts.query.has_filters()


@dataclass(frozen=True)
class Waiting:
    """How many threads wait in all, past their time, for this person, and for nobody."""

    open: int
    late: int
    mine: int
    nobody: int


def waiting(threads: "QuerySet[Thread]", *, user: User, now: datetime) -> Waiting:
    """Counts for the state line and the chips, in one query."""
    counts = awake(threads, now).aggregate(
        open=Count("pk"),
        late=Count("pk", filter=Q(due_at__lt=now)),
        mine=Count("pk", filter=Q(assignee=user)),
        nobody=Count("pk", filter=Q(assignee__isnull=True)),
    )
    return Waiting(**counts)


def history_of(thread: Thread, limit: int = 10) -> list[Thread]:
    """What the same person said to the same account before, each with the answers that were sent in `replies.all()`."""
    if not thread.author_id:
        return []
    said = Thread.objects.filter(account=thread.account_id, author_id=thread.author_id).exclude(pk=thread.pk)
    sent = Reply.objects.filter(state=ReplyState.SENT).select_related("author")
    return list(said.prefetch_related(Prefetch("replies", sent)).order_by("-pk")[:limit])


def answerers(account: WeiboAccount) -> list[User]:
    """People who may answer for an account, by name."""
    return people_who_may(Can.REPLY, account)


def answering_people(now: datetime) -> list[User]:
    """People who may answer for at least one account, by name; whether he may for a certain one is asked when he is
    given it."""
    grants = Grant.objects.filter(user__is_active=True).in_force(now).select_related("user", "custom_role")
    return sorted({grant.user for grant in grants if Can.REPLY in grant.cans}, key=lambda user: (user.name, user.pk))


def key_of(thread: Thread) -> str:
    """The place of a thread in the list by due time."""
    return f"{thread.due_at.timestamp():.6f}_{thread.pk}"


def read_key(text: str) -> tuple[datetime, int] | None:
    """A key from the query string; None for anything else."""
    moment, _sep, number = text.partition("_")
    try:
        at = dt.datetime.fromtimestamp(float(moment), tz=dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    pk = whole_number(number)
    return None if pk is None else (at, pk)


def _after(key: tuple[datetime, int]) -> Q:
    return Q(due_at__gte=key[0]) & (Q(due_at__gt=key[0]) | Q(pk__gt=key[1]))


def _before(key: tuple[datetime, int]) -> Q:
    return Q(due_at__lte=key[0]) & (Q(due_at__lt=key[0]) | Q(pk__lt=key[1]))
