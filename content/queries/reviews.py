"""What waits for a decision by one person, by deadline, and how the steps of a post stand (K5)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.access import with_groups
from accounts.models import Grant, User, WeiboAccount
from accounts.queries import unassessed_among
from accounts.roles import Can
from content.models import (
    OWNER,
    Decision,
    Post,
    PostState,
    Principle,
    Review,
    ReviewDeputy,
    ReviewStage,
    ReviewStep,
    StageState,
)
from content.queries.compared import Comparison, Since, compare, last_seen
from content.queries.passages import open_counts, passages_of
from content.queries.review_flow import Desk, hands_of, read_desk
from content.reviewing import missing, seat_for, why_nobody
from core.dates import local_day
from core.paging import Order

__all__ = ["BY_DEADLINE", "StepLine", "Waiting", "hands_of", "steps_of", "waiting_for", "waiting_posts", "with_history"]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a submission for people: who is waited for, who decided, and why the step is there."""

    name: str
    state: str
    label: str
    reasons: list[dict[str, str]]
    due_at: dt.datetime | None = None
    waits_for: str = ""
    problem: str = ""
    decided: list[Review] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post with what changed since somebody last decided about it, whether it is this person's own,
    whether somebody without a valid assessment had a hand in it (A7), and the step it stands in.

    `why_not`: the sentence why this person does not decide; `instead_of`: for whom he does.
    """

    post: Post
    compared: Comparison | None
    last_review: Review | None
    own: bool
    passages: int = 0
    unassessed: bool = False
    stage: ReviewStage | None = None
    steps: int = 1
    waits_for: str = ""
    why_not: str = ""
    instead_of: str = ""


BY_DEADLINE = Order(
    Subquery(ReviewStage.objects.filter(post=OuterRef("pk"), state=StageState.OPEN).values("due_at")[:1])
)
"""What is due first stands first; what has no deadline follows in the order of writing."""


def waiting_posts(posts: QuerySet[Post], user: User, *, own: bool = False) -> QuerySet[Post]:
    """Posts in review; without one's own unless asked for (they cannot be decided)."""
    mine = Q(author=user) | Q(submitted_by=user) | Q(version__author=user)
    return posts.filter(mine) if own else posts.exclude(mine)


def waiting_for(posts: QuerySet[Post], user: User, *, at: dt.datetime) -> QuerySet[Post]:
    """Of posts in review those that wait for this person: he is asked in their step, by himself, for somebody who is
    away, or since it was escalated; and has not decided yet. One query besides."""
    open_stages = ReviewStage.objects.filter(post=OuterRef("pk"), state=StageState.OPEN)
    approved = Review.objects.filter(reviewer=user, decision=Decision.APPROVED)
    decided = approved.filter(stage=OuterRef("pk"))
    seen = _passed_before(approved.values("stage"))
    asking = open_stages.filter(_asks(user, at)).exclude(Exists(decided)).exclude(Exists(seen), step__fresh_eyes=True)
    return waiting_posts(posts, user).filter(Exists(asking) | ~Exists(open_stages))


def _passed_before(approved: QuerySet[Review, Any]) -> QuerySet[ReviewStage]:
    """Other stages of the submission of an outer stage that hold one of these approvals, or were carried over from one
    that does."""
    begun = ReviewStage.objects.filter(post=OuterRef("post"), number=1).order_by("-pk").values("pk")[:1]
    same = ReviewStage.objects.filter(post=OuterRef("post"), pk__gte=Subquery(begun)).exclude(pk=OuterRef("pk"))
    return same.filter(Q(pk__in=approved) | Q(carried_from__in=approved))


def split_waiting(posts: QuerySet[Post], user: User, *, at: dt.datetime) -> dict[str, QuerySet[Post]]:
    """Posts in review that wait for `me`, for `others`, and `mine`, which I wrote or submitted."""
    for_me = waiting_for(posts, user, at=at)
    others = waiting_posts(posts, user).exclude(pk__in=for_me.order_by().values("pk"))
    return {"me": for_me, "others": others, "mine": waiting_posts(posts, user, own=True)}


def _asks(user: User, at: dt.datetime) -> Q:
    """The condition on open stages that they ask this person; one query, for the grants."""
    grants = _grants_by_person(user, at)
    own = Q(step=None) | (Q(step__roles=[]) & ~Q(Exists(_named()))) | _is_meant(user.pk, grants.get(user.pk, []))
    others = Q(pk__in=[])
    for absent, theirs in grants.items():
        if absent != user.pk:
            able = _reached((groups, grant) for grant, groups in theirs if Can.REVIEW in grant.cans)
            hands = Q(post__author=absent) | Q(post__submitted_by=absent) | Q(post__version__author=absent)
            others |= _is_meant(absent, theirs) & able & ~hands & ~Q(Exists(_voted(absent)))
    above = ReviewStep.escalate_people.through.objects.filter(reviewstep=OuterRef("step"), user=user)
    escalated = Q(Exists(above)) | Q(step__escalate_roles__contains=[OWNER], post__account__owner=user)
    for grant, groups in grants.get(user.pk, []):
        escalated |= Q(step__escalate_roles__contains=[grant.role]) & _reached([(groups, grant)])
    others |= Q(escalated_at__isnull=False) & escalated
    return (own & ~Q(Exists(_voted(user.pk)))) | (~own & others)


def _grants_by_person(user: User, at: dt.datetime) -> dict[int, list[tuple[Grant, list[int]]]]:
    """Those of this person and of everybody he stands in for today, each with the groups it reaches."""
    day = local_day(at)
    away = ReviewDeputy.objects.filter(deputy=user, ended_at=None, starts_on__lte=day, ends_on__gte=day)
    rows = Grant.objects.filter(Q(user=user) | Q(user__in=away.values("absent")), user__is_active=True).in_force(at)
    found: dict[int, list[tuple[Grant, list[int]]]] = {}
    for grant, groups in with_groups(rows):
        found.setdefault(grant.user_id, []).append((grant, groups))
    return found


def _named() -> QuerySet[Any]:
    return ReviewStep.people.through.objects.filter(reviewstep=OuterRef("step"))


def _is_meant(person: int, grants: list[tuple[Grant, list[int]]]) -> Q:
    """A step that names somebody, or a role that he has there."""
    meant = Q(Exists(_named().filter(user=person))) | Q(step__roles__contains=[OWNER], post__account__owner=person)
    for grant, groups in grants:
        meant |= Q(step__roles__contains=[grant.role]) & _reached([(groups, grant)])
    return meant


def _voted(person: int) -> QuerySet[Review]:
    """His voice in a stage has been given, by himself or in his place."""
    given = Q(reviewer=person, on_behalf_of=None) | Q(on_behalf_of=person)
    return Review.objects.filter(given, stage=OuterRef("pk"), decision=Decision.APPROVED)


def _reached(grants: Iterable[tuple[list[int], Grant]]) -> Q:
    """Stages of the accounts that grants count for; none without grants."""
    reach = Q(pk__in=[])
    for groups, grant in grants:
        if grant.account_id is None and grant.group_id is None:
            return Q()
        here = Q(post__account=grant.account_id) if grant.account_id else Q(post__account__group__in=groups)
        reach |= here
    return reach


def with_history(posts: list[Post], user: User, *, at: dt.datetime) -> list[Waiting]:
    """A constant number of queries for any number of posts."""
    if not posts:
        return []
    hands = {post.pk: hands_of(post) for post in posts}
    unassessed = unassessed_among((pk for pks in hands.values() for pk in pks), at=at)
    found = Review.objects.filter(post__in=posts).select_related("version", "reviewer", "outside").order_by("pk")
    rows = list(found)
    reviews = {review.post_id: review for review in rows}
    since = last_seen(posts, user.pk, rows)
    said = open_counts([post.pk for post in posts])
    desk = read_desk(posts, at=at)
    return [
        Waiting(
            post=post,
            compared=_compared(post, since.get(post.pk), at),
            passages=said.get(post.pk, 0),
            last_review=reviews.get(post.pk),
            own=post.involves(user.pk),
            unassessed=bool(hands[post.pk] & unassessed),
            **_standing(desk, post, user),
        )
        for post in posts
    ]


def _standing(desk: Desk, post: Post, user: User) -> dict[str, Any]:
    stage = desk.open_stage(post)
    asked, given = desk.asked(post, stage), desk.given_in(stage)
    seat = seat_for(asked, user.pk, given, before=desk.before(post, stage))
    return {
        "stage": stage,
        "steps": max(len(desk.stages.get(post.pk, ())), 1),
        "waits_for": missing(asked, given),
        "why_not": seat if isinstance(seat, str) else "",
        "instead_of": "" if isinstance(seat, str) or seat.instead_of is None else asked.name(seat.instead_of),
    }


def steps_of(post: Post, *, at: dt.datetime) -> list[StepLine]:
    """The steps of the current version's submission in order; none for a draft. The post comes as from `post_for`."""
    if post.state == PostState.DRAFT:
        return []
    desk = read_desk([post], at=at)
    stages = [stage for stage in desk.stages.get(post.pk, ()) if stage.version_id == post.version_id]
    if not stages and post.state == PostState.IN_REVIEW:
        stages = [desk.open_stage(post)]
    decided: dict[int | None, list[Review]] = {}
    for review in (
        post.reviews.filter(version=post.version_id)
        .select_related("reviewer", "on_behalf_of", "outside")
        .order_by("pk")
    ):
        decided.setdefault(review.stage_id, []).append(review)
    return [_line(desk, post, stage, decided.get(stage.pk, []) if stage.pk else []) for stage in stages]


def review_standing(post: Post, user: User, *, at: dt.datetime) -> dict[str, object]:
    """What the page of a post shows of its review, for this person."""
    standing: dict[str, object] = {"review_steps": steps_of(post, at=at), "principles": Principle.choices}
    standing["reviews"] = post.reviews.select_related("reviewer", "version", "outside")
    standing["own"] = post.involves(user.pk)
    standing["passages"] = passages_of(post)
    if post.state == PostState.IN_REVIEW:
        seat = read_desk([post], at=at).seat(post, user.pk)
        standing["why_not"] = seat if isinstance(seat, str) else ""
        standing["may_decide"] = not isinstance(seat, str)
    return standing


def _line(desk: Desk, post: Post, stage: ReviewStage, decided: list[Review]) -> StepLine:
    is_live = post.state == PostState.IN_REVIEW and stage.state in {StageState.OPEN, StageState.WAITING}
    asked = desk.asked(post, stage)
    return StepLine(
        name=stage.name,
        state=stage.state,
        label=stage.get_state_display(),
        reasons=stage.reasons,
        due_at=stage.due_at if stage.state == StageState.OPEN else None,
        waits_for=missing(asked, desk.given_in(stage)) if is_live else "",
        problem=why_nobody(asked) if is_live else "",
        decided=decided,
    )


def _compared(post: Post, since: Since | None, at: dt.datetime) -> Comparison | None:
    """What is another than it was seen; None when nothing is, or nobody has seen it."""
    found = compare(post, since, now=at) if since else None
    return None if found is None or found.is_same else found


@dataclass(frozen=True, slots=True)
class Average:
    """The mean scores of an author or a category, and how often each principle was ticked, in percent (C7)."""

    name: str
    count: int
    means: list[float | None]
    principles: list[int]


def score_averages(accounts: QuerySet[WeiboAccount], *, since: dt.datetime, by: str) -> list[Average]:
    """By `author` or `category`, of approvals since then that carry a score or a principle. Most reviewed first."""
    key = {"author": "post__author__name", "category": "post__category__name"}[by]
    rows = Review.objects.filter(post__account__in=accounts, created_at__gte=since, decision=Decision.APPROVED)
    rated = rows.exclude(relevance=None, fun=None, value=None, communication=None, principles=[])
    ticked = {f"n_{code}": Count("pk", filter=Q(principles__contains=[code])) for code in Principle.values}
    dimensions = ("relevance", "fun", "value", "communication")
    found = (
        rated.order_by()
        .values(name=F(key))
        .annotate(n=Count("pk"), **{f"avg_{each}": Avg(each) for each in dimensions}, **ticked)
    )
    return [
        Average(
            name=row["name"] or "—",
            count=row["n"],
            means=[row[f"avg_{each}"] for each in dimensions],
            principles=[round(100 * row[f"n_{code}"] / row["n"]) for code in Principle.values],
        )
        for row in map(dict[str, Any], found.order_by("-n", "name"))
    ]


def outcome_lines(refused: Iterable[tuple[Post, str]], *, visible: set[int] | None) -> list[dict[str, str]]:
    """Posts that a bulk approval did not take, with the sentence why, as far as this person may see them."""
    return [
        {
            "pk": str(post.pk),
            "account": post.account.nickname,
            "text": post.version.text[:40] if post.version else "",
            "why": why,
        }
        for post, why in refused
        if visible is None or post.account_id in visible
    ]
