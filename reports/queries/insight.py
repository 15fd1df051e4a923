"""The page of one account, category, element, campaign or person: numbers, days, parts, posts (I1–I3)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from content.models import Category
from content.queries.library_filter import ELEMENTS
from reports.measures import CATALOGUE, Unit
from reports.models import DailyRollup, Dimension
from reports.queries.annotations import ONE_DAY, Annotation, annotations, marks_of
from reports.queries.measure_sets import measure_sets
from reports.queries.restatements import Restated, restated_days
from reports.queries.subjects import ELEMENT_OF, Asked, Kind
from reports.queries.top_posts import TopPosts, top_posts
from reports.queries.values import Measured, Value, measured, own_measures
from reports.rollup import ELEMENT_KEYS
from reports.weekly.base import PERIODS, Base, base_of

GENERAL = ("posts", "interactions", "per_post", "reposts", "comments", "likes")
MATRIX = (*GENERAL, "followers", "followers_growth", "threads", "answered_share", "first_answer", "on_time")
ALWAYS = ("posts", "interactions", "per_post", "completeness")
MOST_DAYS_OF_PARTS = 92
SMALLEST = CATALOGUE["per_post"].smallest
COUNTED = ("posts", "reposts", "comments", "likes", "followers_growth", "samples_due", "samples_taken")


@dataclass(frozen=True)
class Day:
    """One day; None where nothing was rolled up. The base are the same weekdays of the four weeks before."""

    day: dt.date
    posts: int | None
    interactions: int | None
    followers_growth: int | None
    base: Base | None


@dataclass(frozen=True)
class Line:
    """One part of the whole (a category of an account, an account of a category …); few posts are not ranked."""

    key: int
    name: str
    kind: str
    posts: int
    interactions: int
    rank: int | None

    @property
    def per_post(self) -> float | None:
        return self.interactions / self.posts if self.posts else None

    @property
    def is_small(self) -> bool:
        return self.posts < SMALLEST


@dataclass(frozen=True)
class Part:
    """One table of parts."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Page:
    """All that a page of insight shows."""

    asked: Asked
    values: Measured
    days: list[Day]
    parts: list[Part]
    posts: TopPosts
    annotations: list[Annotation]
    restated: list[Restated]

    @property
    def numbers(self) -> list[Value]:
        return [self.values.total[definition.key] for definition in self.values.definitions]

    @property
    def unusual(self) -> list[Value]:
        """What changed against the own base period, the largest change first."""
        found = [value for value in self.numbers if value.comparison and value.comparison.is_unusual]
        return sorted(found, key=lambda value: -abs((value.comparison and value.comparison.share) or 0))

    @property
    def is_empty(self) -> bool:
        return all(day.interactions is None for day in self.days)


def insight(asked: Asked, *, first: dt.date, last: dt.date, today: dt.date, crises: bool) -> Page:
    """A constant number of queries, whatever the number of days, accounts and posts."""
    own = own_measures() if asked.account else []
    keys = _keys(asked, own)
    values = measured(asked.subject, first=first, last=last, keys=keys, today=today, own=own)
    return Page(
        asked, values, _days(asked, first, last), _parts(asked, first, last),
        top_posts(asked, first=first, last=last), annotations(first, last, shows_crises=crises),
        restated_days(asked, first, last),
    )  # fmt: skip


def _keys(asked: Asked, own: Any) -> Iterable[str]:
    """I2: an account is judged by the measures of its kind; everything else by the general ones."""
    if asked.account is None:
        return MATRIX if asked.kind == Kind.MATRIX else GENERAL
    return (*[one.key for one in measure_sets(own)[asked.account.kind].definitions], *ALWAYS)


def _days(asked: Asked, first: dt.date, last: dt.date) -> list[Day]:
    since = first - 7 * PERIODS * ONE_DAY
    rows = asked.rows().filter(day__gte=since, day__lte=last).values("day")
    sums = rows.annotate(**{f"sum_{name}": Sum(name) for name in COUNTED})
    found: dict[dt.date, dict[str, Any]] = {row["day"]: dict(row) for row in sums}
    reached = {day: _interactions(row) for day, row in found.items()}
    days = []
    for number in range((last - first).days + 1):
        day = first + number * ONE_DAY
        row = found.get(day)
        base = base_of([reached.get(day - 7 * back * ONE_DAY) for back in range(1, PERIODS + 1)])
        growth = row["sum_followers_growth"] if row else None
        days.append(Day(day, row["sum_posts"] if row else None, reached.get(day), growth, base))
    return days


def _interactions(row: dict[str, Any]) -> int:
    return int(row["sum_reposts"] + row["sum_comments"] + row["sum_likes"])


def _parts(asked: Asked, first: dt.date, last: dt.date) -> list[Part]:
    span = {"day__gte": parts_since(asked, first, last), "day__lte": last}
    if asked.kind == Kind.PEOPLE:
        return []
    if asked.kind not in {Kind.ACCOUNTS, Kind.MATRIX}:
        lines = _lines(asked.shares().filter(**span), "account_id", Kind.ACCOUNTS)
        return [Part(_("各账号"), lines)]
    own = DailyRollup.objects.filter(**span).order_by()
    own = own.filter(account_id=0) if asked.accounts is None else own.filter(account_id__in=asked.accounts)
    return [
        Part(_("各分类"), _lines(own.filter(dimension=Dimension.CATEGORY), "key", Kind.CATEGORIES)),
        Part(_("各要素"), _lines(own.filter(dimension=Dimension.ELEMENT), "key", Kind.ELEMENTS)),
    ]


def parts_since(asked: Asked, first: dt.date, last: dt.date) -> dt.date:
    """Categories and elements of many chosen accounts: of a longer span its last three months, told on the page."""
    is_summed = asked.kind == Kind.MATRIX and asked.accounts is not None
    return max(first, last - (MOST_DAYS_OF_PARTS - 1) * ONE_DAY) if is_summed else first


def _lines(rows: Any, by: str, kind: Kind) -> list[Line]:
    """The sums of each, best reactions of a post first; those with few posts stand behind, without a rank."""
    sums = list(rows.values(by).annotate(**{f"sum_{name}": Sum(name) for name in COUNTED[:4]}))
    names = names_of(kind, [row[by] for row in sums])
    found = [(row[by], row["sum_posts"], _interactions(row)) for row in sums if row[by] in names]
    found.sort(key=lambda one: (one[1] < SMALLEST, -(one[2] / one[1] if one[1] else 0), one[0]))
    return [
        Line(key, names[key], kind.value, posts, reached, None if posts < SMALLEST else place)
        for place, (key, posts, reached) in enumerate(found, 1)
    ]


def names_of(kind: Kind, keys: list[int]) -> dict[int, str]:
    """What accounts, categories and elements are called."""
    if kind == Kind.ACCOUNTS:
        return dict(WeiboAccount.objects.filter(pk__in=keys).values_list("pk", "nickname"))
    if kind == Kind.CATEGORIES:
        return dict(Category.objects.filter(pk__in=keys).values_list("pk", "name"))
    return {key: str(ELEMENTS[ELEMENT_OF[key]]) for key in keys if key in ELEMENT_KEYS.values()}


def chart_of(page: Page) -> dict[str, Any]:
    """Interactions day by day over the band of what is usual, posts, and what stands on the time axis."""
    days = page.days
    return {
        "days": [day.day.isoformat() for day in days],
        "interactions": [day.interactions for day in days],
        "posts": [day.posts for day in days],
        "low": [day.base and round(day.base.low) for day in days],
        "band": [day.base and round(day.base.high - day.base.low) for day in days],
        "marks": marks_of(page.annotations),
        "words": {"interactions": _("互动量"), "posts": _("发布"), "usual": _("平常范围")},
    }


def cells_of(page: Page) -> Iterable[list[Any]]:
    """The page as a file: a row for each day."""
    for day in page.days:
        base = day.base
        yield [
            day.day.isoformat(), day.posts, day.interactions, base and base.median, base and base.low,
            base and base.high, day.followers_growth,
            "；".join(one.text for one in page.annotations if one.first <= day.day <= one.last),
        ]  # fmt: skip


def header() -> list[str]:
    """The names of the columns of `cells_of`."""
    return [
        _("日期"), _("发布"), _("互动量"), _("平常的中位数"), _("平常的下限"), _("平常的上限"), _("粉丝净增"),
        _("当天的事"),
    ]  # fmt: skip


def in_words(value: Value) -> str:
    """One measure against its base in a sentence: never a percentage of nothing, never a cause."""
    comparison = value.comparison
    if comparison is None or comparison.base is None:
        return ""
    shown = {
        "name": str(value.definition.name), "value": amount(value.definition.unit, comparison.value),
        "base": amount(value.definition.unit, comparison.base.median),
    }  # fmt: skip
    if comparison.share is None:
        return _("%(name)s %(value)s，平常是 %(base)s") % shown
    shown["share"] = f"{abs(100 * comparison.share):.0f}%"
    if comparison.share >= 0:
        return _("%(name)s %(value)s，比平常的 %(base)s 高 %(share)s") % shown
    return _("%(name)s %(value)s，比平常的 %(base)s 低 %(share)s") % shown


def amount(unit: Unit, value: float) -> str:
    """A value as its unit writes it."""
    if unit == Unit.SHARE:
        return f"{100 * value:.1f}%"
    if unit == Unit.MINUTES:
        return _("%(n)s 分钟") % {"n": f"{value:,.0f}"}
    return f"{value:,.1f}" if unit == Unit.RATIO and value % 1 else f"{value:,.0f}"
