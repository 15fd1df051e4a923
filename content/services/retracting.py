"""Taking back one's own decision (K5): a wrong tap is undone while nobody has built on it."""

import datetime as dt
from collections import Counter
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content.events import post_changed, review_moved
from content.models import Decision, Post, PostState, Review, ReviewStage, StageState
from content.services.review_stages import settle_stages
from content.services.states import locked, move
from core import audit
from core.errors import Conflict, UserError
from core.notices import settle_keys

WITHIN = dt.timedelta(minutes=10)
STANDS: dict[str, frozenset[str]] = {
    Decision.APPROVED: frozenset({PostState.APPROVED, PostState.IN_REVIEW}),
    Decision.CHANGES: frozenset({PostState.CHANGES_ASKED}),
}
"""In which states what a decision did is still all that happened."""


@transaction.atomic
def take_back_decisions(
    *, review_ids: Collection[int], by: User, at: dt.datetime
) -> tuple[list[Post], "Counter[str]"]:  # fmt: skip
    """Undo one's own decisions, each by itself: as if it had not been made, but in the audit log.

    Answers the posts that wait again, and the sentences why others do not, with how many.
    """
    rows = Review.objects.filter(pk__in=list(review_ids), reviewer=by).select_related("post", "stage")
    back: list[Post] = []
    refused: Counter[str] = Counter()
    for review in rows.order_by("post_id", "-pk"):
        try:
            back.append(_take_back(review, by=by, at=at))
        except UserError as error:
            refused[str(error)] += 1
    if not back and not refused:
        raise Conflict(_("没有可以撤回的决定，只能撤回自己的。"), code="content.nothing_to_take_back")
    return back, refused


def _take_back(review: Review, *, by: User, at: dt.datetime) -> Post:
    post = locked(review.post)
    require(by, Can.REVIEW, post.account_id)
    _refuse_built_on(review, post, at=at)
    before = post.state
    move(post, PostState.IN_REVIEW, at=at)
    post.approved_hash = post.approved_seal = ""
    post.approved_from = post.approved_until = post.approved_at = None
    if post.approved_version_id == review.version_id:
        post.approved_version = None
    fields = ["state", "approved_version", "approved_hash", "approved_seal", "approved_at", "approved_from"]
    post.save(update_fields=[*fields, "approved_until", "updated_at"])
    _reopen(review, post, at=at)
    settle_keys(keys=[f"changes:{post.pk}:{post.version_id}"], at=at)
    change = audit.Change({"state": before}, {"state": post.state, "decision": review.decision}, "", post.account_id)
    audit.record("content.post.decision_taken_back", post, by=by, at=at, change=change)
    review.delete()
    review_moved.send_on_commit()
    if before == PostState.APPROVED:
        post_changed.send_on_commit(post_id=post.pk)
    return post


def _refuse_built_on(review: Review, post: Post, *, at: dt.datetime) -> None:
    """Raises `Conflict` with the sentence why it is too late."""
    if at - review.created_at > WITHIN:
        sentence = _("决定超过 %(n)d 分钟，不能撤回。") % {"n": WITHIN.seconds // 60}
        raise Conflict(sentence, code="content.too_late")
    since = list(post.reviews.filter(pk__gte=review.pk).order_by("pk").values_list("pk", flat=True))
    if review.pk not in since:  # read before the lock: another tab was faster
        raise Conflict(_("没有可以撤回的决定，只能撤回自己的。"), code="content.nothing_to_take_back")
    if len(since) > 1:
        raise Conflict(_("之后又有人作了决定，不能撤回。"), code="content.decided_since")
    submitted_again = post.submitted_at is not None and post.submitted_at > review.created_at
    if submitted_again or post.version_id != review.version_id or post.state not in STANDS[review.decision]:
        sentence = _("这条内容现在是“%(state)s”，不能撤回决定。")
        raise Conflict(sentence % {"state": post.get_state_display()}, code="content.moved_on")


def _reopen(review: Review, post: Post, *, at: dt.datetime) -> None:
    """The stage is decided about again, those after it wait; who is asked is told again."""
    stages = ReviewStage.objects.filter(post=post, version=review.version_id)
    own = stages.filter(pk=review.stage_id or 0).first()
    if own is None or own.state == StageState.OPEN:
        return
    later = stages.filter(pk__gt=own.pk, number__gt=own.number)
    settle_stages(list(later.values_list("pk", flat=True)), at=at)
    never: dict[str, None] = dict.fromkeys(
        ("opened_at", "remind_at", "due_at", "escalate_at", "told_at", "reminded_at", "overdue_told_at", "closed_at")
    )
    later.update(state=StageState.WAITING, **never)
    stages.filter(pk=own.pk).update(state=StageState.OPEN, closed_at=None, told_at=None)
