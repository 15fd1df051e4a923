"""Lists of what was said: filtered, paged by key, always the same number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from core.dates import day_start
from core.paging import KeyPage, key_page
from monitoring.models import Hit, KeywordSet, Mention, Source


@dataclass(frozen=True)
class Filters:
    """What a person wants to see; None and empty mean everything. Days are Beijing's."""

    keyword_set: int | None = None
    source: int | None = None
    words: str = ""
    first: date | None = None
    last: date | None = None
    caught: bool = False
    polarity: int | None = None
    kind: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()


def mention_page(filters: Filters, *, before: int | None, after: int | None) -> KeyPage[Mention]:
    """One page with source and hits: three queries whatever its size."""
    hits = Hit.objects.select_related("keyword_set").order_by("pk")
    rows = mentions(filters).select_related("source").prefetch_related(Prefetch("hits", queryset=hits))
    return key_page(rows, before=before, after=after)


def mentions(filters: Filters) -> "QuerySet[Mention]":
    """Mentions that fit the filters, newest first by the order in which they came."""
    found = Mention.objects.all()
    if filters.keyword_set is not None:
        found = found.filter(Exists(Hit.objects.filter(mention=OuterRef("pk"), keyword_set=filters.keyword_set)))
    elif filters.caught:
        found = found.filter(Exists(Hit.objects.filter(mention=OuterRef("pk"))))
    if filters.polarity is not None:
        found = found.filter(polarity=filters.polarity)
    if filters.kind:
        found = found.filter(topic_kind=filters.kind)
    if filters.source is not None:
        found = found.filter(source=filters.source)
    if filters.words:
        found = found.filter(text__icontains=filters.words)
    if filters.first:
        found = found.filter(published_at__gte=day_start(filters.first))
    if filters.last:
        found = found.filter(published_at__lt=day_start(filters.last + timedelta(days=1)))
    return found


def latest_hits(limit: int = 8) -> list[Hit]:
    """What was caught last, each mention once, the newest voice first."""
    rows = Hit.objects.select_related("mention", "mention__source", "keyword_set").order_by("-pk")[: limit * 3]
    seen: dict[int, Hit] = {}
    for hit in rows:
        seen.setdefault(hit.mention_id, hit)
    return sorted(list(seen.values())[:limit], key=lambda hit: hit.published_at, reverse=True)


def export_header() -> list[str]:
    """First line of the CSV export."""
    return [_("编号"), _("作者"), _("正文"), _("时间"), _("转发"), _("评论"), _("赞"), _("词组"), _("来源"), _("链接")]


def export_cells(mention: Mention) -> list[Any]:
    """One line of the CSV export."""
    sets = _("、").join(hit.keyword_set.name for hit in mention.hits.all())
    return [
        mention.external_id,
        mention.author_name,
        mention.text,
        mention.published_at.isoformat() if mention.published_at else "",
        mention.reposts,
        mention.comments,
        mention.likes,
        sets,
        mention.source.name,
        mention.url,
    ]


def choices() -> dict[str, Any]:
    """Sets and sources for the filter row."""
    return {"sets": KeywordSet.objects.order_by("name"), "sources": Source.objects.select_related("account")}
