"""One post: what it had at each age, beside the account's own earlier posts at the same age (I1, I3)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.models import Post
from core.errors import Sentence
from monitoring.models import MetricSample, SampleState
from publishing.models import Publication

AGES: dict[int, Sentence] = {
    10: gettext_lazy("10 分钟"), 60: gettext_lazy("1 小时"), 360: gettext_lazy("6 小时"), 1440: gettext_lazy("24 小时"),
    4320: gettext_lazy("3 天"), 10080: gettext_lazy("7 天"), 40320: gettext_lazy("28 天"),
}  # fmt: skip
WINDOWS = (1440, 10080, 40320)
"""Effects come late: every post is judged after 24 hours, 7 and 28 days (I3)."""
BASE_DAYS = 90
FEW = 5
"""Fewer earlier posts make no base."""
_BASE = """
SELECT s.age_minutes, count(*),
    percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY s.reposts + s.comments + s.likes),
    count(*) FILTER (WHERE o.category_id = %(category)s),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY s.reposts + s.comments + s.likes)
        FILTER (WHERE o.category_id = %(category)s)
FROM calendar_publication p
JOIN content_post o ON o.id = p.post_id
JOIN monitoring_metricsample s ON s.publication_id = p.id AND s.state = 'taken'
WHERE p.account_id = %(account)s AND p.published_at >= %(since)s AND p.published_at < %(until)s
GROUP BY s.age_minutes
"""


@dataclass(frozen=True)
class Base:
    """What the account's posts of the 90 days before had at an age: the middle half, and those of the same category."""

    posts: int = 0
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    alike: int = 0
    alike_middle: float | None = None

    @property
    def is_few(self) -> bool:
        return self.posts < FEW

    @property
    def alike_is_few(self) -> bool:
        return self.alike < FEW


@dataclass(frozen=True)
class Age:
    """The counts at one age; empty when it was missed or has not come. `is_due`: it is still to come."""

    minutes: int
    label: Sentence
    reposts: int | None
    comments: int | None
    likes: int | None
    is_due: bool
    base: Base

    @property
    def total(self) -> int | None:
        known = [count for count in (self.reposts, self.comments, self.likes) if count is not None]
        return sum(known) if known else None

    @property
    def change(self) -> float | None:
        """Against the median of the account's own earlier posts; never of nothing, never of a few."""
        return _change(self.total, self.base.middle, self.base.is_few)

    @property
    def alike_change(self) -> float | None:
        """Against those of the same category."""
        return _change(self.total, self.base.alike_middle, self.base.alike_is_few)


@dataclass(frozen=True)
class PostPage:
    """A published post with its ages; `taken` of `due` samples were taken so far."""

    post: Post
    publication: Publication
    ages: list[Age]
    due: int
    taken: int

    @property
    def windows(self) -> list[Age]:
        return [age for age in self.ages if age.minutes in WINDOWS]

    @property
    def growth(self) -> list[tuple[Age, int | None]]:
        """Each age with what came since the last one that is known."""
        found, before = [], 0
        for age in self.ages:
            found.append((age, None if age.total is None else age.total - before))
            before = before if age.total is None else age.total
        return found


def post_page(post: Post, *, now: dt.datetime) -> PostPage | None:
    """Three queries; None for a post that was never published. A post that went out twice shows its first life."""
    publication = Publication.objects.filter(post=post).order_by("published_at").first()
    if publication is None:
        return None
    samples = {sample.age_minutes: sample for sample in MetricSample.objects.filter(publication=publication)}
    bases = _bases(publication, post)
    ages = [
        _age(minutes, label, samples.get(minutes), publication, bases.get(minutes, Base()), now)
        for minutes, label in AGES.items()
    ]
    past = [age for age in ages if not age.is_due]
    return PostPage(post, publication, ages, len(past), sum(age.total is not None for age in past))


def _age(
    minutes: int, label: Sentence, sample: MetricSample | None, publication: Publication, base: Base, now: dt.datetime
) -> Age:
    is_due = (
        sample.state == SampleState.DUE if sample else publication.published_at + dt.timedelta(minutes=minutes) > now
    )
    if sample is None or sample.state != SampleState.TAKEN:
        return Age(minutes, label, None, None, None, is_due and publication.deleted_at is None, base)
    return Age(minutes, label, sample.reposts, sample.comments, sample.likes, False, base)


def _bases(publication: Publication, post: Post) -> dict[int, Base]:
    until = publication.published_at
    values: dict[str, Any] = {
        "account": publication.account_id, "category": post.category_id, "until": until,
        "since": until - dt.timedelta(days=BASE_DAYS),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BASE, values)
        return {
            minutes: Base(count, low, middle, high, alike, alike_middle)
            for minutes, count, (low, middle, high), alike, alike_middle in cursor.fetchall()
        }


def _change(value: int | None, middle: float | None, is_few: bool) -> float | None:
    return None if value is None or is_few or not middle else (value - middle) / middle


def chart_of(page: PostPage) -> dict[str, Any]:
    """The post's curve over the band of what is usual at each age."""
    bases = [None if age.base.is_few else age.base for age in page.ages]
    return {
        "at": [str(age.label) for age in page.ages],
        "low": [base and base.low for base in bases],
        "band": [base and (base.high or 0) - (base.low or 0) for base in bases],
        "count": [age.total for age in page.ages],
        "words": {"low": _("平常的下限"), "usual": _("平常的范围"), "count": _("互动量")},
    }


def cells_of(page: PostPage) -> Iterable[list[Any]]:
    """The table as a file."""
    for age, since in page.growth:
        yield [
            str(age.label), age.reposts, age.comments, age.likes, age.total, since, age.base.middle, age.base.posts,
            age.base.alike_middle, age.base.alike,
        ]  # fmt: skip


def header() -> list[str]:
    """The names of the columns of `cells_of`."""
    return [
        _("发布后"), _("转发"), _("评论"), _("赞"), _("互动量"), _("比上一次多"), _("账号中位数"), _("账号微博数"),
        _("同类中位数"), _("同类微博数"),
    ]  # fmt: skip
