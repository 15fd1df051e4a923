"""Review: submitting, approving, asking for changes. A second person decides, never about his own (K5, C7)."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content import contributions, lint
from content.events import changes_requested, post_changed, post_submitted
from content.models import Decision, PassageThread, Post, PostState, PostVersion, ReviewStage
from content.queries.facts import Writing, lint_draft
from content.queries.review_flow import read_desk
from content.services.deciding import (
    Outcome,
    approve_all,
    refuse_undecidable,
    seat_facts,
    seat_or_refuse,
    write_review,
)
from content.services.opinions import Opinion, Scores
from content.services.passages import PassageInput, carry_passages, mark_passage
from content.services.review_stages import begin_missing, begin_review, void_stages
from content.services.same_text import refuse_without_reason
from content.services.states import locked, move
from core import audit
from core.errors import UserError
from core.models import NoticeLevel
from core.notices import Message, notify, settle

SENT_BACK = gettext_noop("%(who)s要求修改“%(account)s”的一条内容：%(comment)s")


@transaction.atomic
def submit_for_review(*, post: Post, by: User, at: dt.datetime, reason: str = "") -> Post:
    """Ask for a decision. Lint runs again with today's lists; an error blocks (C4, C5, C13).

    An approved post may be submitted again, for another time say: its approval is void. Raises `NeedsReason` when
    another account says the same at about the same time and no reason is known (A11).
    """
    require(by, Can.WRITE, post.account_id)
    row = locked(post)
    if row.version is None:
        raise UserError(_("还没有正文。"), field="text")
    if sentence := contributions.why_not_yet(row):
        raise UserError(sentence, code="content.gate", field="text")
    findings = _check_again(row, row.version, at=at)
    errors = lint.stopping(findings)
    if errors:
        raise UserError(errors[0].whole, code="content.lint", field="text")
    refuse_without_reason(row, findings, reason)
    before = row.state
    if before == PostState.IN_REVIEW:
        return row
    move(row, PostState.IN_REVIEW, at=at)
    row.submitted_at, row.submitted_by, row.approved_hash = at, by, ""
    row.save(update_fields=["state", "submitted_at", "submitted_by", "approved_hash", "copy_reason", "updated_at"])
    begin_review([row], at=at)
    settle(key_prefix=f"changes:{row.pk}", at=at)
    _record("content.post.submitted", row, by=by, at=at, before=before, reason=row.copy_reason)
    post_submitted.send_on_commit(post_id=row.pk)
    return row


def _check_again(post: Post, version: PostVersion, *, at: dt.datetime) -> list[lint.Finding]:
    pictures = version.version_media.count()
    draft = lint_draft(Writing(post.account, post.category, version.text, pictures, post), at=at)
    version.findings = lint.kept(draft)
    version.save(update_fields=["findings"])
    return lint.check(draft)


def approve(
    *,
    post: Post,
    version_id: int,
    by: User,
    at: dt.datetime,
    scores: Scores | None = None,
    comment: str = "",
    in_bulk: bool = False,
) -> Post:
    """As `decide_for` with scores and a comment only; `in_bulk`: not looked at one by one."""
    opinion = Opinion(scores or Scores(), comment)
    return _one(approve_all([(post.pk, version_id)], opinion=opinion, by=by, at=at, in_bulk=in_bulk))


def decide_for(*, post: Post, version_id: int, opinion: Opinion, by: User, at: dt.datetime) -> Outcome:
    """Approve it in the step it stands in; after the last step the approval is pinned to the bytes of `version_id`.

    Raises `Conflict` when that is no longer the current version or it does not wait for review, `Forbidden` for one's
    own post, for somebody whom the step does not ask, and where A7 asks for more; `UserError` when today's lists
    forbid the text.
    """
    (outcome,) = approve_all([(post.pk, version_id)], opinion=opinion, by=by, at=at, in_bulk=False)
    _one([outcome])
    return outcome


def _one(outcomes: list[Outcome]) -> Post:
    (outcome,) = outcomes
    if outcome.error is not None:
        raise outcome.error
    assert outcome.post is not None  # noqa: S101  without an error there is one
    return outcome.post


@transaction.atomic
def request_changes(*, post: Post, version_id: int, comment: str, by: User, at: dt.datetime) -> Post:
    """Send it back to its author with a comment; what is said about passages and still open goes along, and is enough.

    Raises `UserError` when nothing says what to change.
    """
    require(by, Can.REVIEW, post.account_id)
    row = locked(post)
    passages, said = carry_passages(row)
    if not (comment.strip() or said):
        raise UserError(_("请写明需要修改什么。"), field="comment")
    refuse_undecidable(row, version_id)
    begin_missing([row], at=at)
    desk = read_desk([row], at=at)
    stage, seat = desk.open_stage(row), seat_or_refuse(desk, row, by)
    opinion = Opinion(comment=comment.strip() or said)
    review = write_review(row, stage, seat, Decision.CHANGES, opinion, by=by, at=at)
    review.save()
    PassageThread.objects.filter(pk__in=[thread.pk for thread in passages]).update(review=review)
    send_back(row, stage, seat_facts(desk, row, seat), comment=opinion.comment, by=by, at=at)
    return row


def send_back(
    row: Post, stage: ReviewStage, facts: dict[str, str], *, comment: str, by: audit.Actor, at: dt.datetime
) -> None:
    """A locked post in review goes back to its author; the decision itself is written by the caller."""
    move(row, PostState.CHANGES_ASKED, at=at)
    row.approved_hash = ""
    row.save(update_fields=["state", "approved_hash", "updated_at"])
    void_stages([row.pk], at=at, asking=stage.pk)
    _record(
        "content.post.changes_requested", row, by=by, at=at, before=PostState.IN_REVIEW, reason=comment,
        facts={"step": stage.name, **facts},
    )  # fmt: skip
    _tell_author(row, comment, by=by, at=at)
    changes_requested.send_on_commit(post_id=row.pk)
    post_changed.send_on_commit(post_id=row.pk)


@transaction.atomic
def send_back_with(*, post: Post, passage: PassageInput, by: User, at: dt.datetime) -> Post:
    """Mark a passage and send the post back because of it, in one."""
    mark_passage(post=post, passage=passage, by=by, at=at, told=False)
    return request_changes(post=post, version_id=passage.version_id, comment="", by=by, at=at)


def _tell_author(post: Post, comment: str, *, by: audit.Actor, at: dt.datetime) -> None:
    params = {"who": by.get_full_name(), "account": post.account.nickname, "comment": comment[:80]}
    url = reverse("content:post", args=[post.pk])
    people = [pk for pk in {post.author_id, post.submitted_by_id} if pk is not None]
    message = Message(SENT_BACK, params, url, level=NoticeLevel.WARNING, mail=True)
    notify(to=people, key=f"changes:{post.pk}:{post.version_id}", message=message, at=at)


def _record(
    code: str, post: Post, *, by: audit.Actor, at: dt.datetime, before: str, reason: str = "",
    facts: dict[str, str] | None = None,
) -> None:  # fmt: skip
    after = {"state": post.state, "version": post.version.number if post.version else 0, **(facts or {})}
    change = audit.Change(before={"state": before}, after=after, reason=reason, account_id=post.account_id)
    audit.record(code, post, by=by, at=at, change=change)


def approve_many(*, chosen: list[tuple[int, int]], by: User, at: dt.datetime) -> list[Outcome]:
    """Approve (post id, version id) pairs, each checked by itself; answers what became of each."""
    return approve_all(chosen, opinion=Opinion(), by=by, at=at, in_bulk=True)
