"""Review: a second person decides about one version, never about his own (K5, C7)."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.queries import is_assessed, unassessed_among
from accounts.roles import Can
from content import lint
from content.events import changes_requested, post_approved, post_changed, post_submitted
from content.models import Decision, Post, PostState, PostVersion, Review
from content.queries.facts import Writing, lint_draft
from content.services.channels import refuse_unable
from content.services.overrides import refuse_errors
from content.services.same_text import refuse_without_reason
from content.services.states import locked, move
from core import audit
from core.errors import Conflict, Forbidden, NotFound, UserError


@dataclass(frozen=True, slots=True)
class Scores:
    """The four dimensions of quality (C7), 1 to 5 each, all optional."""

    relevance: int | None = None
    fun: int | None = None
    value: int | None = None
    communication: int | None = None

    def check(self) -> None:
        """Raises `UserError` when a score is outside 1 to 5."""
        if any(score is not None and not 1 <= score <= 5 for score in asdict(self).values()):
            raise UserError(_("评分只能是 1 到 5。"), field="scores")


@transaction.atomic
def submit_for_review(*, post: Post, by: User, at: dt.datetime, reason: str = "") -> Post:
    """Ask for a decision. Lint runs again with today's lists; an error blocks (C4, C5, C13).

    Raises `NeedsReason` when another account says the same at about the same time and no reason is known (A11).
    """
    require(by, Can.WRITE, post.account_id)
    row = locked(post)
    if row.version is None:
        raise UserError(_("还没有正文。"), field="text")
    findings = _check_again(row, row.version, at=at)
    errors = lint.stopping(findings)
    if errors:
        raise UserError(errors[0].whole, code="content.lint", field="text")
    refuse_without_reason(row, findings, reason)
    before = row.state
    if before == PostState.IN_REVIEW:
        return row
    move(row, PostState.IN_REVIEW, at=at)
    row.submitted_at, row.submitted_by = at, by
    row.save(update_fields=["state", "submitted_at", "submitted_by", "copy_reason", "updated_at"])
    _record("content.post.submitted", row, by=by, at=at, before=before, reason=row.copy_reason)
    post_submitted.send_on_commit(post_id=row.pk)
    return row


def _check_again(post: Post, version: PostVersion, *, at: dt.datetime) -> list[lint.Finding]:
    pictures = version.version_media.count()
    draft = lint_draft(Writing(post.account, post.category, version.text, pictures, post), at=at)
    version.findings = lint.kept(draft)
    version.save(update_fields=["findings"])
    return lint.check(draft)


@transaction.atomic
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
    """Pin the approval to the bytes of `version_id`.

    Raises `Conflict` when that is no longer the current version or it does not wait for review, `Forbidden` for one's
    own post and where A7 asks for more (`in_bulk`: not looked at one by one).
    """
    row, version = _to_decide(post, version_id, by=by)
    _mind_assessments(row, version, by=by, at=at, in_bulk=in_bulk)
    scores = scores or Scores()
    scores.check()
    refuse_unable(row)
    refuse_errors(row, version, at=at)
    move(row, PostState.APPROVED, at=at)
    row.approved_version, row.approved_hash, row.approved_at = version, version.content_hash, at
    row.save(update_fields=["state", "approved_version", "approved_hash", "approved_at", "updated_at"])
    _write_review(version, Decision.APPROVED, scores, comment, by=by, at=at)
    _record("content.post.approved", row, by=by, at=at, before=PostState.IN_REVIEW, reason=comment)
    post_approved.send_on_commit(post_id=row.pk, version_id=version.pk)
    return row


@transaction.atomic
def request_changes(*, post: Post, version_id: int, comment: str, by: User, at: dt.datetime) -> Post:
    """Send it back to its author with a comment, which is required."""
    if not comment.strip():
        raise UserError(_("请写明需要修改什么。"), field="comment")
    row, version = _to_decide(post, version_id, by=by)
    move(row, PostState.CHANGES_ASKED, at=at)
    row.approved_hash = ""
    row.save(update_fields=["state", "approved_hash", "updated_at"])
    _write_review(version, Decision.CHANGES, Scores(), comment.strip(), by=by, at=at)
    _record("content.post.changes_requested", row, by=by, at=at, before=PostState.IN_REVIEW, reason=comment.strip())
    changes_requested.send_on_commit(post_id=row.pk)
    post_changed.send_on_commit(post_id=row.pk)
    return row


def _to_decide(post: Post, version_id: int, *, by: User) -> tuple[Post, PostVersion]:
    """The locked row and its version, when this person may decide about exactly this version now."""
    require(by, Can.REVIEW, post.account_id)
    row = locked(post)
    if row.version is None or row.version_id != version_id:
        raise Conflict(_("有人刚修改过这条内容，请看过新版本再决定。"), code="content.overtaken")
    if row.state != PostState.IN_REVIEW:
        raise Conflict(
            _("这条内容现在是“%(state)s”，不在待审核中。") % {"state": row.get_state_display()},
            code="content.not_waiting",
        )
    if row.involves(by.pk):
        raise Forbidden(_("这条内容是您写的或您提交的，须由另一位同事审核。"), code="content.own_post")
    return row, row.version


def _mind_assessments(post: Post, version: PostVersion, *, by: User, at: dt.datetime, in_bulk: bool) -> None:
    """A7: what somebody without a valid assessment wrote is approved by itself, by somebody who has one."""
    if not unassessed_among([post.author_id, post.submitted_by_id, version.author_id], at=at):
        return
    if in_bulk:
        raise Conflict(
            _("作者没有有效的操作资格评定，须打开逐条审核，不能批量通过。"), code="content.unassessed_author"
        )
    if not is_assessed(by.pk, at=at):
        raise Forbidden(
            _("作者没有有效的操作资格评定，须由已评定的同事审核；您目前也没有有效的评定。"),
            code="content.unassessed_reviewer",
        )


def _write_review(
    version: PostVersion, decision: Decision, scores: Scores, comment: str, *, by: User, at: dt.datetime
) -> Review:
    return Review.objects.create(
        post_id=version.post_id,
        version=version,
        content_hash=version.content_hash,
        reviewer=by,
        decision=decision,
        comment=comment,
        created_at=at,
        **asdict(scores),
    )


def _record(code: str, post: Post, *, by: User, at: dt.datetime, before: str, reason: str = "") -> None:
    after = {"state": post.state, "version": post.version.number if post.version else 0}
    change = audit.Change(before={"state": before}, after=after, reason=reason, account_id=post.account_id)
    audit.record(code, post, by=by, at=at, change=change)


def approve_many(*, chosen: list[tuple[int, int]], by: User, at: dt.datetime) -> tuple[int, list[str]]:
    """Approve (post id, version id) pairs, each checked by itself. Returns how many, and why not the others."""
    posts = Post.objects.visible().in_bulk([post_id for post_id, _version in chosen])
    refused: list[str] = []
    for post_id, version_id in chosen:
        try:
            if post_id not in posts:
                raise NotFound(_("没有找到这条内容。"))
            approve(post=posts[post_id], version_id=version_id, by=by, at=at, in_bulk=True)
        except UserError as error:
            refused.append(f"#{post_id} {error}")
    return len(chosen) - len(refused), refused
