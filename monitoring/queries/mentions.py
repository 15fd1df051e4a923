"""Lists of what was said: filtered, paged by key, always the same number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Func, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Collate, Lower
from django.utils.translation import gettext as _

from content.queries import search
from core.dates import day_start, local_day
from core.paging import KeyPage, key_page
from monitoring.collect.keys import CLOCK_START, key_floor
from monitoring.collect.months import month_after
from monitoring.models import Hit, KeywordSet, Mention, Source

RECENT = 30
SOURCES = 100
"""So many are offered to choose from."""
"""Days that are looked through when nothing else narrows a search that no index answers."""
LEASTS = (100, 1000, 10_000)
_SLACK = timedelta(hours=1)


@dataclass(frozen=True)
class Filters:
    """What a person wants to see; None and empty mean everything. Days are Beijing's.

    `author` is a name, or a number of digits: Weibo's uid. `least` counts reposts, comments and likes together.
    """

    keyword_set: int | None = None
    source: int | None = None
    words: str = ""
    first: date | None = None
    last: date | None = None
    caught: bool = False
    polarity: int | None = None
    kind: str = ""
    author: str = ""
    least: int | None = None
    group: int | None = None
    together: bool = False

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return self != Filters(together=self.together)

    @property
    def is_recent(self) -> bool:
        """Whether only the last `RECENT` days are looked through: for words and the like, as no period is given.

        Groups told once each are walked mention by mention, so they are bounded whatever else narrows the list.
        """
        if self.first or self.last:
            return False
        uid = self.author.isascii() and self.author.isdigit()
        walked = self.words or self.least or (self.author and not uid)
        return bool((walked and self.keyword_set is None and not uid) or (self.together and self.group is None))


def mention_page(filters: Filters, *, before: int | None, after: int | None, now: datetime) -> KeyPage[Mention]:
    """One page with source and hits: three queries whatever its size."""
    hits = Hit.objects.select_related("keyword_set").order_by("pk")
    rows = mentions(filters, now=now).select_related("source").prefetch_related(Prefetch("hits", queryset=hits))
    return key_page(rows, before=before, after=after)


def mentions(filters: Filters, *, now: datetime) -> "QuerySet[Mention]":
    """Mentions that fit the filters, newest first by Weibo's clock.

    Never beyond the months that stand ready: so PostgreSQL walks them one after the other, from the newest, and stops
    when the page is full.
    """
    found = Mention.objects.filter(pk__lt=key_floor(_month_start(local_day(now), 2)))
    if filters.keyword_set is not None:
        found = found.filter(hits__keyword_set=filters.keyword_set)
    elif filters.caught:
        found = found.filter(Exists(Hit.objects.filter(mention=OuterRef("pk"))))
    exact: dict[str, Any] = {"source": filters.source, "polarity": filters.polarity, "topic_kind": filters.kind or None}
    exact["group_id"] = filters.group
    if filters.author:
        exact["author_id" if filters.author.isascii() and filters.author.isdigit() else "author_name"] = filters.author
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    if filters.least:
        found = found.annotate(drew=_DREW).filter(drew__gte=filters.least)
    found = _said(_within(found, filters, now), filters.words)
    return _once_a_group(found) if filters.together else found


def _once_a_group(found: "QuerySet[Mention]") -> "QuerySet[Mention]":
    """Of each group of near-identical mentions only the newest that fits."""
    newer = found.filter(group_id=OuterRef("group_id"), pk__gt=OuterRef("pk"))
    return found.filter(Q(group_id=None) | ~Exists(newer))


_DREW = sum((Coalesce(F(name), 0) for name in ("comments", "likes")), start=Coalesce(F("reposts"), 0))


def _within(rows: "QuerySet[Mention]", filters: Filters, now: datetime) -> "QuerySet[Mention]":
    """Of a period: by the key, which tells the months to read, and by the date, which an early post has besides."""
    first, last = filters.first, filters.last
    if filters.is_recent:
        first = local_day(now) - timedelta(days=RECENT)
    if first:
        start = day_start(first)
        rows = rows.filter(Q(pk__gte=key_floor(start - _SLACK)) | Q(pk__lt=CLOCK_START), published_at__gte=start)
    if last:
        end = day_start(last + timedelta(days=1))
        rows = rows.filter(pk__lt=max(CLOCK_START, key_floor(end + _SLACK)), published_at__lt=end)
    return rows


def _said(rows: "QuerySet[Mention]", words: str) -> "QuerySet[Mention]":
    """Texts with all words, in any order; `-` leaves out, quotes keep together: as the library is searched."""
    asked = search.read(words)
    lowered = Lower(Collate(F("text"), "C"))
    for term in asked.terms:
        rows = rows.filter(_Holds(lowered, Value(term)))
    for term in asked.without:
        rows = rows.exclude(_Holds(lowered, Value(term)))
    return rows


class _Holds(Func):
    """Whether a text holds a term; a substring, so that nothing needs escaping."""

    template = "(strpos(%(expressions)s) > 0)"
    output_field = BooleanField()


def _month_start(day: date, months: int) -> datetime:
    return day_start(month_after(day, months))


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


def choices(*, source: int | None = None) -> dict[str, Any]:
    """What the filter row offers; `source` is the one that is chosen."""
    return {
        "sets": KeywordSet.objects.order_by("name"),
        "sources": _source_choices(source),
        "leasts": LEASTS,
        "recent": RECENT,
    }


def _source_choices(chosen: int | None) -> list[Source]:
    """All while they are few; else those of no account, and the chosen one: accounts' sources lead here themselves."""
    found = list(Source.objects.of_others()[: SOURCES + 1])
    if len(found) <= SOURCES:
        return found
    is_chosen = ExpressionWrapper(Q(pk=chosen or 0), BooleanField())
    offered = Source.objects.of_others().filter(Q(account=None) | Q(pk=chosen or 0))
    return list(offered.order_by(is_chosen.desc(), "kind", "name")[:SOURCES])
