"""Answering: the reply is a committed row before Weibo is called, and its outcome is never guessed (E1)."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.asking import Asked, ask
from accounts.gateway import app_of
from accounts.models import Purpose, User, WeiboAccount
from accounts.queries import is_assessed
from accounts.roles import Can
from accounts.services import PERMISSION_CODES, Lesson, learn
from core.audit import SYSTEM, Actor, Change, record
from core.errors import UserError
from engagement.models import Reply, ReplyState, Thread, ThreadKind
from engagement.queries.manners import manners_of, risks_of_reply
from engagement.queries.windows import LOOK_IT_UP, PRIVATE_LIMIT, is_private
from engagement.services.answering import CARELESS, IN_THE_AIR, Care, Written, may_answer, ticked_points
from engagement.services.approvals import ask_approval
from engagement.services.firsts import note_answered
from engagement.services.presence import NO_PAGE, OnPage, stop_answering, stop_conflict
from engagement.services.private import write_privately
from weibo.calls import comments
from weibo.calls.call import Call, Paging
from weibo.errors import Ambiguous
from weibo.text import LENGTH_LIMIT, normalise_for_match, weibo_length
from weibo.types import Comment, Delivered, Page

CALL_TAKES = timedelta(minutes=2)
"""A reply that is still `sending` after this was left behind by a process that died."""
GIVE_UP = timedelta(minutes=15)
"""A reply that Weibo does not show after this has not arrived."""
CLOCKS_DIFFER = timedelta(minutes=5)
OWN_PAGE, MOST_PAGES = 100, 3
"""Comments of an account's own that one call brings, and calls for them at one time."""


def send_reply(
    *,
    thread: Thread,
    text: str,
    by: User,
    at: datetime,
    page: OnPage = NO_PAGE,
    private: bool = False,
    care: Care = CARELESS,
) -> Reply:
    """Answer a thread now. The row is written first, the call is made outside any transaction, then it is settled.

    Without a valid assessment of `by` (A7), and when the text is risky (K5), nothing is sent: the reply waits for
    another person. `care` says what is looked at before. What a colleague or the
    person said after what stood on the `page` stops this one. `private` writes to the person by
    private message where his window is open; talks by private message are never answered otherwise.

    Raises `UserError` for a text that cannot be sent and `Conflict` when another reply is still in the air; what
    Weibo says stands in the row.
    """
    require(by, Can.REPLY, thread.account_id)
    private = private or is_private(thread)
    text = checked_text(text, limit=PRIVATE_LIMIT if private else LENGTH_LIMIT)
    mind_manners(text, thread.account, minding=care.minding)
    with transaction.atomic():
        may_answer(thread, text, private=private, at=at)
        stop_conflict(thread, page=page, by=by)
        written = Written(text, by, private, tuple(risks_of_reply(text)), ticked_points(thread, care.said))
        free = is_assessed(by.pk, at=at) and not written.risks
        reply = _write(thread, written, at) if free else ask_approval(thread=thread, written=written, at=at)
        stop_answering(thread=thread, by=by, at=at)
    return send_now(reply, by=by, at=at) if free else reply


def send_now(reply: Reply, *, by: User, at: datetime) -> Reply:
    """Call Weibo for a committed row in state `sending`, and settle it."""
    thread = reply.thread
    if reply.private:
        return _settle_answer(reply, write_privately(reply, at=at), by=by, at=at)
    asked = ask(
        thread.account, _endpoint(thread), lambda token: _call(thread, reply, token), now=at, purpose=Purpose.INBOX
    )
    settled = _settle_answer(reply, asked, by=by, at=at)
    _learn_from(thread.account, asked, at)
    return settled


def _learn_from(account: WeiboAccount, asked: Asked[Comment], at: datetime) -> None:
    """Whether our app may write comments for this account is learnt from what really happened."""
    code = asked.error.code if asked.error else None
    if asked.answer is not None or code in PERMISSION_CODES:
        lesson = Lesson(account.pk, app_of(account), "comments_write", asked.answer is not None, code)
        learn(lessons=[lesson], at=at)


def settle_replies(*, now: datetime) -> int:
    """Settle replies of unknown outcome by reading what our account wrote. Returns how many were settled."""
    open_replies = Reply.objects.filter(state__in=IN_THE_AIR, created_at__lte=now - CALL_TAKES)
    settled = 0
    for reply in open_replies.filter(private=True, state=ReplyState.SENDING).select_related("thread__account"):
        settle_reply(reply, ReplyState.UNKNOWN, by=SYSTEM, at=now, problem=str(LOOK_IT_UP))
    by_account: dict[int, list[Reply]] = {}
    for reply in open_replies.filter(private=False).select_related("thread__account").order_by("pk"):
        by_account.setdefault(reply.thread.account_id, []).append(reply)
    for replies in by_account.values():
        written = written_by(replies[0].thread.account, now)
        if written is not None:
            settled += sum(_settle_by_reading(reply, written, now) for reply in replies)
    return settled


def checked_text(text: str, *, limit: int = LENGTH_LIMIT) -> str:
    """The text as it is sent (C4). Raises `UserError` when it is empty or too long."""
    text = text.strip()
    if not text:
        raise UserError(_("请填写回复内容。"), field="text", code="reply.empty")
    length = weibo_length(text)
    if length > limit:
        values = {"length": length, "limit": limit}
        raise UserError(
            _("回复 %(length)d 字，超过 %(limit)d 字的上限。") % values, field="text", code="reply.too_long"
        )
    return text


def mind_manners(text: str, account: WeiboAccount, *, minding: bool) -> None:
    """Raises `UserError` for forbidden words, and while `minding` for cold or rude ones and what the account never
    says (C13, C14)."""
    manners = manners_of(text, [account])
    if manners.stops:
        raise UserError(manners.sentence, field="text", code="reply.forbidden")
    if minding and manners.faults:
        raise UserError(manners.sentence, field="text", code="reply.manners")


def _write(thread: Thread, written: Written, at: datetime) -> Reply:
    with transaction.atomic():
        reply = Reply.objects.create(thread=thread, state=ReplyState.SENDING, created_at=at, **written.columns)
        change = Change(after=written.facts(reply.pk), account_id=thread.account_id)
        record("engagement.reply.written", thread, by=written.by, at=at, change=change)
    return reply


def _endpoint(thread: Thread) -> str:
    return "comments/reply" if thread.kind == ThreadKind.COMMENT else "comments/create"


def _call(thread: Thread, reply: Reply, token: str) -> Call[Comment]:
    if thread.kind == ThreadKind.COMMENT:
        return comments.comments_reply(token, thread.status_id, thread.external_id, reply.text)
    return comments.comments_create(token, thread.external_id, reply.text)


def _settle_answer(reply: Reply, asked: Asked[Comment] | Asked[Delivered], *, by: Actor, at: datetime) -> Reply:
    if asked.answer is not None:
        return settle_reply(reply, ReplyState.SENT, by=by, at=at, external_id=asked.answer.id)
    lost = isinstance(asked.error, Ambiguous) and not asked.error.retriable
    if lost:
        problem = str(LOOK_IT_UP) if reply.private else _("没有收到微博的答复，系统会回读核实，请勿重复发送。")
        return settle_reply(reply, ReplyState.UNKNOWN, by=by, at=at, problem=problem)
    return settle_reply(reply, ReplyState.FAILED, by=by, at=at, problem=asked.problem)


def settle_reply(
    reply: Reply, state: ReplyState, *, by: Actor, at: datetime, external_id: str = "", problem: str = ""
) -> Reply:
    """Write the outcome down. What is known to be out stays out, whatever a slower reader thinks."""
    with transaction.atomic():
        known = Reply.objects.select_for_update().get(pk=reply.pk)
        if known.state == ReplyState.SENT:
            return known
        reply.state, reply.external_id, reply.error_text = state, external_id, problem
        reply.settled_at = None if state == ReplyState.UNKNOWN else at
        reply.save(update_fields=["state", "external_id", "error_text", "settled_at"])
        if state == ReplyState.SENT:
            note_answered(reply)
            reply.thread.refresh_from_db(fields=["state"])
        change = Change(after={"reply": reply.pk, "problem": problem}, account_id=reply.thread.account_id)
        record(f"engagement.reply.{state}", reply.thread, by=by, at=at, change=change)
    return reply


def written_by(account: WeiboAccount, now: datetime, *, since_id: str = "") -> tuple[Comment, ...] | None:
    """What the account wrote last, or since a comment; None when it could not be read, so nothing is decided."""
    found: list[Comment] = []
    for page in range(1, MOST_PAGES + 1):
        paging = Paging(since_id=since_id or None, count=OWN_PAGE, page=page)
        call = partial(_own_comments, paging)
        asked = ask(account, "comments/by_me", call, now=now, purpose=Purpose.INBOX)
        if asked.answer is None:
            return None
        found += asked.answer.items
        if not since_id or len(asked.answer.items) + asked.answer.unreadable < OWN_PAGE:
            break
    return tuple(found)


def _own_comments(paging: Paging, token: str) -> Call[Page[Comment]]:
    return comments.comments_by_me(token, paging=paging)


def _settle_by_reading(reply: Reply, written: tuple[Comment, ...], now: datetime) -> bool:
    known = Reply.objects.filter(external_id__in=[comment.id for comment in written])
    used = set(known.values_list("external_id", flat=True))
    found = next((comment for comment in written if comment.id not in used and is_reply(comment, reply)), None)
    if found is not None:
        settle_reply(reply, ReplyState.SENT, by=SYSTEM, at=now, external_id=found.id)
        return True
    if reply.created_at <= now - GIVE_UP:
        settle_reply(reply, ReplyState.FAILED, by=SYSTEM, at=now, problem=_("微博上没有找到这条回复，可以重新发送。"))
        return True
    if reply.state == ReplyState.SENDING:
        settle_reply(reply, ReplyState.UNKNOWN, by=SYSTEM, at=now, problem=_("发送中断，正在回读核实。"))
    return False


def is_reply(comment: Comment, reply: Reply) -> bool:
    """Whether a comment of ours is this reply: under the same post, not older, the same words.

    Weibo puts `回复@name:` before an answer to a comment.
    """
    if comment.status_id and comment.status_id != reply.thread.status_id:
        return False
    if comment.created_at is not None and comment.created_at < reply.created_at - CLOCKS_DIFFER:
        return False
    ours, theirs = normalise_for_match(reply.text), normalise_for_match(comment.text)
    prefix = normalise_for_match(f"回复@{reply.thread.author_name}:")
    return theirs == ours or theirs == prefix + ours
