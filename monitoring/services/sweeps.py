"""Sweeps: sets read what came since their last turn and keep what their words catch (M1)."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Greatest

from core.dates import local_day
from core.locks import only_one
from monitoring.models import KeywordSet, Mention, Sweep
from monitoring.queries.listening import Ear, Said
from monitoring.queries.windows import interval_of, windows_on
from monitoring.services.alerts import watch_set

CHUNK = 5000
KEPT = timedelta(days=60)
NEAR = 50_000
"""Sets at most so far behind the newest mention are swept together; one that is further behind goes by itself."""
_INSERT = """
INSERT INTO monitoring_hit (keyword_set_id, mention_id, words, published_at, found_at)
SELECT keyword_set, mention, words, published_at, %s
FROM jsonb_to_recordset(%s::jsonb) AS hit(keyword_set bigint, mention bigint, words jsonb, published_at timestamptz)
ON CONFLICT (keyword_set_id, mention_id) DO {on_known}
"""
_KEEP = _INSERT.format(on_known="NOTHING")
RENEW = _INSERT.format(on_known="UPDATE SET words = excluded.words")


def sweep_due(*, now: datetime) -> list[Sweep]:
    """Sweep every active set whose turn has come; its next turn is set first, so a slow set is not swept twice.

    Those that have kept up share one reading of the new mentions; then come those that are far behind.
    """
    windows = windows_on(local_day(now))
    _hasten(now)
    due = KeywordSet.objects.filter(is_active=True).filter(Q(next_sweep_at__isnull=True) | Q(next_sweep_at__lte=now))
    sweeps: list[Sweep] = []
    with ExitStack() as held:
        mine = []
        for keyword_set in due.order_by(F("next_sweep_at").asc(nulls_first=True), "pk"):
            if held.enter_context(only_one(f"monitoring.sweep.{keyword_set.pk}")):
                following = now + timedelta(minutes=interval_of(keyword_set, windows))
                KeywordSet.objects.filter(pk=keyword_set.pk).update(next_sweep_at=following)
                mine.append(keyword_set)
        newest = Mention.objects.aggregate(newest=Max("arrival"))["newest"] or 0
        near = [keyword_set for keyword_set in mine if newest - keyword_set.swept_to_id <= NEAR]
        far = [[keyword_set] for keyword_set in mine if newest - keyword_set.swept_to_id > NEAR]
        for together in [near, *far] if near else far:
            sweeps += sweep_sets(together, now=now)
    return sweeps


def sweep_set(keyword_set: KeywordSet, *, now: datetime, progress: Callable[[int], None] | None = None) -> Sweep:
    """Match the mentions that are new to one set; then look for a spike."""
    return sweep_sets([keyword_set], now=now, progress=progress)[0]


def sweep_sets(
    sets: Sequence[KeywordSet], *, now: datetime, progress: Callable[[int], None] | None = None
) -> list[Sweep]:
    """Match the mentions that are new to any of these sets in one reading; then look for spikes.

    Each chunk commits with the arrival it reached. Mentions become visible in the order of their arrival, so nothing
    below it can appear later.
    """
    known = dict(KeywordSet.objects.filter(pk__in=[found.pk for found in sets]).values_list("pk", "swept_to_id"))
    sweeps = Sweep.objects.bulk_create(
        Sweep(keyword_set=found, started_at=now, from_id=known[found.pk]) for found in sets if found.pk in known
    )
    ear = Ear(sets)
    for chunk in chunks(min(known.values(), default=0)):
        with transaction.atomic():
            _keep_chunk(sweeps, ear, chunk, now=now)
        if progress is not None:
            progress(sum(sweep.read for sweep in sweeps))
    Sweep.objects.filter(pk__in=[sweep.pk for sweep in sweeps]).update(finished_at=now)
    for sweep in sweeps:
        sweep.finished_at = now
        watch_set(keyword_set=sweep.keyword_set, now=now)
    return sweeps


def chunks(after: int, *, since: datetime | None = None) -> Iterator[list[Said]]:
    """Mentions above an arrival in order, up to what is committed when each chunk is read."""
    while True:
        rows = Mention.objects.filter(arrival__gt=after).order_by("arrival")
        if since is not None:
            rows = rows.filter(published_at__gte=since)
        chunk = [
            Said(arrival, pk, text, published_at or first_seen_at)
            for arrival, pk, text, published_at, first_seen_at in rows.values_list(
                "arrival", "pk", "text", "published_at", "first_seen_at"
            )[:CHUNK]
        ]
        if not chunk:
            return
        yield chunk
        after = chunk[-1].arrival


def insert_hits(rows: Iterable[tuple[int, Said, list[str]]], *, now: datetime, statement: str = _KEEP) -> None:
    """Hits of many sets by one statement: a common word catches most of what an import brings."""
    found = [
        {"keyword_set": set_id, "mention": said.mention_id, "words": words, "published_at": said.at.isoformat()}
        for set_id, said, words in rows
    ]
    if found:
        with connection.cursor() as cursor:
            cursor.execute(statement, [now, json.dumps(found)])


def forget_sweeps(*, now: datetime) -> int:
    """Runs are kept for two months. Returns how many went."""
    return Sweep.objects.filter(started_at__lt=now - KEPT).delete()[0]


def _keep_chunk(sweeps: list[Sweep], ear: Ear, chunk: list[Said], *, now: datetime) -> None:
    """What each set hears in a chunk; a set that has read further already hears none of it again."""
    reached = chunk[-1].arrival
    starts = {sweep.keyword_set_id: sweep.from_id for sweep in sweeps}
    heard = [
        (set_id, said, words)
        for said, found in zip(chunk, ear.hear(chunk), strict=True)
        for set_id, words in found.items()
        if said.arrival > starts[set_id]
    ]
    insert_hits(heard, now=now)
    for sweep in sweeps:
        sweep.hits += sum(set_id == sweep.keyword_set_id for set_id, _, _ in heard)
        sweep.read += sum(said.arrival > sweep.from_id for said in chunk)
        sweep.to_id = max(sweep.from_id, reached)
    Sweep.objects.bulk_update(sweeps, ["hits", "read", "to_id"])
    KeywordSet.objects.filter(pk__in=starts).update(swept_to_id=Greatest(F("swept_to_id"), reached))


def _hasten(now: datetime) -> None:
    """A window that has begun does not wait for the turn that was set before it."""
    windows = windows_on(local_day(now))
    if not windows:
        return
    late = KeywordSet.objects.filter(is_active=True, next_sweep_at__gt=now + timedelta(minutes=1))
    for keyword_set in late:
        soonest = now + timedelta(minutes=interval_of(keyword_set, windows))
        if keyword_set.next_sweep_at is not None and soonest < keyword_set.next_sweep_at:
            KeywordSet.objects.filter(pk=keyword_set.pk).update(next_sweep_at=soonest)
