"""Groups of near-identical mentions: the list, and one with its curve and its loudest speakers (M4)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.dates import BEIJING
from core.paging import KeyPage, Order, key_page, sorted_page
from monitoring.collect.keys import key_floor
from monitoring.models import GroupChange, GroupChangeKind, Hit, KeywordSet, Mention, MentionGroup, Speaker
from monitoring.speakers import SUSPECTED

DAYS: Final = (1, 7, 30)
ORDERS: Final = {
    "size": Order(F("size"), descending=True, total=True),
    "last": Order(F("last_at"), descending=True, total=True),
}
SIZE: Final = 30
BARS: Final = 24
WIDTH, HEIGHT = 96, 24
LOUDEST: Final = 10


@dataclass(frozen=True)
class GroupFilters:
    """Which groups to show: of the last `days`, of a set, mostly negative, with many suspects, or the muted ones."""

    days: int = 7
    keyword_set: int | None = None
    negative: bool = False
    suspect: bool = False
    muted: bool = False
    order: str = "size"

    @property
    def is_set(self) -> bool:
        """Whether more than the period narrows the list."""
        return bool(self.keyword_set or self.negative or self.suspect or self.muted)


@dataclass(frozen=True)
class GroupRow:
    """A group as one line: its first post, the sets that caught it, its curve as SVG points."""

    group: MentionGroup
    first: Mention | None
    sets: tuple[str, ...]
    points: str

    @property
    def negative(self) -> int | None:
        """Percent of the judged that are negative."""
        return percent(self.group.negative, self.group.judged)

    @property
    def suspects(self) -> int | None:
        """Percent of the weighed speakers that are suspected machines."""
        return percent(self.group.suspects, self.group.weighed)


def percent(part: int, whole: int) -> int | None:
    """None when nothing is known."""
    return round(100 * part / whole) if whole else None


def group_page(
    filters: GroupFilters, *, before: int | None, after: int | None, now: datetime
) -> tuple[KeyPage[MentionGroup], list[GroupRow]]:
    """One page of the list, always the same number of queries."""
    order = ORDERS.get(filters.order, ORDERS["size"])
    rows = _found(filters, now)
    page = sorted_page(rows, order, anchors=MentionGroup.objects.all(), before=before, after=after, size=SIZE)
    return page, group_rows(page.rows)


def group_rows(groups: list[MentionGroup]) -> list[GroupRow]:
    """Lines of these groups: three queries."""
    firsts = Mention.objects.in_bulk([group.shown_id for group in groups])
    caught: dict[int, list[str]] = defaultdict(list)
    hits = Hit.objects.filter(mention__in=list(firsts)).order_by("keyword_set__name")
    for mention_id, name in hits.values_list("mention_id", "keyword_set__name"):
        caught[mention_id].append(name)
    curves = _curves(groups)
    return [
        GroupRow(group, firsts.get(group.shown_id), tuple(caught[group.shown_id]), curves.get(group.pk, ""))
        for group in groups
    ]


def _found(filters: GroupFilters, now: datetime) -> QuerySet[MentionGroup]:
    since = now - timedelta(days=filters.days)
    rows = MentionGroup.objects.filter(last_at__gt=since, muted_at__isnull=not filters.muted)
    if filters.keyword_set:
        caught = Mention.objects.filter(
            hits__keyword_set=filters.keyword_set, pk__gte=key_floor(since), group_id__isnull=False
        )
        rows = rows.filter(pk__in=caught.values("group_id"))
    if filters.negative:
        rows = rows.filter(judged__gt=0, negative__gte=F("judged") * 0.5)
    if filters.suspect:
        rows = rows.filter(weighed__gt=0, suspects__gte=F("weighed") * 0.3)
    return rows


_CURVES = """
SELECT g.id, width_bucket(m.id, g.low, g.high, %(bars)s) AS bar, count(*)
FROM unnest(%(ids)s::bigint[], %(lows)s::bigint[], %(highs)s::bigint[]) AS g(id, low, high)
JOIN monitoring_mention m ON m.group_id = g.id AND m.id >= g.low AND m.id < g.high
GROUP BY 1, 2
"""


def _curves(groups: list[MentionGroup]) -> dict[int, str]:
    """From first to last by Weibo's clock in the key: an index is enough, whatever the size."""
    if not groups:
        return {}
    lows = [key_floor(group.first_at) for group in groups]
    highs = [
        max(low + BARS, key_floor(group.last_at + timedelta(seconds=2)))
        for low, group in zip(lows, groups, strict=True)
    ]
    bars: dict[int, list[int]] = {group.pk: [0] * BARS for group in groups}
    with connection.cursor() as cursor:
        ids = [group.pk for group in groups]
        cursor.execute(_CURVES, {"ids": ids, "lows": lows, "highs": highs, "bars": BARS})
        for group_id, bar, number in cursor.fetchall():
            bars[group_id][min(max(bar, 1), BARS) - 1] = number
    return {group_id: _points(counts) for group_id, counts in bars.items()}


def _points(counts: list[int]) -> str:
    top = max(counts) or 1
    step = WIDTH / (len(counts) - 1)
    return " ".join(
        f"{at * step:.1f},{HEIGHT - 1 - number / top * (HEIGHT - 2):.1f}" for at, number in enumerate(counts)
    )


@dataclass(frozen=True)
class Loud:
    """Somebody who spoke in a group: how often, how many follow him, what it drew, whether he may be a machine."""

    uid: str
    name: str
    count: int
    followers: int | None
    drew: int
    suspect: int | None
    mention_id: int
    word: str


def loudest(group: MentionGroup, limit: int = LOUDEST) -> list[Loud]:
    """Most followers first, then what their posts drew; two queries."""
    drew = sum((Coalesce(F(name), 0) for name in ("comments", "likes")), start=Coalesce(F("reposts"), 0))
    rows = (
        Mention.objects.filter(group_id=group.pk)
        .order_by()
        .values(uid=F("author_id"), name=F("author_name"))
        .annotate(
            count=Count("pk"),
            followers=Max("author_followers"),
            drew=Sum(drew),
            suspect=Max("author_suspect"),
            mention_id=Max("pk"),
        )
        .order_by(F("followers").desc(nulls_last=True), "-drew", "-count")[:limit]
    )
    found = list(rows)
    words = dict(Speaker.objects.filter(uid__in=[row["uid"] for row in found]).values_list("uid", "word"))
    return [Loud(word=words.get(row["uid"], ""), **row) for row in found]


STEPS: Final = ((timedelta(hours=6), timedelta(minutes=10)), (timedelta(days=4), timedelta(hours=1)))
_BY_STEP = """
SELECT date_bin(%(step)s::interval, coalesce(published_at, first_seen_at), %(origin)s) AS at, count(*),
    count(*) FILTER (WHERE polarity < 0), count(DISTINCT coalesce(nullif(author_id, ''), author_name))
FROM monitoring_mention WHERE group_id = %(group)s GROUP BY 1 ORDER BY 1
"""
MOST_STEPS: Final = 120


def curve(group: MentionGroup) -> dict[str, Any]:
    """How many came when, for the chart and the table behind it; empty steps between are filled."""
    span = group.last_at - group.first_at
    step = next((width for longest, width in STEPS if span <= longest), timedelta(days=1))
    while span / step > MOST_STEPS:
        step *= 2
    origin = datetime(2026, 1, 5, tzinfo=BEIJING)
    with connection.cursor() as cursor:
        cursor.execute(_BY_STEP, {"step": f"{step.total_seconds()} seconds", "origin": origin, "group": group.pk})
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    rows, at = [], min(found, default=None)
    while at is not None and at <= max(found):
        rows.append((at, *found.get(at, (0, 0, 0))))
        at += step
    return curve_data(rows, step)


def curve_data(rows: list[tuple[datetime, int, int, int]], step: timedelta) -> dict[str, Any]:
    """Rows of (from, all, negative, speakers) as the chart takes them."""
    form = "%m-%d" if step >= timedelta(days=1) else "%m-%d %H:%M"
    return {
        "at": [row[0].astimezone(BEIJING).strftime(form) for row in rows],
        "count": [row[1] - row[2] for row in rows],
        "negative": [row[2] for row in rows],
        "rows": [(row[0].astimezone(BEIJING).strftime(form), *row[1:]) for row in rows],
        "minutes": int(step.total_seconds() // 60),
    }


def whole_page(group: MentionGroup) -> dict[str, Any]:
    """What the page of a group shows, however large it is always the same number of queries."""
    return {
        "row": group_rows([group])[0],
        "group": group,
        "chart": {**curve(group), "words": {"count": _("其他"), "negative": _("负面")}},
        "loudest": loudest(group),
        "changes": changes_of(group),
        "sets": set_choices(),
    }


def member_page(group: MentionGroup, *, before: int | None, after: int | None) -> KeyPage[Mention]:
    """Its mentions, the newest first; two queries."""
    hits = Hit.objects.select_related("keyword_set").order_by("pk")
    rows = Mention.objects.filter(group_id=group.pk).select_related("source")
    return key_page(rows.prefetch_related(Prefetch("hits", queryset=hits)), before=before, after=after, size=20)


def standing_group(pk: int) -> MentionGroup | None:
    """The group of this number, or the one that it was merged into."""
    for _step in range(8):
        found = MentionGroup.objects.select_related("muted_by").filter(pk=pk).first()
        if found is not None:
            return found
        merges = GroupChange.objects.filter(kind=GroupChangeKind.MERGE, from_id=pk, undone_at=None)
        into = merges.values_list("into_id", flat=True).first()
        if into is None:
            return None
        pk = into
    return None


def changes_of(group: MentionGroup) -> list[GroupChange]:
    """What people did to it, the newest first."""
    ends = Q(from_id=group.pk) | Q(into_id=group.pk)
    return list(GroupChange.objects.filter(ends).select_related("by", "undone_by")[:20])


def mergeable(group: MentionGroup, words: str, *, limit: int = 20) -> list[GroupRow]:
    """Groups that this one could be merged into: recent ones, the largest first; with words, those that hold them."""
    since = group.first_at - timedelta(days=30)
    rows = MentionGroup.objects.filter(last_at__gt=since, first_at__lt=group.last_at + timedelta(days=30))
    rows = rows.exclude(pk=group.pk)
    if words:
        rows = rows.filter(Exists(Mention.objects.filter(pk=OuterRef("shown_id"), text__icontains=words)))
    return group_rows(list(rows.order_by("-size", "-pk")[:limit]))


def sizes_of(mentions: list[Mention]) -> dict[int, MentionGroup]:
    """The groups of these mentions, one query."""
    return MentionGroup.objects.in_bulk({one.group_id for one in mentions if one.group_id is not None})


def set_choices() -> QuerySet[KeywordSet]:
    """What the filter offers."""
    return KeywordSet.objects.order_by("name")


def suspected(loud: Loud) -> bool:
    """Whether somebody counts as a suspected machine; a person's word stands above."""
    return loud.word == "machine" or (loud.word != "person" and (loud.suspect or 0) >= SUSPECTED)
