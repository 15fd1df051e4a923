"""What was recorded of people in a month (A10), in seven queries; and the rows behind each number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

from django.db.models import Q, Sum
from django.urls import reverse

from accounts.access import roles_with
from accounts.models import Grant, User, WeiboAccount
from accounts.roles import Can
from content.models import Decision, Post, Review
from core.dates import Month
from engagement.models import Question, Thread
from publishing.models import Publication
from reports.incentive import Fact, Line
from reports.models import DailyRollup, Dimension, Measure

Rows = dict[int, list[tuple[int, float]]]
"""By person: ids with amounts."""
SCORES: Final = ("relevance", "fun", "value", "communication")


def participants(month: Month) -> list[User]:
    """Whoever held a right to write, to review or to answer at some time of the month, by name."""
    roles = {role for can in (Can.WRITE, Can.REVIEW, Can.REPLY) for role in roles_with(can)}
    held = Grant.objects.filter(role__in=roles, given_at__lt=month.end)
    held = held.filter(Q(ends_at=None) | Q(ends_at__gt=month.start), Q(revoked_at=None) | Q(revoked_at__gt=month.start))
    return list(User.objects.filter(pk__in=held.values("user_id")).order_by("name", "pk"))


def facts_of(month: Month, people: Iterable[int]) -> dict[int, dict[str, Fact]]:
    """By person and measure. A person without any row of a measure has no fact of it."""
    ids = set(people)
    reposts, comments = _voices(month, ids)
    rows = {
        Measure.FOLLOWER_GROWTH: (_growth(month, ids), sum),
        Measure.POSTS: (_posts(month, ids), sum),
        Measure.REPOSTS: (reposts, sum),
        Measure.COMMENTS: (comments, sum),
        Measure.RESPONSE_TIME: (_answers(month, ids), median),
        Measure.QUALITY: (_scores(month, ids), fmean),
    }
    return {
        pk: {
            measure.value: Fact(float(join(amount for _id, amount in found[pk])), tuple(found[pk]))  # type: ignore[operator]
            for measure, (found, join) in rows.items()
            if found.get(pk)
        }
        for pk in ids
    }


def _growth(month: Month, ids: set[int]) -> Rows:
    """Followers that the accounts won for which the person answers now."""
    owners = dict(WeiboAccount.objects.filter(owner__in=ids).values_list("pk", "owner_id"))
    days = DailyRollup.objects.filter(
        dimension=Dimension.ACCOUNT, key__in=owners, day__gte=month.first, day__lte=month.last,
        followers_growth__isnull=False,
    )  # fmt: skip
    found: Rows = defaultdict(list)
    for account_id, growth in days.order_by("key").values_list("key").annotate(n=Sum("followers_growth")):
        found[owners[account_id]].append((account_id, growth))
    return found


def _posts(month: Month, ids: set[int]) -> Rows:
    """Posts of the person that were published in the month."""
    out = Publication.objects.filter(published_at__gte=month.start, published_at__lt=month.end, post__author__in=ids)
    found: Rows = defaultdict(list)
    for post_id, author in out.order_by("published_at", "pk").values_list("post_id", "post__author_id"):
        found[author].append((post_id, 1))
    return found


def _voices(month: Month, ids: set[int]) -> tuple[Rows, Rows]:
    """Reposts and comments that came in the month to posts of the person, whenever they were published."""
    days = DailyRollup.objects.filter(
        dimension=Dimension.POST, day__gte=month.first, day__lte=month.last,
        key__in=Post.objects.filter(author__in=ids).values("pk"),
    )  # fmt: skip
    sums = list(days.order_by("key").values_list("key").annotate(r=Sum("reposts"), c=Sum("comments")))
    authors = dict(Post.objects.filter(pk__in=[row[0] for row in sums]).values_list("pk", "author_id"))
    reposts: Rows = defaultdict(list)
    comments: Rows = defaultdict(list)
    for post_id, more_reposts, more_comments in sums:
        author = authors[post_id]
        if author is not None:
            reposts[author].append((post_id, more_reposts))
            comments[author].append((post_id, more_comments))
    return reposts, comments


def _answers(month: Month, ids: set[int]) -> Rows:
    """Working minutes to the first answer, of what the person answered first; a talk may have asked more than once."""
    answered = Question.objects.filter(
        answered_by__in=ids, answered_at__gte=month.start, answered_at__lt=month.end, answer_minutes__isnull=False
    )
    found: Rows = defaultdict(list)
    for pk, person, minutes in answered.order_by("answered_at", "pk").values_list(
        "thread_id", "answered_by_id", "answer_minutes"
    ):
        found[person].append((pk, float(minutes or 0)))
    return found


def _scores(month: Month, ids: set[int]) -> Rows:
    """The mean of the four scores (C7) of each approval by somebody else."""
    passed = Review.objects.filter(
        created_at__gte=month.start, created_at__lt=month.end, decision=Decision.APPROVED, post__author__in=ids,
        **{f"{name}__isnull": False for name in SCORES},
    )  # fmt: skip
    found: Rows = defaultdict(list)
    for pk, author, reviewer, *scores in passed.order_by("created_at", "pk").values_list(
        "pk", "post__author_id", "reviewer_id", *SCORES
    ):
        if author != reviewer:
            found[author].append((pk, fmean(scores)))
    return found


@dataclass(frozen=True)
class Evidence:
    """A row behind a number: what it is, where it stands (empty when it is gone), and what it adds."""

    text: str
    url: str
    amount: float


def evidence(lines: Iterable[Line], *, most: int | None = None) -> dict[str, list[Evidence]]:
    """By measure, the rows in words; at most `most` of each. Four queries."""
    shown = {line.measure: line.rows if most is None else line.rows[:most] for line in lines}
    known = {measure: _NAMED[Measure(measure)]({pk for pk, _amount in rows}) for measure, rows in shown.items()}
    return {
        measure: [Evidence(*known[measure].get(pk, (f"#{pk}", "")), amount) for pk, amount in rows]
        for measure, rows in shown.items()
    }


Named = Mapping[int, tuple[str, str]]


def _accounts(ids: set[int]) -> Named:
    rows = WeiboAccount.objects.filter(pk__in=ids)
    return {row.pk: (row.nickname, reverse("reports:insight", args=["accounts", row.pk])) for row in rows}


def _post_texts(ids: set[int]) -> Named:
    rows = Post.objects.filter(pk__in=ids).values_list("pk", "version__text")
    return {pk: ((text or "")[:60], reverse("reports:post", args=[pk])) for pk, text in rows}


def _threads(ids: set[int]) -> Named:
    rows = Thread.objects.filter(pk__in=ids).values_list("pk", "text")
    return {pk: (text[:60], reverse("engagement:thread", args=[pk])) for pk, text in rows}


def _reviews(ids: set[int]) -> Named:
    rows = Review.objects.filter(pk__in=ids).values_list("pk", "post_id", "version__text")
    return {pk: (text[:60], reverse("content:post", args=[post_id])) for pk, post_id, text in rows}


_NAMED: Final = {
    Measure.FOLLOWER_GROWTH: _accounts,
    Measure.POSTS: _post_texts,
    Measure.REPOSTS: _post_texts,
    Measure.COMMENTS: _post_texts,
    Measure.RESPONSE_TIME: _threads,
    Measure.QUALITY: _reviews,
}
