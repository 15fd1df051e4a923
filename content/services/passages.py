"""Comments on passages of a text (K5): marking, answering, closing; bound to the version that was read."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import rights_of
from accounts.models import User
from accounts.roles import Can
from content.anchoring import Span, narrowed, placed
from content.models import LOCKED_STATES, PassageComment, PassageThread, Post, PostVersion
from content.services.states import locked
from core import audit
from core.errors import Conflict, Forbidden, UserError, existing
from core.notices import Message, notify, settle, settle_keys

LONGEST = 1000
MOST_OPEN = 50
KEY = "passage:"

MARKED = gettext_noop("%(who)s对“%(account)s”一条内容里的“%(quote)s”提了意见：%(text)s")
ANSWERED = gettext_noop("%(who)s回复了“%(account)s”一条内容里“%(quote)s”的意见：%(text)s")


@dataclass(frozen=True, slots=True)
class PassageInput:
    """Which passage of which version, and what to say. By place and words as marked in the text; or, where nobody can
    mark, by the number of a sentence and, if not the whole of it, words of it."""

    version_id: int
    text: str
    start: int | None = None
    end: int | None = None
    quote: str = ""
    sentence: int | None = None
    words: str = ""

    def span_in(self, text: str) -> Span:
        """Where it stands. Raises `UserError` when there is no such passage."""
        if self.start is not None and self.end is not None and self.quote:
            found = placed(text, self.start, self.end, self.quote)
        else:
            found = narrowed(text, -1 if self.sentence is None else self.sentence, self.words)
        if found is None:
            raise UserError(_("没有在正文里找到所选的文字，请重新选择。"), code="content.no_passage", field="words")
        return found


@transaction.atomic
def mark_passage(
    *, post: Post, passage: PassageInput, by: User, at: dt.datetime, told: bool = True
) -> PassageThread:  # fmt: skip
    """Open a thread on a passage; `told` is False when the authors hear of it with a decision.

    Raises `Conflict` for a post that left, `UserError` when the passage is not in the text of that version.
    """
    _may_say(by, post)
    text = _said(passage.text)
    row = locked(post)
    _refuse_closed(row)
    if PassageThread.objects.filter(post=row, resolved_at=None).count() >= MOST_OPEN:
        sentence = _("这条内容已有 %(n)d 处意见没有解决，请先处理这些。")
        raise Conflict(sentence % {"n": MOST_OPEN}, code="content.passages_full")
    rows = PostVersion.objects.filter(post=row, pk=passage.version_id)
    version = existing(rows.first(), _("没有找到这个版本。"))
    span = passage.span_in(version.text)
    thread = PassageThread.objects.create(
        post=row, version=version, start=span.start, end=span.end, quote=span.of(version.text), created_by=by,
        created_at=at,
    )  # fmt: skip
    comment = PassageComment.objects.create(thread=thread, author=by, text=text, created_at=at)
    _record("content.passage.marked", thread, row, by=by, at=at, text=text)
    if told:
        _tell(MARKED, comment, thread, row, by=by, at=at)
    return thread


@transaction.atomic
def answer_passage(*, thread: PassageThread, text: str, by: User, at: dt.datetime) -> PassageComment:
    """Say something in a thread; one that was closed is open again."""
    row = locked(thread.post)
    _may_say(by, row)
    _refuse_closed(row)
    kept = _locked_thread(thread)
    comment = PassageComment.objects.create(thread=kept, author=by, text=_said(text), created_at=at)
    if not kept.is_open:
        _reopen(kept)
    _record("content.passage.answered", kept, row, by=by, at=at, text=comment.text)
    settle_keys(keys=_keys(kept), at=at, user_id=by.pk)
    _tell(ANSWERED, comment, kept, row, by=by, at=at)
    return comment


@transaction.atomic
def resolve_passage(*, thread: PassageThread, resolved: bool = True, by: User, at: dt.datetime) -> PassageThread:
    """Close a thread, or open it again. Twice is once."""
    row = locked(thread.post)
    _may_say(by, row)
    kept = _locked_thread(thread)
    if kept.is_open is not resolved:
        return kept
    if resolved:
        kept.resolved_at, kept.resolved_by = at, by
        kept.save(update_fields=["resolved_at", "resolved_by"])
        settle(key_prefix=f"{KEY}{kept.pk}", at=at)
    else:
        _reopen(kept)
    code = "content.passage.resolved" if resolved else "content.passage.reopened"
    _record(code, kept, row, by=by, at=at)
    return kept


@transaction.atomic
def withdraw_comment(*, comment: PassageComment, by: User, at: dt.datetime) -> bool:
    """Take back one's own last word; the first word takes its thread along. Answers whether the thread is gone.

    Raises `Forbidden` for a colleague's, `Conflict` when somebody answered it.
    """
    row = locked(comment.thread.post)
    kept = _locked_thread(comment.thread)
    if comment.author_id != by.pk:
        raise Forbidden(_("只能撤回自己的意见。"), code="content.not_own_comment")
    if kept.comments.filter(pk__gt=comment.pk).exists():
        raise Conflict(_("已经有人回复，不能撤回。"), code="content.comment_answered")
    settle_keys(keys=[f"{KEY}{kept.pk}:{comment.pk}"], at=at)
    _record("content.passage.withdrawn", kept, row, by=by, at=at, text=comment.text)
    comment.delete()
    if kept.comments.exists():
        return False
    kept.delete()
    return True


def carry_passages(post: Post) -> tuple[list[PassageThread], str]:
    """The open threads of a locked post that no decision has carried yet, and what they say in one text."""
    rows = PassageThread.objects.filter(post=post, resolved_at=None, review=None).prefetch_related("comments")
    threads = list(rows.order_by("start", "pk"))
    lines = [_("“%(quote)s”：%(text)s") % _shortly(thread) for thread in threads if thread.comments.all()]
    return threads, "\n".join(lines)[:2000]


def _shortly(thread: PassageThread) -> dict[str, str]:
    return {"quote": _short(thread.quote), "text": thread.comments.all()[0].text}


def _may_say(by: User, post: Post) -> None:
    may = rights_of(by).may
    if not (may(Can.WRITE, post.account_id) or may(Can.REVIEW, post.account_id)):
        raise Forbidden(_("只有能写或能审核这个账号内容的人才能提意见。"), code="content.may_not_say")


def _said(text: str) -> str:
    said = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not said:
        raise UserError(_("请写下意见。"), field="text")
    if len(said) > LONGEST:
        raise UserError(_("一条意见最多 %(n)d 个字。") % {"n": LONGEST}, field="text")
    return said


def _refuse_closed(post: Post) -> None:
    if post.state in LOCKED_STATES:
        raise Conflict(_("这条内容已经发出，不能再提意见。"), code="content.passages_closed")


def _locked_thread(thread: PassageThread) -> PassageThread:
    rows = PassageThread.objects.select_for_update().filter(pk=thread.pk)
    return existing(rows.first(), _("这处意见已被撤回。"))


def _reopen(thread: PassageThread) -> None:
    thread.resolved_at, thread.resolved_by = None, None
    thread.save(update_fields=["resolved_at", "resolved_by"])


def _keys(thread: PassageThread) -> list[str]:
    return [f"{KEY}{thread.pk}:{pk}" for pk in thread.comments.values_list("pk", flat=True)]


def _tell(text: str, comment: PassageComment, thread: PassageThread, post: Post, *, by: User, at: dt.datetime) -> None:
    """The authors and everybody in the thread, but not the speaker. One notice for each word: none hides another."""
    people = {post.author_id, post.submitted_by_id, *thread.comments.values_list("author_id", flat=True)}
    params = {
        "who": by.get_full_name(),
        "account": post.account.nickname,
        "quote": _short(thread.quote),
        "text": comment.text[:80],
    }
    url = f"{reverse('content:post', args=[post.pk])}#passage-{thread.pk}"
    to = {pk for pk in people if pk is not None} - {by.pk}
    notify(to=to, key=f"{KEY}{thread.pk}:{comment.pk}", message=Message(text, params, url, mail=True), at=at)


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= 24 else f"{words[:23]}…"


def _record(
    code: str, thread: PassageThread, post: Post, *, by: User, at: dt.datetime, text: str = ""
) -> None:  # fmt: skip
    after = {"passage": thread.pk, "quote": thread.quote[:200], "version": thread.version.number}
    change = audit.Change(after=after, reason=text, account_id=post.account_id)
    audit.record(code, post, by=by, at=at, change=change)
