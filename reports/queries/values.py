"""The value of each measure for accounts (or posts, categories …) over a span, beside its base (I1–I3)."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection

from monitoring.models import Source, SourceKind
from monitoring.queries.gaps import missed_by_reason
from reports.measures import CATALOGUE, COUNTERS, Definition, compute, counters_of, definitions, is_small
from reports.models import DailyRollup, Dimension, OwnMeasure, RollupRun
from reports.weekly.base import PERIODS, Comparison, compare, step_of

LONGEST_WITH_BASE = 31
"""Days: the base is told of windows of 1, 7 and 28 days and of months, not of longer spans (I3)."""
PER_ACCOUNT = frozenset({Dimension.ACCOUNT, Dimension.POST, Dimension.CATEGORY, Dimension.ELEMENT, Dimension.HOUR})
"""Dimensions whose rows are kept for each account; campaigns and persons speak of all accounts."""
KEPT_WHOLE = frozenset({Dimension.CATEGORY, Dimension.ELEMENT})
"""Those among them that are kept for all accounts together, too, with `account_id` 0."""
HEARD_OF = frozenset({"mentions", "negative", "judged", "participants"})
"""Known only of accounts that have a source of their own, else unknown and not 0."""
OF_ACCOUNTS_ONLY = HEARD_OF | {"failed", "missed", "threads", "answered", "first_answer"}
"""What is counted for accounts and the whole, not for posts, categories …"""
Counters = Mapping[str, float | None]
# The last followers of a span without sorting: the day stands above the number in one integer.
_SPECIAL = {
    "followers": "max((r.day - date '2000-01-01')::bigint << 40 | r.followers) & (1::bigint << 40) - 1",
    "first_answer": "percentile_cont(0.5) WITHIN GROUP (ORDER BY r.answer_minutes)",
}
_ROWS = """
SELECT r.key, {period} AS period, {gathered}
FROM reports_dailyrollup r
WHERE r.dimension = %(dimension)s AND r.day <= %(last)s AND r.day > %(last)s - %(reach)s AND {narrowed}
GROUP BY GROUPING SETS ((r.key, 2), (2))
"""


@dataclass(frozen=True)
class Subject:
    """Whose values are asked for: rows of a dimension, narrowed to some keys, to some accounts, or both."""

    dimension: Dimension = Dimension.ACCOUNT
    keys: frozenset[int] | None = None
    accounts: frozenset[int] | None = None


@dataclass(frozen=True)
class Value:
    """One number with what it is. Small samples are shown and marked, never ranked (I3)."""

    definition: Definition
    value: float | None
    is_small: bool = False
    earlier: tuple[Counters, ...] | None = field(default=None, repr=False, compare=False)
    """What was counted in the like periods before; None when no base was asked for."""

    @cached_property
    def comparison(self) -> Comparison | None:
        """With the four like periods before; None when the value is unknown, or no base was asked for."""
        if self.earlier is None:
            return None
        return compare(self.value, [compute(self.definition, found) for found in self.earlier])


@dataclass(frozen=True)
class Row(Mapping[str, Value]):
    """The values of one key by measure, each computed when it is asked for: a page shows few of many."""

    definitions: Mapping[str, Definition] = field(repr=False)
    found: Mapping[int, Counters]
    periods: Collection[int]
    """Those that were rolled up on every day; others are not compared."""

    def __getitem__(self, key: str) -> Value:
        definition, now = self.definitions[key], self.found.get(0, {})
        earlier = tuple(self.found[n] for n in self.periods if n and n in self.found) if 0 in self.periods else None
        return Value(definition, compute(definition, now), is_small(definition, now), earlier)

    def __iter__(self) -> Iterator[str]:
        return iter(self.definitions)

    def __len__(self) -> int:
        return len(self.definitions)


@dataclass(frozen=True)
class Completeness:
    """How much of what should be there is there."""

    due: int
    taken: int
    days: int
    missing: tuple[dt.date, ...]
    """Days of the span that were never rolled up."""
    asked: int | None
    """Accounts, posts …; None when all that there are were asked for."""
    heard: int
    """Of those, with any data."""
    last_run: dt.datetime | None
    reasons: tuple[tuple[str, int], ...] = ()
    """Why counts are missing, in words, the most frequent first."""

    @property
    def share(self) -> float | None:
        return self.taken / self.due if self.due else None

    @property
    def state(self) -> str:
        """`none`, `partial` or `complete`."""
        if len(self.missing) == self.days:
            return "none"
        is_whole = not self.missing and (self.share is None or self.share >= 0.95) and self.heard >= (self.asked or 0)
        return "complete" if is_whole else "partial"


@dataclass(frozen=True)
class Measured:
    """Values of a span: by key (of the account, post …) and measure, and of all together."""

    first: dt.date
    last: dt.date
    definitions: tuple[Definition, ...]
    rows: dict[int, Row]
    total: Row
    completeness: Completeness
    has_base: bool = field(default=True)

    def ranks(self, key: str) -> dict[int, int]:
        """1, 2, 2, 4 … by a measure; without those whose value is unknown or a small sample (I3)."""
        known = {
            pk: value.value
            for pk, row in self.rows.items()
            if (value := row[key]).value is not None and not value.is_small
        }
        down = next(one.down_is_good for one in self.definitions if one.key == key)
        ordered = sorted((value for value in known.values() if value is not None), reverse=not down)
        first_place = {value: place for place, value in reversed(list(enumerate(ordered, 1)))}
        return {pk: first_place[value] for pk, value in known.items() if value is not None}


def own_measures() -> list[Definition]:
    """The company's own measures that are in use."""
    return [row.definition for row in OwnMeasure.objects.filter(removed_at=None)]


def measured(
    subject: Subject,
    *,
    first: dt.date,
    last: dt.date,
    keys: Iterable[str],
    today: dt.date,
    own: Iterable[Definition] = (),
) -> Measured:
    """Each measure's value from `first` to `last` (both included), with the base of four like periods before it.

    Six queries whatever the number of rows, days and measures. `keys` may name the catalogue's measures and those
    among `own` (see `own_measures`). There is no base for spans beyond a month, nor for a span of less than a week that
    is not over: half a day beside whole ones would look like a fall. Unknown keys are left out.
    """
    known = definitions(own)
    chosen = {key: known[key] for key in keys if key in known}
    days = (last - first).days + 1
    has_base = days <= LONGEST_WITH_BASE and (days >= 7 or last < today)
    needed = {"samples_due", "samples_taken"}.union(*map(counters_of, chosen.values()))
    counters = tuple(name for name in COUNTERS if name in needed)
    counted, whole = _gathered(subject, counters, last=last, days=days, periods=PERIODS + 1 if has_base else 1)
    rolled = _rolled_up(last, days, len(whole))
    periods = [number for number in range(len(whole)) if has_base and len(rolled[number]) == days]
    rows = {pk: Row(chosen, found, periods) for pk, found in counted.items() if 0 in found}
    missing = tuple(first + dt.timedelta(days=n) for n in range(days) if first + dt.timedelta(days=n) not in rolled[0])
    completeness = _completeness(subject, whole, rows, missing, (first, last))
    total = Row(chosen, whole, periods)
    return Measured(first, last, tuple(chosen.values()), rows, total, completeness, has_base)


def _gathered(
    subject: Subject, counters: tuple[str, ...], *, last: dt.date, days: int, periods: int
) -> tuple[dict[int, dict[int, Counters]], dict[int, Counters]]:
    """The counters of each key by period (0 is the span itself, 1 the like one before …), and of all keys together."""
    step = step_of(days)
    params: dict[str, Any] = {"last": last, "step": step, "days": days, "reach": step * (periods - 1) + days}
    params |= {"dimension": subject.dimension.value}
    # One span needs no numbers of periods, by which the database would sort a year of rows.
    numbered, narrowed = "0", ["true"]
    if periods > 1:
        numbered, narrowed = "(%(last)s - r.day) / %(step)s", ["(%(last)s - r.day) %% %(step)s < %(days)s"]
    if subject.keys is not None:
        narrowed.append("r.key = ANY(%(keys)s)")
        params["keys"] = list(subject.keys)
    if subject.accounts is not None and subject.dimension in PER_ACCOUNT:
        # Rows of accounts are found by their key: the covering index holds it, not the account beside it.
        own = "key" if subject.dimension == Dimension.ACCOUNT else "account_id"
        narrowed.append(f"r.{own} = ANY(%(accounts)s)")
        params["accounts"] = list(subject.accounts)
    elif subject.dimension in KEPT_WHOLE:
        narrowed.append("r.account_id = 0")
    counted: dict[int, dict[int, Counters]] = {}
    whole: dict[int, Counters] = {number: {} for number in range(periods)}
    with connection.cursor() as cursor:
        gathered = ", ".join(_SPECIAL.get(name, f"sum(r.{name})") for name in counters)
        cursor.execute(_ROWS.format(period=numbered, gathered=gathered, narrowed=" AND ".join(narrowed)), params)
        heard = _heard(subject)
        for key, period, *numbers in cursor.fetchall():
            unknown = _unknown(subject, heard, key)
            found = {
                name: None if n is None or name in unknown else float(n)
                for name, n in zip(counters, numbers, strict=True)
            }
            if key is None:
                whole[period] = found
            else:
                counted.setdefault(key, {})[period] = found
    return counted, {number: _with_followers(found, number, counted) for number, found in whole.items()}


def _heard(subject: Subject) -> set[int]:
    """The accounts of which we know what is said to them."""
    if subject.dimension != Dimension.ACCOUNT:
        return set()
    kinds = (SourceKind.MENTIONS, SourceKind.COMMENTS, SourceKind.REPOSTS)
    found = Source.objects.filter(kind__in=kinds, account__isnull=False).order_by()
    return set(found.values_list("account_id", flat=True).distinct())


def _unknown(subject: Subject, heard: set[int], key: int | None) -> frozenset[str]:
    """The counters that say nothing about a key (None: all together)."""
    if subject.dimension == Dimension.MATRIX:
        return frozenset()
    if subject.dimension != Dimension.ACCOUNT:
        return OF_ACCOUNTS_ONLY
    return frozenset() if (heard if key is None else key in heard) else HEARD_OF


def _with_followers(whole: Counters, period: int, counted: dict[int, dict[int, Counters]]) -> Counters:
    """All together have the sum of the last followers of each."""
    if "followers" not in whole:
        return whole
    each = [found[period]["followers"] for found in counted.values() if period in found]
    known = [number for number in each if number is not None]
    return {**whole, "followers": sum(known) if known else None}


def _rolled_up(last: dt.date, days: int, periods: int) -> list[set[dt.date]]:
    """The days of each period that were rolled up."""
    step = step_of(days)
    since = last - dt.timedelta(days=step * (periods - 1) + days - 1)
    found = DailyRollup.objects.filter(dimension=Dimension.MATRIX, key=0, day__gte=since, day__lte=last).order_by()
    each: list[set[dt.date]] = [set() for _number in range(periods)]
    for day in found.values_list("day", flat=True):
        period, place = divmod((last - day).days, step)
        if place < days:
            each[period].add(day)
    return each


def _completeness(
    subject: Subject,
    whole: Mapping[int, Counters],
    rows: Collection[int],
    missing: tuple[dt.date, ...],
    span: tuple[dt.date, dt.date],
) -> Completeness:
    now = whole.get(0, {})
    narrowed = subject.keys if subject.keys is not None else subject.accounts
    asked = len(narrowed) if narrowed is not None and subject.dimension == Dimension.ACCOUNT else None
    last_run = RollupRun.objects.values_list("finished_at", flat=True).order_by("-pk").first()
    due, taken = (int(compute(CATALOGUE[name], now) or 0) for name in ("samples_due", "samples_taken"))
    days, reasons = (span[1] - span[0]).days + 1, []
    if subject.dimension in (Dimension.ACCOUNT, Dimension.MATRIX):
        reasons = missed_by_reason(narrowed, first=span[0], last=span[1])
    return Completeness(due, taken, days, missing, asked, len(rows), last_run, tuple(reasons))
