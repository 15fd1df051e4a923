"""Taking mentions in, beside a bare COPY into the same table of five million in the same run; 988,000 posts from CSV.

What is written into the large table is rolled back. The import runs in a process of its own, so that its memory is its
own, in the small database of the benchmarks, and is undone. As in an import, what needs no database is done in a
thread for the next batch while this one is written.
"""

import csv
import datetime as dt
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, cast

from django.db import connection, transaction
from django.utils import timezone
from psycopg2.extensions import cursor as RawCursor

from benchmarks.dispatching.neighbours import HEADER
from benchmarks.large_library import Language
from benchmarks.large_mentions import MENTIONS, opened
from benchmarks.timing import bound
from core.dates import BEIJING
from monitoring.collect import merging
from monitoring.collect.ahead import read_ahead
from monitoring.collect.rows import COLUMNS, MentionRow
from monitoring.collect.staging import copy_line
from monitoring.collect.understanding import Read, grouped, keep_up, read_through
from monitoring.kin import prepare
from monitoring.models import Source
from monitoring.watch.matching import Matcher
from monitoring.watch.rules import Pattern, Word
from weibo.text import id_floor_of_time, mid_to_base62

ROOT = Path(__file__).resolve().parents[1]
ROWS, BATCH, WORDS, IMPORTED = 60_000, 5_000, 2_000, 988_000
ROUNDS = 5
"""Of all ways in turn, so that a machine that slows down slows all of them; medians are told."""
RATIO, RATE, SECONDS, MIB = 0.45, 10_000, 180, 400
_COPY = (
    f"COPY monitoring_mention ({', '.join(COLUMNS)}, id, source_id, first_seen_at, last_seen_at) FROM STDIN"
)  # fmt: skip
Ahead = Callable[[list[MentionRow]], Read]
Act = Callable[[Read], None]


def run() -> dict[str, Any]:
    """Mentions a second of each way, and the seconds and memory of the import."""
    imported = _imported()
    language = opened()
    source = Source.objects.filter(kind="file").order_by("pk").first()
    assert source is not None
    matcher = Matcher({0: Pattern(tuple(Word(word) for word in language.words[20 : WORDS + 20]))})
    now = timezone.now()
    ways: dict[str, tuple[Ahead, Act]] = {
        "bare COPY, same table and indexes": (_nothing, lambda batch: _bare(batch.rows, source, now)),
        "normalise, match, COPY, merge": (
            lambda rows: _matched(rows, matcher),
            lambda batch: _merged(batch.rows, source, now),
        ),
        "the same, judged": (
            lambda rows: _judged(rows, matcher),
            lambda batch: _merged(grouped(batch, at=now), source, now),
        ),
        "seen again: COPY, merge": (_nothing, lambda batch: _again(batch.rows, source, now)),
    }
    keep_up()
    rounds = [[_rate(way, language, turn * 9 + number) for number, way in enumerate(ways.values())]
              for turn in range(ROUNDS)]  # fmt: skip
    rates = [median(one) for one in zip(*rounds, strict=True)]
    shares = [median(one) for one in zip(*([rate / turn[0] for rate in turn] for turn in rounds), strict=True)]
    rows: list[list[Any]] = [
        [name, round(rate), round(share, 2)] for name, rate, share in zip(ways, rates, shares, strict=True)
    ]
    rows.append([f"CSV of {IMPORTED:,} posts, start to end", round(IMPORTED / imported["seconds"]), ""])
    bounds = [
        _least("normalise, match, COPY, merge ÷ bare COPY", RATIO, shares[1]),
        _least("judged: mentions a second", RATE, rates[2]),
        bound(f"{IMPORTED:,} posts from CSV: seconds", SECONDS, imported["seconds"]),
        bound("the same: MiB at the peak", MIB, imported["mib"]),
        bound("the same: rows lost", 0, IMPORTED - imported["new"]),
    ]
    return {
        "title": f"ingest: into {MENTIONS:,} mentions, {ROWS:,} rows in batches of {BATCH:,}",
        "columns": ["way", "mentions/s", "÷ bare COPY"],
        "rows": rows,
        "bounds": bounds,
        "ok": all(row["ok"] for row in bounds),
    }


def _least(name: str, least: float, measured: float) -> dict[str, Any]:
    return {"name": name, "bound": least, "measured": round(measured, 3), "ok": measured >= least}


def _rate(way: tuple[Ahead, Act], language: Language, seed: int) -> float:
    """Rows a second of one way; the texts are made before."""
    chance, now = random.Random(seed), timezone.now()
    rows = []
    for number in range(ROWS):
        at = now - dt.timedelta(seconds=(ROWS - number) * 20)
        rows.append(
            MentionRow(
                external_id=str(id_floor_of_time(at) + 4_000_000 + number % 190_000),
                text=language.text(chance),
                author_id=str(5504000000 + chance.randrange(200_000)),
                author_name="网友",
                published_at=at,
                url="https://weibo.com/5504000000/P1",
                reposts=chance.randrange(9),
                comments=2,
                likes=5,
            )
        )
    ahead, act = way
    with transaction.atomic():
        started = time.perf_counter()
        with read_ahead(ahead(rows[start : start + BATCH]) for start in range(0, ROWS, BATCH)) as batches:
            for batch in batches:
                act(batch)
        seconds = sum(_measured) or time.perf_counter() - started
        _measured.clear()
        transaction.set_rollback(True)
    return ROWS / seconds


def _bare(rows: list[MentionRow], source: Source, now: dt.datetime) -> None:
    at = now.isoformat()
    buffer = io.BytesIO("".join(f"{_keyed(row)}\t{source.pk}\t{at}\t{at}\n" for row in rows).encode())
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cast(RawCursor, cursor.cursor).copy_expert(_COPY, buffer)
    _measured.append(time.perf_counter() - started)


_measured: list[float] = []
"""Seconds of each batch where only a part of the act counts: a COPY without making its lines, a second sight."""


def _keyed(row: MentionRow) -> str:
    return copy_line(row, 0).rsplit("\t", 1)[0]


def _nothing(rows: list[MentionRow]) -> Read:
    return Read(rows, prepare([]))


def _matched(rows: list[MentionRow], matcher: Matcher[int]) -> Read:
    matcher.match([row.text for row in rows])
    return _nothing(rows)


def _judged(rows: list[MentionRow], matcher: Matcher[int]) -> Read:
    matcher.match([row.text for row in rows])
    return read_through(rows)


def _merged(rows: list[MentionRow], source: Source, now: dt.datetime) -> None:
    merging.merge_judged(rows, source=source, at=now)


def _again(rows: list[MentionRow], source: Source, now: dt.datetime) -> None:
    _merged(rows, source, now)
    started = time.perf_counter()
    _merged(rows, source, now)
    _measured.append(time.perf_counter() - started)


def _imported() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weibo-search.csv"
        _write(path)
        command = [sys.executable, "-m", "benchmarks.importing", str(path)]
        answer = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
        print(answer.stdout.splitlines()[-1], flush=True)
        figures: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
        return figures


def _write(path: Path) -> None:
    """Short posts as weibo-search writes them, half a minute apart."""
    language, chance = Language.made(random.Random(3)), random.Random(4)
    now = timezone.now().astimezone(BEIJING)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for post_id, at in _clock(now):
            text = "".join(chance.choices(language.words, cum_weights=language.weights, k=12))
            mid = str(post_id)
            table.writerow([mid, mid_to_base62(mid), 5504000001, "网友", text, 0, 3, "12", f"{at:%Y-%m-%d %H:%M}", ""])


def _clock(now: dt.datetime) -> Iterator[tuple[int, dt.datetime]]:
    for number in range(IMPORTED):
        at = now - dt.timedelta(seconds=(IMPORTED - number) * 30)
        yield id_floor_of_time(at) + number % 1000, at
