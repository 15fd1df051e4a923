"""From when to when a source, or what a keyword set listens to, could be heard (M2).

`full` and `partial` follow from runs and imports; `blind` is where we should have heard and did not: a gap, reads that
fail, a read or a file that is late, a pause; `unknown` is what nobody can tell: before the first read, and between the
files of a crawler that comes at no rhythm.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from django.db.models import Count, Q

from monitoring.models import (
    FILE_KINDS,
    GapState,
    Hit,
    KeywordSet,
    Source,
    SourceGap,
    SourceRun,
    SourceStretch,
    StretchState,
)
from monitoring.watch.stretches import both, minus, union, within

Span = tuple[datetime, datetime]
PATIENCE = 3
"""Intervals without a read, or without a file at its rhythm (there one and a half), after which a source is late."""
SEAM = timedelta(hours=3)
"""Between two files that follow one another nothing is missing; people sleep, too."""
LATELY = timedelta(days=14)
DAY = timedelta(days=1)
_VOICE = 0.05
"""A source with this share of what a set caught lately is one it needs."""
FILES_ASKED = timedelta(days=30)
FEWEST_FILES = 4


@dataclass(frozen=True)
class Stretch:
    """`[start, end)` in one state."""

    start: datetime
    end: datetime
    state: StretchState


@dataclass(frozen=True)
class Ear:
    """One source between two instants, as lists of `[start, end)`; what is in none is unknown."""

    full: list[Span] = field(default_factory=list)
    partial: list[Span] = field(default_factory=list)
    blind: list[Span] = field(default_factory=list)


def covered(of: Source | KeywordSet, since: datetime, until: datetime, *, now: datetime | None = None) -> list[Stretch]:
    """Stretches without holes between them from `since` to `until`; `now` is when it is asked, otherwise `until`."""
    sources = [of] if isinstance(of, Source) else sources_of(of, now=now or until)
    ears = ears_of(sources, since, until, now=now or until)
    return stretches_of(together([ears[source.pk] for source in sources]), since, until)


def is_deaf(keyword_set: KeywordSet, since: datetime, now: datetime) -> bool:
    """Whether something that the set needs could not be heard for a while: its silence must not be taken for calm."""
    sources = sources_of(keyword_set, now=now)
    return any(ear.blind for ear in ears_of(sources, since, now, now=now).values())


def sources_of(keyword_set: KeywordSet, *, now: datetime) -> list[Source]:
    """Those that brought a share of what the set caught lately, and those that fail before they brought anything.

    All that are read when it caught nothing: it cannot be told who would have brought it.
    """
    hits = Hit.objects.filter(keyword_set=keyword_set, published_at__gt=now - LATELY, published_at__lte=now)
    brought = dict(
        hits.filter(mention__source__isnull=False)
        .order_by()
        .values_list("mention__source")
        .annotate(number=Count("pk"))
    )
    needed = {pk for pk, number in brought.items() if number >= _VOICE * sum(brought.values())}
    ours = Q(set_search__isnull=True) | Q(set_search__keyword_set=keyword_set)
    active = Source.objects.of_others().filter(ours | Q(pk__in=needed), is_active=True).select_related("account")
    return [
        source
        for source in active
        if not brought or source.pk in needed or (source.heard_until is None and source.last_error)
    ]


def ears_of(sources: Sequence[Source], since: datetime, until: datetime, *, now: datetime) -> dict[int, Ear]:
    """Each source between two instants; a constant number of queries."""
    rows: dict[int, list[SourceStretch]] = defaultdict(list)
    ids = [source.pk for source in sources]
    for row in SourceStretch.objects.filter(source__in=ids, end__gte=since - SEAM, start__lt=until + SEAM):
        rows[row.source_id].append(row)
    gaps: dict[int, list[Span]] = defaultdict(list)
    for gap in SourceGap.objects.filter(source__in=ids, end__gt=since, start__lt=until).exclude(state=GapState.FETCHED):
        gaps[gap.source_id].append((gap.start, gap.end))
    rhythms = rhythms_of(sources, now=now)
    ends = _ends(sources)
    return {
        source.pk: _ear(_Known(source, rows[source.pk], gaps[source.pk], rhythms.get(source.pk), ends.get(source.pk)),
                        since, until, now)
        for source in sources
    }  # fmt: skip


@dataclass(frozen=True)
class _Known:
    source: Source
    rows: list[SourceStretch]
    gaps: list[Span]
    rhythm: timedelta | None
    ends: Span | None


def _ends(sources: Sequence[Source]) -> dict[int, Span]:
    """When each source was heard first and last."""
    found: dict[int, Span] = {}
    rows = SourceStretch.objects.filter(source__in=[source.pk for source in sources]).order_by("source", "start")
    for pk, start, _end in rows.distinct("source").values_list("source", "start", "end"):
        found[pk] = (start, start)
    for pk, end in rows.order_by("source", "-end").distinct("source").values_list("source", "end"):
        found[pk] = (found[pk][0], end)
    return found


def _ear(known: _Known, since: datetime, until: datetime, now: datetime) -> Ear:
    is_file = known.source.kind in FILE_KINDS
    full = [(row.start, row.end) for row in known.rows if row.state == StretchState.FULL]
    partial = [(row.start, row.end) for row in known.rows if row.state == StretchState.PARTIAL]
    if is_file:
        full = _sewn(full)
    elif known.ends is not None and until > known.ends[1]:
        expected = (known.ends[1], min(until, _late_at(known, now)))
        (full if any(end >= known.ends[1] for _start, end in full) or not partial else partial).append(expected)
    full = within(minus(full, known.gaps), since, until)
    partial = within(minus(partial, [*known.gaps, *full]), since, until)
    return Ear(full, partial, within(_blind(known, [*full, *partial], now), since, until))


def _blind(known: _Known, heard: list[Span], now: datetime) -> list[Span]:
    """Where it should have been heard and was not."""
    missing = list(known.gaps)
    source = known.source
    if known.ends is None:
        begun = source.last_run_at if source.last_error and source.last_run_at else None
        return minus([(begun, now)] if begun and begun < now else [], heard) if source.is_active else []
    first, last = known.ends
    if source.kind not in FILE_KINDS:
        missing.append((first, now))
    elif known.rhythm is not None:
        late = _late_at(known, now)
        missing += [(late, now)] if late < now else []
        missing += [(start, end) for start, end in minus([(first, last)], heard) if end - start > known.rhythm * 1.5]
    if not source.is_active and source.paused_at and source.paused_at < now:
        missing.append((source.paused_at, now))
    return minus(missing, heard)


def _late_at(known: _Known, now: datetime) -> datetime:
    """Until then nobody wonders that no more was heard. A read that failed is no read."""
    source = known.source
    last = known.ends[1] if known.ends else now
    if source.kind in FILE_KINDS:
        return last + known.rhythm * 1.5 if known.rhythm else now
    if source.last_error or not source.is_active:
        return last
    return last + PATIENCE * timedelta(minutes=source.interval_minutes)


def _sewn(spans: list[Span]) -> list[Span]:
    return [(start, end - SEAM) for start, end in union([(start, end + SEAM) for start, end in spans])]


def late_files(sources: Sequence[Source], *, now: datetime) -> set[int]:
    """Sources whose next file should have come; a paused one is waited for by nobody."""
    rhythms = rhythms_of([source for source in sources if source.is_active], now=now)
    return {
        source.pk
        for source in sources
        if source.pk in rhythms and source.last_ok_at and source.last_ok_at + 1.5 * rhythms[source.pk] < now
    }


def rhythms_of(sources: Iterable[Source], *, now: datetime) -> dict[int, timedelta]:
    """How often a file is expected: as a person said, else as they came so far. The others are left out."""
    files = {source.pk: source for source in sources if source.kind in FILE_KINDS}
    came: dict[int, list[datetime]] = defaultdict(list)
    unsaid = [pk for pk, source in files.items() if source.rhythm_hours is None]
    if unsaid:
        runs = SourceRun.objects.filter(source__in=unsaid, ended_at__gt=now - FILES_ASKED).exclude(outcome="failed")
        for pk, at in runs.order_by("ended_at").values_list("source", "ended_at"):
            came[pk].append(at)
    said = {pk: timedelta(hours=source.rhythm_hours) for pk, source in files.items() if source.rhythm_hours}
    found = {pk: _beat(times) for pk, times in came.items() if len(times) >= FEWEST_FILES}
    return said | {pk: beat for pk, beat in found.items() if beat}


def _beat(times: list[datetime]) -> timedelta | None:
    """The usual distance of files; None when they come as they like, or several a quarter of an hour."""
    steps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    steps = [step for step in steps if step >= 900]
    if len(steps) < FEWEST_FILES - 1:
        return None
    middle = median(steps)
    regular = sum(0.5 * middle <= step <= 1.5 * middle for step in steps) >= 0.7 * len(steps)
    return timedelta(seconds=middle) if regular else None


def together(ears: Sequence[Ear]) -> Ear:
    """Several sources as one: full where all that can be told of are, blind where none of them was heard."""
    known = [ear for ear in ears if ear.full or ear.partial or ear.blind]
    if len(known) <= 1:
        return known[0] if known else Ear()
    heard = [union([*ear.full, *ear.partial]) for ear in known]
    anyone = union(span for spans in heard for span in spans)
    # Somebody is unknown where he is neither heard nor blind: then the others decide.
    full = minus(anyone, [span for ear in known for span in [*ear.partial, *ear.blind]])
    blind = minus((span for ear in known for span in ear.blind), anyone)
    return Ear(full, minus(anyone, full), blind)


@dataclass(frozen=True)
class LastDay:
    """How the sources that are read fared in a day: names of those that were blind in it, how many were heard from its
    beginning to its end, and how many in a part of it only."""

    sources: int
    blind: list[str]
    whole: int
    partly: int


def last_day(now: datetime) -> LastDay:
    """The 24 hours before `now`; a constant number of queries."""
    since = now - DAY
    sources = list(Source.objects.of_others().filter(is_active=True).select_related("account"))
    ears = ears_of(sources, since, now, now=now)
    whole = sum(not minus([(since, now)], ear.full) for ear in ears.values())
    heard = sum(bool(ear.full or ear.partial) for ear in ears.values())
    return LastDay(len(sources), [source.name for source in sources if ears[source.pk].blind], whole, heard - whole)


def stretches_of(ear: Ear, since: datetime, until: datetime) -> list[Stretch]:
    """In order, without holes; what nobody can tell is unknown."""
    told = [*ear.full, *ear.partial, *ear.blind]
    unknown = minus([(since, until)], told)
    kinds = (
        (StretchState.FULL, ear.full),
        (StretchState.PARTIAL, ear.partial),
        (StretchState.BLIND, ear.blind),
        (StretchState.UNKNOWN, unknown),
    )
    return sorted(
        (Stretch(start, end, state) for state, spans in kinds for start, end in spans), key=lambda one: one.start
    )


def comparable(
    sources: Iterable[int], inferred: dict[int, list[Span]], *, judged: Span, first: datetime
) -> dict[int, list[Span]]:
    """For each source the stretches from `first` to the end of the judged one in which its silence means silence.

    Known coverage decides; where it is unknown, `inferred` (that it brought something around then) does. A past that
    was only partly heard is no measure for a stretch that is heard in full: more is caught because more is read.
    """
    since, until = judged
    rows = list(Source.objects.filter(pk__in=list(sources)))
    found = {}
    for pk, ear in ears_of(rows, first, until, now=until).items():
        in_full = bool(both(ear.full, [(since, until)]))
        heard = [*ear.full, *inferred.get(pk, ()), *([] if in_full else ear.partial)]
        found[pk] = minus(heard, [*ear.blind, *(ear.partial if in_full else [])])
    return found
