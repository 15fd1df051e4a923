"""Hot topics seen in what was caught (M7)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from monitoring.models import Hit
from monitoring.speakers import SUSPECTED
from weibo.text import find_topics

SPANS = {"day": timedelta(days=1), "week": timedelta(days=7)}
MOST_READ = 5000
"""Newest hits that are looked through; a topic that is hot is hot among them, too."""
KEPT_FOR = 120
_SUSPECT = "mention__author_suspect"


@dataclass(frozen=True)
class Topic:
    """A #topic# with how many caught mentions carry it and how many people, suspected machines aside, wrote them."""

    name: str
    count: int
    authors: int
    mention_id: int


def hot_topics(span: str, *, now: datetime, limit: int = 10) -> list[Topic]:
    """The most frequent topics among the hits of a day or a week; kept in the cache for two minutes.

    One that only suspected machine accounts carry is none.
    """
    key = f"monitoring.topics.{span}.{limit}"
    kept: list[Topic] | None = cache.get(key)
    if kept is None:
        kept = _count(now - SPANS[span], now, limit)
        cache.set(key, kept, timeout=KEPT_FOR)
    return kept


def _count(start: datetime, end: datetime, limit: int) -> list[Topic]:
    rows = (
        Hit.objects.filter(published_at__gt=start, published_at__lte=end, mention__text__contains="#")
        .order_by("-pk")
        .values_list("mention_id", "mention__text", "mention__author_id", "mention__author_name", _SUSPECT)[:MOST_READ]
    )
    counts: Counter[str] = Counter()
    authors: dict[str, set[str]] = {}
    newest: dict[str, int] = {}
    read: set[int] = set()
    for mention_id, text, author_id, author_name, suspect in rows:
        if mention_id in read:
            continue
        read.add(mention_id)
        for name in set(find_topics(text)):
            counts[name] += 1
            authors.setdefault(name, set())
            if (suspect or 0) < SUSPECTED:
                authors[name].add(author_id or author_name)
            newest.setdefault(name, mention_id)
    carried = [(name, number) for name, number in counts.most_common() if authors[name]]
    return [Topic(name, number, len(authors[name]), newest[name]) for name, number in carried[:limit]]
