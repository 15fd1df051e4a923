"""Comments of ours that were written outside the program come back into their threads as ours, each once (E1).

The list of what an account wrote is read where a comment or a mention waits. Private messages cannot be read back.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.models import Q

from accounts.incoming import number_of, preset_interval, written_at
from accounts.models import AccountState, WeiboAccount
from core.audit import SYSTEM, Change, record
from core.locks import only_one
from engagement.models import OURS, InboxCursor, Reply, ReplyState, Thread, ThreadKind, ThreadState
from engagement.services.answering import IN_THE_AIR
from engagement.services.firsts import note_answered
from engagement.services.replies import GIVE_UP, is_reply, settle_reply, written_by
from publishing.dispatch.links import post_url
from weibo.text import normalise_for_match
from weibo.types import Comment

TURNS: Final = 4
"""So many readings of what people wrote go by before what we wrote is read: an ordinary app has 100 calls a day."""
LOOK_BACK: Final = dt.timedelta(days=14)
"""What waits longer is no reason to read on."""
SAME_MOMENT: Final = dt.timedelta(hours=2)
"""An answer by hand that was told of is the comment that was written so near to it, whatever the words."""
NAMED: Final = "named"
_BEFORE = re.compile(r"^回复@([^:：]{1,40})[:：]\s*")


def read_outside(*, now: dt.datetime) -> int:
    """Read what accounts wrote themselves, where a comment or a mention waits. Returns how many answers came back."""
    waits = Thread.objects.filter(state=ThreadState.OPEN, received_at__gt=now - LOOK_BACK)
    waits = waits.exclude(kind=ThreadKind.MESSAGE).order_by()
    accounts = WeiboAccount.objects.filter(state=AccountState.CONNECTED, pk__in=waits.values("account"))
    cursors = {cursor.account_id: cursor for cursor in InboxCursor.objects.filter(kind=OURS)}
    found = 0
    for account in accounts.order_by("pk"):
        read_at = cursors[account.pk].read_at if account.pk in cursors else None
        if read_at is None or read_at + TURNS * dt.timedelta(minutes=preset_interval(account)) <= now:
            found += _read_one(account, now)
    return found


def _read_one(account: WeiboAccount, now: dt.datetime) -> int:
    with only_one(f"engagement.inbox.{account.pk}.{OURS}") as mine:
        if not mine:
            return 0
        cursor, _made = InboxCursor.objects.get_or_create(account=account, kind=OURS)
        written = written_by(account, now, since_id=cursor.since_id)
        cursor.read_at = now
        found = 0
        if written is not None:
            found = _keep_outside(account, written, now=now)
            cursor.since_id = max([cursor.since_id, *_settled(written, now)], key=number_of)
        cursor.save(update_fields=["read_at", "since_id"])
    return found


def _keep_outside(account: WeiboAccount, written: Iterable[Comment], *, now: dt.datetime) -> int:
    """Those of our comments that answer a thread and that we do not know yet. Returns how many came in."""
    rows = sorted(written, key=lambda comment: number_of(comment.id))
    known = Reply.objects.filter(external_id__in=[comment.id for comment in rows], thread__account=account)
    ids = set(known.values_list("external_id", flat=True))
    fresh = [comment for comment in rows if comment.id not in ids]
    threads = _answered_by(account, fresh) if fresh else {}
    return sum(_keep(comment, threads[comment.id], now) for comment in fresh if comment.id in threads)


def _settled(written: Iterable[Comment], now: dt.datetime) -> list[str]:
    """Ids that need not be read again: younger ones may belong to a reply whose outcome is not known yet."""
    moments = [(comment.id, written_at(comment)) for comment in written]
    return [pk for pk, at in moments if at is not None and at < now - 2 * GIVE_UP]


def _answered_by(account: WeiboAccount, written: list[Comment]) -> dict[str, int]:
    """Which thread each comment answers: the comment it replies to, the post in which we were mentioned, or whom it
    names. One query."""
    replies, free = [row for row in written if row.reply_to_id], [row for row in written if not row.reply_to_id]
    posts, named = [row.status_id for row in free], [row.status_id for row in free if _named(row)]
    found = Thread.objects.filter(
        Q(kind=ThreadKind.COMMENT, external_id__in=[row.reply_to_id for row in replies])
        | Q(kind=ThreadKind.MENTION, external_id__in=posts)
        | Q(kind=ThreadKind.COMMENT, state=ThreadState.OPEN, status_id__in=named),
        account=account,
    )
    by_key: dict[tuple[str, ...], int] = {}
    facts = ("pk", "kind", "external_id", "status_id", "author_name")
    for pk, kind, external_id, status_id, name in found.order_by("received_at", "pk").values_list(*facts):
        by_key |= {(kind, external_id): pk, (NAMED, status_id, name): pk}
    answered = {row.id: by_key.get((ThreadKind.COMMENT, row.reply_to_id)) for row in replies}
    for row in free:
        by_name = by_key.get((NAMED, row.status_id, _named(row)))
        answered[row.id] = by_name or by_key.get((ThreadKind.MENTION, row.status_id))
    return {comment_id: pk for comment_id, pk in answered.items() if pk}


def _named(comment: Comment) -> str:
    before = _BEFORE.match(comment.text)
    return before[1] if before else ""


@transaction.atomic
def _keep(comment: Comment, thread_id: int, now: dt.datetime) -> bool:
    """One answer into its thread, unless it may be one that is being sent just now."""
    thread = Thread.objects.select_for_update(of=("self",)).select_related("account").get(pk=thread_id)
    said_at = min(written_at(comment) or now, now)
    if said_at < thread.received_at:
        return False
    replies = list(thread.replies.select_related("thread"))
    if any(reply.state in IN_THE_AIR or reply.external_id == comment.id for reply in replies):
        return False
    lost = next((row for row in replies if row.state == ReplyState.FAILED and is_reply(comment, row)), None)
    if lost is not None:
        settle_reply(lost, ReplyState.SENT, by=SYSTEM, at=now, external_id=comment.id)
        return True
    reply = next((row for row in replies if _is_told(row, comment, said_at)), None) or Reply(
        thread=thread, state=ReplyState.SENT, is_by_hand=True
    )
    reply.text, reply.external_id = _BEFORE.sub("", comment.text), comment.id
    reply.created_at = reply.settled_at = said_at
    reply.proof_url = reply.proof_url or _address(comment, thread)
    reply.save()
    note_answered(reply)
    change = Change(after={"reply": reply.pk, "text": reply.text}, account_id=thread.account_id)
    record("engagement.reply.read_back", thread, by=SYSTEM, at=now, change=change)
    return True


def _is_told(reply: Reply, comment: Comment, said_at: dt.datetime) -> bool:
    """Whether this is the answer that somebody told of by hand."""
    if reply.noted_at is None or reply.external_id:
        return False
    same_words = normalise_for_match(reply.text) == normalise_for_match(_BEFORE.sub("", comment.text))
    return same_words or abs(reply.created_at - said_at) <= SAME_MOMENT


def _address(comment: Comment, thread: Thread) -> str:
    """Where people see it: the post under which it stands."""
    post = comment.status_id or thread.status_id
    above = comment.status.user if comment.status else None
    owner = above.id if above else thread.author_id if thread.kind == ThreadKind.MENTION else thread.account.uid
    return post_url(owner, post) if owner and number_of(post) else ""
