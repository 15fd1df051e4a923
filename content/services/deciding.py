"""Approving, one or a hundred at once (K5): each post is judged by itself, all are read and written together."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.queries import is_assessed, unassessed_among
from accounts.roles import Can
from content import lint
from content.events import post_approved, review_moved
from content.models import Decision, Post, PostState, PostVersion, Review, ReviewStage, StageState
from content.models.posts import window_seal
from content.queries.facts import Remembered, Writing, lint_draft
from content.queries.lexicons import current_lists
from content.queries.passages import open_counts
from content.queries.review_flow import Desk, hands_of, read_desk
from content.reviewing import Given, Seat, is_complete
from content.services.channels import refuse_unable
from content.services.opinions import Opinion, Window, window_of
from content.services.overrides import refuse_errors
from content.services.review_stages import KEY, begin_missing, open_stage, settle_stages
from content.services.states import move
from core import audit
from core.errors import Conflict, Forbidden, NotFound, UserError
from core.notices import settle_keys

AT_ONCE = 200
"""Posts of one bulk approval."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one choice: the post as it is now, or the sentence why not. `next_step` waits now, if any."""

    post_id: int
    post: Post | None = None
    error: UserError | None = None
    next_step: str = ""


@dataclass(slots=True)
class _Bench:
    """Judges posts one after the other, from what was read for all of them."""

    desk: Desk
    opinion: Opinion
    by: audit.Actor
    at: dt.datetime
    in_bulk: bool
    unassessed: set[int]
    assessed: bool
    remembered: Remembered
    commented: Mapping[int, int] = field(default_factory=dict)
    """Open comments by post, where nobody looks at the posts one by one."""
    reviews: list[Review] = field(default_factory=list)
    stages: list[ReviewStage] = field(default_factory=list)
    approved: list[Post] = field(default_factory=list)
    entries: list[audit.Entry] = field(default_factory=list)

    def judge(self, post: Post, version_id: int, by: User) -> str:
        """Note the approval of one post, unwritten. Answers the step that waits next, or nothing when it is approved.

        Raises `UserError` with the sentence why not.
        """
        version = refuse_undecidable(post, version_id)
        stage = self.desk.open_stage(post)
        seat = seat_or_refuse(self.desk, post, by)
        self._mind_assessments(post)
        self._mind_comments(post)
        refuse_unable(post)
        self._refuse_errors(post, version)
        given = [*self.desk.given_in(stage), Given(by.pk, seat.instead_of)]
        review = write_review(post, stage, seat, Decision.APPROVED, self.opinion, by=by, at=self.at)
        passed = is_complete(self.desk.asked(post, stage), given)
        following = self._following(post, stage) if passed else stage
        window = self._window(post, [review]) if following is None else Window()
        self.reviews.append(review)
        self.desk.note(review)
        if passed:
            self._pass(post, stage, following, window)
        self._record(post, stage, seat_facts(self.desk, post, seat), done=following is None)
        return "" if following is None else following.name

    def go_on(self, post: Post) -> str:
        """Pass the step that waited only for a voice from outside. Answers the step that waits now, as `judge`."""
        version = refuse_undecidable(post, post.version_id or 0)
        stage = self.desk.open_stage(post)
        if stage.pk is None or not is_complete(self.desk.asked(post, stage), self.desk.given_in(stage)):
            return stage.name
        refuse_unable(post)
        self._refuse_errors(post, version)
        following = self._following(post, stage)
        window = self._window(post, []) if following is None else Window()
        self._pass(post, stage, following, window)
        self._record(post, stage, {"waited_for": "outside"}, done=following is None)
        return "" if following is None else following.name

    def _pass(self, post: Post, stage: ReviewStage, following: ReviewStage | None, window: Window) -> None:
        stage.state, stage.closed_at = StageState.PASSED, self.at
        self.stages.append(stage)
        if following is not None:
            open_stage(following, self.desk.flow.step_of(following), self.desk.flow, at=self.at)
            self.stages.append(following)
        elif post.version is not None:
            self._approve(post, post.version, window)

    def _following(self, post: Post, stage: ReviewStage) -> ReviewStage | None:
        waiting = (each for each in self.desk.stages.get(post.pk, ()) if each.state == StageState.WAITING)
        return next((each for each in waiting if each.number > stage.number), None)

    def _window(self, post: Post, new: list[Review]) -> Window:
        window = window_of([*self.desk.approvals_of(post), *new], self.desk.flow.rules, at=self.at)
        if window.is_empty:
            raise UserError(_("各步批准的发布时间范围没有重叠，请改范围，或退回修改。"), field="window_until")
        return window

    def _approve(self, post: Post, version: PostVersion, window: Window) -> None:
        move(post, PostState.APPROVED, at=self.at)
        post.approved_version, post.approved_hash, post.approved_at = version, version.content_hash, self.at
        post.approved_from, post.approved_until = window.since, window.until
        post.approved_seal = window_seal(post.approved_hash, window.since, window.until)
        self.approved.append(post)

    def _record(self, post: Post, stage: ReviewStage, facts: dict[str, str], *, done: bool) -> None:
        code = "content.post.approved" if done else "content.post.step_approved"
        after = {"state": post.state, "version": post.version.number if post.version else 0, "step": stage.name}
        after |= facts
        if done and (post.approved_from or post.approved_until):
            after["window"] = [
                bound.isoformat() if bound else "" for bound in (post.approved_from, post.approved_until)
            ]
        change = audit.Change({"state": PostState.IN_REVIEW}, after, self.opinion.comment, post.account_id)
        self.entries.append(audit.Entry(code, post, self.at, self.by, change))

    def _mind_assessments(self, post: Post) -> None:
        """A7: what somebody without a valid assessment wrote is approved by itself, by somebody who has one."""
        if self.unassessed.isdisjoint(hands_of(post)):
            return
        if self.in_bulk:
            raise Conflict(
                _("作者没有有效的操作资格评定，须打开逐条审核，不能批量通过。"), code="content.unassessed_author"
            )
        if not self.assessed:
            raise Forbidden(
                _("作者没有有效的操作资格评定，须由已评定的同事审核；您目前也没有有效的评定。"),
                code="content.unassessed_reviewer",
            )

    def _mind_comments(self, post: Post) -> None:
        """K5: what somebody still has something to say about is looked at by itself."""
        if count := self.commented.get(post.pk, 0):
            sentence = _("正文里还有 %(n)d 处意见没有解决，须打开逐条审核，不能批量通过。")
            raise Conflict(sentence % {"n": count}, code="content.open_passages")

    def _refuse_errors(self, post: Post, version: PostVersion) -> None:
        """The lists of today count, not those of the day it was written. Waivers are read only where one is needed."""
        media = [row.media for row in version.version_media.all()]
        relayed = post if post.is_repost else None
        plain = Writing(post.account, None, version.text, len(media), relayed, media=media, story=post.story)
        if lint.has_errors(lint.check(lint_draft(plain, at=self.at, remembered=self.remembered))):
            refuse_errors(post, version, at=self.at)


@transaction.atomic
def approve_all(
    choices: Collection[tuple[int, int]], *, opinion: Opinion, by: User, at: dt.datetime, in_bulk: bool
) -> list[Outcome]:
    """Approve (post id, version id) pairs in the step they stand in; answers what became of each, in their order.

    About 30 queries for any number of posts. Raises `UserError` only for what is wrong with `opinion`.
    """
    opinion.check(at=at)
    rows = _locked({post_id for post_id, _version in choices})
    begin_missing(list(rows.values()), at=at)
    hands = {pk for post in rows.values() for pk in hands_of(post)}
    bench = _Bench(
        desk=read_desk(list(rows.values()), at=at),
        opinion=opinion,
        by=by,
        at=at,
        in_bulk=in_bulk,
        unassessed=unassessed_among(hands, at=at),
        assessed=is_assessed(by.pk, at=at),
        remembered=Remembered(current_lists()),
        commented=open_counts(rows) if in_bulk else {},
    )
    outcomes = [_judged(bench, rows.get(post_id), post_id, version_id, by) for post_id, version_id in choices]
    _write(bench)
    return outcomes


@transaction.atomic
def go_on_after_outside(post_ids: Collection[int], *, at: dt.datetime) -> list[Outcome]:
    """Pass the steps of posts that waited only for voices from outside; those that wait for more stay as they are.

    Whatever forbids an approval today forbids it here, too: the outcome has the sentence.
    """
    rows = _locked(post_ids)
    bench = _Bench(
        desk=read_desk(list(rows.values()), at=at),
        opinion=Opinion(),
        by=audit.SYSTEM,
        at=at,
        in_bulk=False,
        unassessed=set(),
        assessed=True,
        remembered=Remembered(current_lists()),
    )
    outcomes = [_gone_on(bench, post) for post in rows.values()]
    _write(bench)
    return outcomes


def _gone_on(bench: _Bench, post: Post) -> Outcome:
    try:
        return Outcome(post.pk, post, next_step=bench.go_on(post))
    except UserError as error:
        return Outcome(post.pk, post, error=error)


def _locked(ids: Collection[int]) -> dict[int, Post]:
    # Locked first and joined afterwards: a join that waited for the lock misses a row that belongs elsewhere by then.
    rows = Post.objects.visible().filter(pk__in=ids)
    held = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    related = rows.filter(pk__in=held).select_related("account", "category", "campaign", "version", "story")
    prefetched = related.prefetch_related("account__capabilities", "version__version_media__media")
    return {post.pk: post for post in prefetched}


def _judged(bench: _Bench, post: Post | None, post_id: int, version_id: int, by: User) -> Outcome:
    try:
        if post is None:
            raise NotFound(_("没有找到这条内容。"))
        require(by, Can.REVIEW, post.account_id)
        return Outcome(post_id, post, next_step=bench.judge(post, version_id, by))
    except UserError as error:
        return Outcome(post_id, post, error=error)


def _write(bench: _Bench) -> None:
    at, by = bench.at, bench.by
    Review.objects.bulk_create(bench.reviews)
    times = ["state", "opened_at", "remind_at", "due_at", "escalate_at", "closed_at"]
    ReviewStage.objects.bulk_update(bench.stages, times)
    fields = ["state", "approved_version", "approved_hash", "approved_at", "updated_at"]
    Post.objects.bulk_update(bench.approved, [*fields, "approved_from", "approved_until", "approved_seal"])
    audit.record_many(bench.entries)
    if bench.stages:
        settle_stages([stage.pk for stage in bench.stages if stage.state == StageState.PASSED], at=at)
    if bench.reviews:
        settle_keys(keys=[f"{KEY}{review.stage_id}" for review in bench.reviews], at=at, user_id=by.pk)
        review_moved.send_on_commit()
    for post in bench.approved:
        post_approved.send_on_commit(post_id=post.pk, version_id=post.approved_version_id)


def refuse_undecidable(post: Post, version_id: int) -> PostVersion:
    """The version of a locked row that is decided about. Raises `Conflict` when it was overtaken or does not wait."""
    if post.version is None or post.version_id != version_id:
        raise Conflict(_("有人刚修改过这条内容，请看过新版本再决定。"), code="content.overtaken")
    if post.state != PostState.IN_REVIEW:
        raise Conflict(
            _("这条内容现在是“%(state)s”，不在待审核中。") % {"state": post.get_state_display()},
            code="content.not_waiting",
        )
    return post.version


def seat_or_refuse(desk: Desk, post: Post, by: User) -> Seat:
    """In whose place a person decides. Raises `Forbidden` with the sentence why he does not."""
    seat = desk.seat(post, by.pk)
    if isinstance(seat, str):
        raise Forbidden(seat, code="content.own_post" if post.involves(by.pk) else "content.not_asked")
    return seat


def seat_facts(desk: Desk, post: Post, seat: Seat) -> dict[str, str]:
    """For the audit log: for whom somebody decided, and why he could."""
    facts: dict[str, str] = {}
    if seat.instead_of is not None:
        member = desk.staff.on(post.account).get(seat.instead_of)
        facts["instead_of"] = member.name if member else str(seat.instead_of)
    if seat.escalated:
        facts["escalated"] = "yes"
    return facts


def write_review(
    post: Post, stage: ReviewStage, seat: Seat, decision: Decision, opinion: Opinion, *, by: User, at: dt.datetime
) -> Review:
    """A decision as a row, unsaved."""
    return Review(
        post=post,
        version=post.version,
        stage=stage,
        content_hash=post.version.content_hash if post.version else "",
        reviewer=by,
        on_behalf_of_id=seat.instead_of,
        escalated=seat.escalated,
        decision=decision,
        created_at=at,
        seen=seen_of(post),
        **opinion.as_fields(),
    )


def seen_of(post: Post) -> dict[str, str]:
    """What a version does not keep, as the reviewer saw it: the next look at the post says what is another."""
    return {
        "account": post.account.nickname,
        "category": post.category.name,
        "due_at": post.due_at.isoformat() if post.due_at else "",
    }
