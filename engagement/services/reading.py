"""Comments and mentions of our accounts become threads with a time by which they want an answer (E1)."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.incoming import MOST_PAGES, Fetched, Hole, Incoming, fetch_incoming, preset_interval
from accounts.models import AccountState, WeiboAccount
from core.locks import only_one
from engagement.models import InboxCursor, Thread, ThreadKind, ThreadState
from engagement.queries.goals import Goals, current_goals
from publishing.models import Publication
from weibo.types import Comment, Status

LISTS = {ThreadKind.COMMENT: Incoming.COMMENTS, ThreadKind.MENTION: Incoming.MENTIONS}
STALE = timedelta(days=3)
"""What is older when an account is read for the first time is kept as closed: it would only flood the inbox."""


def read_inbox(*, now: datetime) -> int:
    """Read both lists of every connected account whose turn has come. Returns how many threads are new."""
    goals = current_goals()
    accounts = list(WeiboAccount.objects.filter(state__in=[AccountState.CONNECTED, AccountState.EXPIRED]))
    cursors = {(cursor.account_id, cursor.kind): cursor for cursor in InboxCursor.objects.all()}
    new = 0
    for account in accounts:
        for kind in LISTS:
            cursor = cursors.get((account.pk, kind)) or InboxCursor(account=account, kind=kind)
            if cursor.read_at is None or cursor.read_at + timedelta(minutes=preset_interval(account)) <= now:
                new += read_list(account=account, kind=kind, goals=goals, now=now)
    return new


def read_list(*, account: WeiboAccount, kind: ThreadKind, goals: Goals, now: datetime) -> int:
    """Read one list now, outside any transaction; an error stays on its cursor until a read succeeds."""
    with only_one(f"engagement.inbox.{account.pk}.{kind}") as mine:
        if not mine:
            return 0
        cursor, _made = InboxCursor.objects.get_or_create(account=account, kind=kind)
        fetched = fetch_incoming(account, LISTS[kind], since_id=cursor.since_id, now=now)
        cursor.read_at, cursor.error_text = now, fetched.problem
        first = not cursor.since_id
        new = 0
        if not fetched.failed:
            holes = [fetched.hole] if fetched.hole else []
            cursor.since_id = fetched.since_id
            new += _keep_list(cursor, fetched, [*holes, *_holes(cursor)], goals, now, first=first)
            if not fetched.problem:
                new += _read_on(cursor, MOST_PAGES - fetched.calls, goals, now)
        cursor.save(update_fields=["read_at", "error_text"])
    return new


def _read_on(cursor: InboxCursor, calls: int, goals: Goals, now: datetime) -> int:
    """What earlier reads did not reach, the newest first, while calls are left for this turn."""
    new = 0
    for hole in _holes(cursor):
        if calls <= 0:
            break
        kind, others = LISTS[ThreadKind(cursor.kind)], [other for other in _holes(cursor) if other != hole]
        fetched = fetch_incoming(cursor.account, kind, since_id=hole.since_id, max_id=hole.max_id, now=now, pages=calls)
        if fetched.failed:
            break
        calls -= fetched.calls
        new += _keep_list(cursor, fetched, [*([fetched.hole] if fetched.hole else []), *others], goals, now)
    return new


def _keep_list(
    cursor: InboxCursor, fetched: Fetched, holes: list[Hole], goals: Goals, now: datetime, *, first: bool = False
) -> int:
    """Threads and the cursor in one transaction: a killed worker loses nothing and doubles nothing."""
    with transaction.atomic():
        found = [thread_of(item, cursor.account, goals, now=now, first=first) for item in fetched.items]
        new = _keep(found)
        cursor.holes = [[hole.since_id, hole.max_id] for hole in holes]
        cursor.save(update_fields=["since_id", "holes"])
    return new


def _holes(cursor: InboxCursor) -> list[Hole]:
    return [Hole(*pair) for pair in cursor.holes]


def thread_of(
    item: Status | Comment, account: WeiboAccount, goals: Goals, *, now: datetime, first: bool = False
) -> Thread | None:
    """A comment or a mention as an open thread; None for what the account wrote itself."""
    author = item.user
    author_id = author.id if author else getattr(item, "user_id", "")
    if author_id and author_id == account.uid:
        return None
    is_comment = isinstance(item, Comment)
    received_at = min((item.created_at if isinstance(item, Comment) else item.published_at) or now, now)
    return Thread(
        account=account,
        kind=ThreadKind.COMMENT if is_comment else ThreadKind.MENTION,
        external_id=item.id,
        status_id=item.status_id if isinstance(item, Comment) else item.id,
        author_id=author_id,
        author_name=author.screen_name if author else "",
        author_followers=author.followers_count if author else None,
        text=item.text,
        received_at=received_at,
        due_at=goals.due_at(account, received_at),
        state=ThreadState.CLOSED if first and received_at < now - STALE else ThreadState.OPEN,
        created_at=now,
    )


def _keep(found: list[Thread | None]) -> int:
    """Store the threads that are new, each with the publication it stands under."""
    threads = [thread for thread in found if thread is not None]
    known = set(
        Thread.objects.filter(external_id__in=[thread.external_id for thread in threads]).values_list(
            "account_id", "kind", "external_id"
        )
    )
    fresh = [thread for thread in threads if (thread.account_id, thread.kind, thread.external_id) not in known]
    under = {thread.status_id for thread in fresh if thread.kind == ThreadKind.COMMENT}
    publications = dict(Publication.objects.filter(weibo_id__in=under).values_list("weibo_id", "pk"))
    for thread in fresh:
        thread.publication_id = publications.get(thread.status_id)
    Thread.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)
