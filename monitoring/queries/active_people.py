"""People who speak of what a company cares for: for those who want to get to know them (E2). Reads only."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Max, Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce

from monitoring.models import Hit, Mention, MentionKind, SetKind

MEANT: Final = (SetKind.BRAND, SetKind.PRODUCT, SetKind.INDUSTRY, SetKind.COMPETITOR)
MACHINE: Final = 60
"""Percent from which an author is taken for a machine."""
INSTITUTIONS: Final = range(1, 8)
"""Weibo's verified types of organisations; they are no target users."""


@dataclass(frozen=True, slots=True)
class ActivePerson:
    """Somebody caught by one set: how often, how loud his loudest post was (reposts, comments, likes), and his last."""

    uid: str
    name: str
    set_kind: str
    set_name: str
    times: int
    loudest: int
    followers: int | None
    asks: bool
    text: str
    url: str
    at: dt.datetime | None


def active_people(*, since: dt.datetime, until: dt.datetime, limit: int) -> list[ActivePerson]:
    """Who was caught in this time, once a set, the most frequent first.

    Without what was marked as noise, what sounds bad (a case for the inbox), machines and organisations.
    """
    caught = (
        Hit.objects.filter(published_at__gte=since, published_at__lt=until, noise_at=None, keyword_set__kind__in=MEANT)
        .exclude(mention__author_id="")
        .exclude(mention__polarity=-1)
        .exclude(mention__author_suspect__gte=MACHINE)
        .exclude(mention__author_verified__in=INSTITUTIONS)
        .values("mention__author_id", "keyword_set__kind", "keyword_set__name")
        .annotate(times=Count("pk"), last=Max("mention_id"), loudest=Max(_loudness()))
        .annotate(asked=Count("pk", filter=Q(mention__topic_kind=MentionKind.QUESTION)))
        .order_by("-times", "-loudest", "mention__author_id")[:limit]
    )
    rows = list(caught)
    posts = Mention.objects.in_bulk({row["last"] for row in rows})
    return [_person(row, posts[row["last"]]) for row in rows if row["last"] in posts]


def _loudness() -> CombinedExpression:

    reposts, comments, likes = (Coalesce(F(f"mention__{name}"), 0) for name in ("reposts", "comments", "likes"))
    return reposts + comments + likes


def _person(row: Mapping[str, Any], post: Mention) -> ActivePerson:
    return ActivePerson(
        uid=post.author_id,
        name=post.author_name,
        set_kind=row["keyword_set__kind"],
        set_name=row["keyword_set__name"],
        times=row["times"],
        loudest=row["loudest"],
        followers=post.author_followers,
        asks=bool(row["asked"]),
        text=post.text,
        url=post.url,
        at=post.published_at,
    )
