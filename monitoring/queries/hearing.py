"""Whether sources can be heard (M2): told by the database, so that thousands of them are counted and paged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from core.paging import KeyPage, Order, sorted_page
from monitoring.models import FILE_KINDS, GapState, Source, SourceGap
from monitoring.queries.coverage import PATIENCE, late_files


class Hearing(StrEnum):
    """Whether a source can be heard."""

    OK = "ok"
    BLIND = "blind"
    LATE = "late"
    NEVER = "never"
    PAUSED = "paused"
    FILE = "file"


UNHEARD = frozenset({Hearing.BLIND, Hearing.LATE})
SHOWS = {
    "unheard": [Hearing.BLIND, Hearing.LATE, Hearing.NEVER],
    "heard": [Hearing.OK, Hearing.FILE],
    "paused": [Hearing.PAUSED],
}
"""What the list of sources may be narrowed to."""
TROUBLED = 8
_RANK = {Hearing.BLIND: 0, Hearing.LATE: 0, Hearing.NEVER: 1, Hearing.OK: 2, Hearing.FILE: 3, Hearing.PAUSED: 4}
_ORDER = Order(Concat(Cast("rank", CharField()), Value(" "), "kind", Value(" "), "name"), total=True)


@dataclass(frozen=True)
class SourceRow:
    """A source and whether it can be heard. Silence of a blind source says nothing (M2)."""

    source: Source
    hearing: Hearing
    gaps: int = 0


@dataclass(frozen=True)
class Wanted:
    """What the list of sources is narrowed to: a key of `SHOWS`, a kind, a part of the name; empty for all."""

    show: str = ""
    kind: str = ""
    words: str = ""


def with_hearing(sources: "QuerySet[Source]", now: datetime, *, late: Collection[int]) -> "QuerySet[Any]":
    """With `hearing`, a value of `Hearing`, and `rank`, by which those that cannot be heard stand first.

    Blind is what failed the last time, or should have been read long ago; `late` are the keys from `late_sources`.
    """
    term = ExpressionWrapper(F("interval_minutes") * Value(timedelta(minutes=PATIENCE)), DurationField())
    deaf_since = ExpressionWrapper(Value(now) - term, DateTimeField())
    deaf = ~Q(last_error="") | Q(last_ok_at=None) | Q(last_ok_at__lt=deaf_since)
    hearing = Case(
        When(is_active=False, then=Value(Hearing.PAUSED)),
        When(pk__in=late, then=Value(Hearing.LATE)),
        When(kind__in=FILE_KINDS, then=Value(Hearing.FILE)),
        When(last_run_at=None, then=Value(Hearing.NEVER)),
        When(deaf, then=Value(Hearing.BLIND)),
        default=Value(Hearing.OK),
        output_field=CharField(),
    )
    return sources.annotate(hearing=hearing, rank=Case(*[When(hearing=one, then=rank) for one, rank in _RANK.items()]))


def late_sources(now: datetime) -> set[int]:
    """Sources whose next file should have come; two queries, as files are few."""
    return late_files(list(Source.objects.filter(kind__in=FILE_KINDS, is_active=True)), now=now)


def source_rows(now: datetime, sources: "QuerySet[Source] | None" = None) -> list[SourceRow]:
    """Some sources, or all, those that cannot be heard first; a constant number of queries."""
    rows = with_hearing(Source.objects.all() if sources is None else sources, now, late=late_sources(now))
    return rows_of(list(rows.select_related("account", "owner").order_by("rank", "kind", "name")))


def troubled_rows(now: datetime) -> tuple[list[SourceRow], dict[str, int]]:
    """The worst of those that somebody should look at: cannot be heard, far less than usual, or with gaps. And how
    many of all sources are heard how, by `Hearing`."""
    counts = _counts(with_hearing(Source.objects.all(), now, late=()))
    late = late_sources(now) if counts.get(Hearing.FILE) else set()
    counts |= {Hearing.LATE: len(late), Hearing.FILE: counts.get(Hearing.FILE, 0) - len(late)}
    rows = with_hearing(Source.objects.all(), now, late=late)
    gaps = SourceGap.objects.filter(source=OuterRef("pk"), state=GapState.OPEN)
    wrong = Q(hearing__in=SHOWS["unheard"]) | Q(is_active=True) & (Q(quiet_since__isnull=False) | Exists(gaps))
    worst = rows.filter(wrong).select_related("account").order_by("rank", "kind", "name")[:TROUBLED]
    return rows_of(list(worst)), counts


def source_page(
    wanted: Wanted, *, before: int | None, after: int | None, now: datetime
) -> tuple[KeyPage[Source], dict[str, int]]:
    """One page of the list, and how many there are of each of `SHOWS` with the kind and the words that are wanted."""
    every = with_hearing(Source.objects.all(), now, late=late_sources(now))
    fitting = every.filter(name__icontains=wanted.words)
    fitting = fitting.filter(kind=wanted.kind) if wanted.kind else fitting
    counts = _counts(fitting)
    rows = fitting.filter(hearing__in=SHOWS[wanted.show]) if wanted.show in SHOWS else fitting
    page = sorted_page(rows.select_related("account", "owner"), _ORDER, anchors=every, before=before, after=after)
    return page, {show: sum(counts.get(one, 0) for one in ones) for show, ones in SHOWS.items()}


def rows_of(sources: Sequence[Source]) -> list[SourceRow]:
    """Sources from `with_hearing` with the number of their open gaps; one query."""
    open_gaps = SourceGap.objects.filter(source__in=sources, state=GapState.OPEN).order_by().values_list("source")
    gaps = dict(open_gaps.annotate(number=Count("pk")))
    return [SourceRow(one, Hearing(vars(one)["hearing"]), gaps.get(one.pk, 0)) for one in sources]


def _counts(rows: "QuerySet[Any]") -> dict[str, int]:
    return dict(rows.order_by().values_list("hearing").annotate(number=Count("pk")))
