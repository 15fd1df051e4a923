"""Each new text finds the group of near-identical ones that it belongs to, a batch at a time (M4)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from core.locks import wait_in_line
from monitoring.kin.carried import carried_all
from monitoring.kin.prints import LIKE, Prints, alike, packed, prints_of, unpacked

WINDOW = dt.timedelta(days=30)
"""A text that was not met for so long begins a new group."""
_LINE = "monitoring.kin"
_FIND = """
SELECT band, group_id, print, day < %s FROM monitoring_kinband WHERE band = ANY(%s::bigint[]) AND day >= %s
"""
_TOUCH = "UPDATE monitoring_kinband SET day = %s WHERE band = ANY(%s::bigint[])"
_NUMBERS = "SELECT nextval('monitoring_kin_group') FROM generate_series(1, %s)"
_KEEP = """
INSERT INTO monitoring_kinband AS known (band, group_id, print, day)
SELECT DISTINCT ON (band) band, number, decode(print, 'hex'), %s
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
  AS made(number, print, b0, b1, b2, b3, b4), LATERAL (VALUES (b0), (b1), (b2), (b3), (b4)) AS keys(band)
ORDER BY band, number
ON CONFLICT (band) DO UPDATE SET group_id = excluded.group_id, print = excluded.print, day = excluded.day
WHERE known.day < %s
"""


@dataclass(slots=True)
class _Known:
    """What the bands of a batch hold already: group and place of the print by band, and which are to be touched."""

    groups: dict[int, tuple[int, int]] = field(default_factory=dict)
    marks: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, 64), np.uint8))
    older: set[int] = field(default_factory=set)


def assign(texts: Sequence[str], *, at: dt.datetime) -> list[int | None]:
    """The group of each text, new ones included; None for a text with too little in it.

    Two sessions wait for each other until the other's transaction is over: the same text never begins two groups.
    """
    words = carried_all(texts)
    unique = list(dict.fromkeys(one for one in words if one))
    if not unique:
        return [None] * len(texts)
    prints, day = prints_of(unique), at.date()
    with transaction.atomic():
        wait_in_line(_LINE)
        groups = _grouped(prints, day)
    by_words = dict(zip(unique, groups, strict=True))
    return [by_words.get(one) for one in words]


def forget_bands(*, at: dt.datetime) -> int:
    """Drop the keys that were not met within the window. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM monitoring_kinband WHERE day < %s", [at.date() - WINDOW])
        return int(cursor.rowcount)


def _grouped(prints: Prints, day: dt.date) -> list[int]:
    known = _known(prints, day)
    found = _nearest(prints, known)
    fresh: dict[int, int] = {}
    bands, by_band = prints.bands.tolist(), dict[int, int]()
    for line, group in enumerate(found):
        if group is None:
            fresh[line] = twin = _twin(prints, line, {by_band[band] for band in bands[line] if band in by_band})
            if twin == line:
                for band in bands[line]:
                    by_band.setdefault(band, line)
    firsts = [line for line, twin in fresh.items() if line == twin]
    numbers = dict(zip(firsts, _numbers(len(firsts)), strict=True))
    _keep(prints, numbers, day)
    _touch(known, [line for line, group in enumerate(found) if group is not None], bands, day)
    return [numbers[fresh[line]] if group is None else group for line, group in enumerate(found)]


def _known(prints: Prints, day: dt.date) -> _Known:
    known = _Known()
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [day, _array(prints.bands.ravel().tolist()), day - WINDOW])
        rows = cursor.fetchall()
    for place, (band, group, _, is_older) in enumerate(rows):
        known.groups[band] = (group, place)
        if is_older:
            known.older.add(band)
    if rows:
        known.marks = unpacked(b"".join([bytes(row[2]) for row in rows]))
    return known


def _nearest(prints: Prints, known: _Known) -> list[int | None]:
    """The most alike known group of each print; the older one of two that are equally alike."""
    pairs = [
        (line, *known.groups[band])
        for line, bands in enumerate(prints.bands.tolist())
        for band in bands
        if band in known.groups
    ]
    found: list[int | None] = [None] * len(prints.bands)
    if pairs:
        lines, groups, places = (list(column) for column in zip(*pairs, strict=True))
        shares = alike(prints.marks[lines], known.marks[places]).tolist()
        best: dict[int, tuple[float, int]] = {}
        for line, group, share in zip(lines, groups, shares, strict=True):
            if share >= LIKE:
                best[line] = max(best.get(line, (0.0, 0)), (share, -group))
        for line, (_, group) in best.items():
            found[line] = -group
    return found


def _twin(prints: Prints, line: int, others: set[int]) -> int:
    """The line of the same batch whose group this one joins; itself when it is the first of its kind."""
    near = sorted(others)
    if not near:
        return line
    shares = alike(prints.marks[near], prints.marks[line])
    return near[int(shares.argmax())] if shares.max() >= LIKE else line


def _numbers(number: int) -> list[int]:
    if not number:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [number])
        return [row[0] for row in cursor.fetchall()]


def _keep(prints: Prints, numbers: dict[int, int], day: dt.date) -> None:
    if not numbers:
        return
    lines = list(numbers)
    shapes = [bytes(row).hex() for row in packed(prints.marks[lines])]
    columns = [_array(column.tolist()) for column in prints.bands[lines].T]
    params: list[Any] = [day, _array(numbers.values()), _array(shapes), *columns, day - WINDOW]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, params)


def _touch(known: _Known, lines: list[int], bands: list[list[int]], day: dt.date) -> None:
    """Keys of texts that were met again live on."""
    met = sorted({band for line in lines for band in bands[line] if band in known.older}) if known.older else []
    if met:
        with connection.cursor() as cursor:
            cursor.execute(_TOUCH, [day, _array(met)])


def _array(values: Iterable[int | str]) -> str:
    """A PostgreSQL array as text: psycopg takes ten times as long over a list."""
    return "{" + ",".join(map(str, values)) + "}"
