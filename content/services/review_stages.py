"""The steps of a submission as rows (K5): made when it is submitted, opened one after the other, void with an edit."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.utils.translation import gettext as _

from content.models import Decision, Post, PostState, Restart, Review, ReviewStage, StageState
from content.queries.review_flow import Flow, current_flow, hands_of
from content.reviewing import Risk, Step
from core.errors import Conflict
from core.notices import settle_keys
from core.working import after_working

SUBMITTED = (PostState.IN_REVIEW, PostState.APPROVED, PostState.SCHEDULED, PostState.FAILED)
LIVE = (StageState.OPEN, StageState.WAITING)
KEY = "review:"
SUFFIXES = ("", ":soon", ":late", ":up")


def begin_review(posts: Sequence[Post], *, flow: Flow | None = None, at: dt.datetime) -> list[ReviewStage]:
    """Make the stages of posts that were submitted and open the first of each; four queries besides the flow's.

    The posts come locked, with account, category, campaign and version.
    """
    flow = flow or current_flow()
    carried = _carried(posts) if flow.rules.restart == Restart.ASKING else {}
    stages = [stage for post in posts for stage in _stages_of(post, flow, carried.get(post.pk, {}), at)]
    void_stages([post.pk for post in posts], at=at)
    return ReviewStage.objects.bulk_create(stages)


def _stages_of(post: Post, flow: Flow, carried: Mapping[int, int], at: dt.datetime) -> list[ReviewStage]:
    risks = flow.risks(post)
    steps = flow.steps_for(post, risks)
    done = 0
    while done < len(steps) - 1 and (steps[done].pk or 0) in carried and not steps[done].outside:
        done += 1
    stages = []
    for number, step in enumerate(steps, 1):
        stage = ReviewStage(
            post=post,
            version=post.version,
            step_id=step.pk,
            number=number,
            name=step.name,
            reasons=[risk.as_json() for risk in _reasons(step, risks)],
        )
        if number <= done:
            stage.state, stage.closed_at = StageState.CARRIED, at
            stage.carried_from_id = carried[step.pk or 0]
        elif number == done + 1:
            open_stage(stage, step, flow, at=at)
        stages.append(stage)
    return stages


def _reasons(step: Step, risks: Iterable[Risk]) -> list[Risk]:
    return [risk for risk in risks if risk.pk in step.risks]


def open_stage(stage: ReviewStage, step: Step, flow: Flow, *, at: dt.datetime) -> None:
    """It is this step's turn, unsaved: its times count from now in working hours."""
    stage.state, stage.opened_at = StageState.OPEN, at
    if step.hours is None:
        return
    stage.due_at = after_working(at, step.hours, flow.day)
    if step.remind_hours and step.remind_hours < step.hours:
        stage.remind_at = after_working(at, step.hours - step.remind_hours, flow.day)
    if step.escalate_hours is not None and (step.escalate_roles or step.escalate_people):
        stage.escalate_at = after_working(stage.due_at, step.escalate_hours, flow.day)


def _carried(posts: Sequence[Post]) -> dict[int, dict[int, int]]:
    """By post and step, in which stage it was passed before another one asked for changes, when that ended the last
    submission. What somebody approved who had a hand in the new version does not count: it would be his own."""
    found: dict[int, list[ReviewStage]] = {}
    for stage in ReviewStage.objects.filter(post__in=posts).order_by("pk"):
        if stage.number == 1:
            found[stage.post_id] = []
        found.setdefault(stage.post_id, []).append(stage)
    passed = {StageState.PASSED, StageState.CARRIED}
    sources = {
        pk: {stage.step_id: stage.carried_from_id or stage.pk for stage in stages if stage.state in passed}
        for pk, stages in found.items()
        if any(stage.state == StageState.CHANGES for stage in stages)
    }
    hands = {post.pk: hands_of(post) for post in posts}
    wanted = [stage for steps in sources.values() for stage in steps.values()]
    reviews = Review.objects.filter(stage__in=wanted, decision=Decision.APPROVED)
    own = {stage for stage, post, by in reviews.values_list("stage_id", "post_id", "reviewer_id") if by in hands[post]}
    return {
        pk: {step: stage for step, stage in steps.items() if step is not None and stage not in own}
        for pk, steps in sources.items()
    }


def begin_missing(posts: Sequence[Post], *, at: dt.datetime) -> int:
    """Stages for posts in review that have none: imported ones, and those from before there were steps."""
    waiting = [post for post in posts if post.state == PostState.IN_REVIEW]
    known = set(ReviewStage.objects.filter(post__in=waiting, state=StageState.OPEN).values_list("post_id", flat=True))
    new = [post for post in waiting if post.pk not in known]
    if new:
        begin_review(new, at=at)
    return len(new)


@contextmanager
def keeping_steps(post: Post) -> Iterator[None]:
    """Around a change of category or campaign of a locked row: what was submitted carries no new risk (K5).

    Raises `Conflict` when it then had to pass a step that nobody ever asked it to.
    """
    if post.state not in SUBMITTED:
        yield
        return
    flow = current_flow()
    known = {step.pk for step in flow.steps_for(post, flow.risks(post))}
    yield
    further = [step for step in flow.steps_for(post, flow.risks(post)) if step.pk and step.pk not in known]
    if further:
        sentence = _("这样改要多审一步“%(step)s”，请先取消再恢复为草稿，改好后重新送审。")
        raise Conflict(sentence % {"step": further[0].name}, code="content.further_step")


def void_stages(post_ids: Sequence[int], *, at: dt.datetime, asking: int | None = None) -> None:
    """What was still to be decided no longer is; `asking` is the stage that asked for changes."""
    rows = ReviewStage.objects.filter(post__in=post_ids, state__in=LIVE)
    pks = list(rows.values_list("pk", flat=True))
    if not pks:
        return
    if asking is not None:
        rows.filter(pk=asking).update(state=StageState.CHANGES, closed_at=at)
    ReviewStage.objects.filter(pk__in=pks, state__in=LIVE).update(state=StageState.VOID, closed_at=at)
    settle_stages(pks, at=at)


def settle_stages(stage_ids: Iterable[int], *, at: dt.datetime) -> None:
    """Nobody waits for these steps any more: their notices go."""
    settle_keys(keys=[f"{KEY}{pk}{suffix}" for pk in stage_ids for suffix in SUFFIXES], at=at)
