"""The posts behind a number, each after 24 hours, 7 and 28 days (I3). Deleted ones stay and are marked."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery

from core.dates import day_start
from monitoring.models import MetricSample, SampleState
from publishing.models import Publication
from reports.queries.annotations import ONE_DAY
from reports.queries.post import WINDOWS
from reports.queries.subjects import Asked

SHOWN = 10
MOST_DAYS = 28
"""Of a longer span the posts of its last four weeks are shown: a list of the year's best says little about now."""


@dataclass(frozen=True)
class TopPost:
    """One post; a window is None when it was missed or has not come."""

    publication: Publication
    windows: list[int | None]


@dataclass(frozen=True)
class TopPosts:
    """Those with most reactions after 24 hours, of `since` to the end of the span."""

    since: dt.date
    is_cut: bool
    rows: list[TopPost]


def top_posts(asked: Asked, *, first: dt.date, last: dt.date) -> TopPosts:
    """Two queries."""
    since = max(first, last - (MOST_DAYS - 1) * ONE_DAY)
    sample = MetricSample.objects.filter(publication=OuterRef("pk"), age_minutes=WINDOWS[0], state=SampleState.TAKEN)
    posts = (
        asked.publications()
        .filter(published_at__gte=day_start(since), published_at__lt=day_start(last + ONE_DAY))
        .annotate(first_day=Subquery(sample.values(total=F("reposts") + F("comments") + F("likes"))[:1]))
        .select_related("account", "post__category")
        .order_by(F("first_day").desc(nulls_last=True), "-published_at")
    )
    found = list(posts[:SHOWN])
    samples = MetricSample.objects.filter(publication__in=found, age_minutes__in=WINDOWS, state=SampleState.TAKEN)
    totals = {
        (publication, age): (reposts or 0) + (comments or 0) + (likes or 0)
        for publication, age, reposts, comments, likes in samples.values_list(
            "publication", "age_minutes", "reposts", "comments", "likes"
        )
    }
    rows = [TopPost(row, [totals.get((row.pk, age)) for age in WINDOWS]) for row in found]
    return TopPosts(since, since > first, rows)
