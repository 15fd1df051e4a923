"""Each new text finds the group of near-identical ones that it belongs to, a batch at a time (M4)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from core.locks import wait_in_line
from monitoring.kin.bands import Bands, day_number, find_bands, keep_bands, touch_bands
from monitoring.kin.carried import carried_all
from monitoring.kin.prints import BANDS, KEYS, LIKE, Prints, alike, packed, prints_of, unpacked

WINDOW = dt.timedelta(days=30)
"""A text that was not met for so long begins a new group."""
_LINE = "monitoring.kin"
_NUMBERS = "SELECT nextval('monitoring_kin_group') FROM generate_series(1, %s)"
_NONE = -1
FEW_FREE = 3
"""Fewer keys of its own do not surely bring later copies to a group."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch as far as it goes without the database: bare words of each text, prints of those that differ."""

    words: list[str]
    unique: list[str]
    prints: Prints


def prepare(texts: Sequence[str]) -> Prepared:
    """The half of `assign` that reads and writes nothing, for whoever does it beside something else."""
    words = carried_all(texts)
    unique = list(dict.fromkeys(one for one in words if one))
    return Prepared(words, unique, prints_of(unique))


def assign(texts: Sequence[str], *, at: dt.datetime) -> list[int | None]:
    """The group of each text, new ones included; None for a text with too little in it."""
    return settle(prepare(texts), at=at)


def settle(batch: Prepared, *, at: dt.datetime) -> list[int | None]:
    """The group of each text of a batch.

    Two sessions wait for each other until the other's transaction is over: the same text never begins two groups.
    """
    if not batch.unique:
        return [None] * len(batch.words)
    with transaction.atomic():
        wait_in_line(_LINE)
        groups = _grouped(batch.prints, at.date())
    by_words = dict(zip(batch.unique, groups, strict=True))
    return [by_words.get(one) for one in batch.words]


def forget_bands(*, at: dt.datetime) -> int:
    """Drop the keys that were not met within the window. Returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        wait_in_line(_LINE)
        cursor.execute("DELETE FROM monitoring_kinband WHERE day < %s", [at.date() - WINDOW])
        return int(cursor.rowcount)


def _grouped(prints: Prints, day: dt.date) -> list[int]:
    standing = find_bands(prints.bands)
    old = standing.day < day_number(day - WINDOW)
    known = standing.where(~old)
    groups = _nearest(prints, known)
    met = groups != _NONE
    twins = _twins(prints, np.flatnonzero(~met))
    firsts = np.array([line for line, twin in twins.items() if line == twin], np.int64)
    groups[firsts] = _numbers(len(firsts))
    new = _new_bands(prints, groups, firsts, day, known)
    new = new.where(~np.isin(new.band, known.band))
    forgotten = standing.band[old]
    keep_bands(new, instead=forgotten[np.isin(forgotten, new.band)])
    older = known.band[known.day < day_number(day)]
    touch_bands(older[np.isin(older, prints.bands[met])], day)
    lines = np.fromiter(twins, np.int64, len(twins))
    groups[lines] = groups[np.fromiter(twins.values(), np.int64, len(twins))]
    return [int(group) for group in groups]


def _nearest(prints: Prints, known: Bands) -> NDArray[np.int64]:
    """The most alike known group of each print, the older one of two that are equally alike; `_NONE` without any."""
    groups = np.full(len(prints.bands), _NONE, np.int64)
    if not len(known):
        return groups
    asked = prints.bands.ravel()
    places = np.minimum(np.searchsorted(known.band, asked), len(known) - 1)
    there = np.flatnonzero(known.band[places] == asked)
    lines, places = there // KEYS, places[there]
    shares = alike(prints.marks[lines], unpacked(known.print[places].tobytes()))
    near = shares >= LIKE
    lines, candidates, shares = lines[near], known.group[places[near]], shares[near]
    order = np.lexsort((candidates, -shares, lines))
    best, first = np.unique(lines[order], return_index=True)
    groups[best] = candidates[order][first]
    return groups


def _twins(prints: Prints, fresh: NDArray[np.int64]) -> dict[int, int]:
    """Of each line without a known group, the line of the same batch whose group it joins; itself when it is the first.

    Only lines that share a key with another one are looked at.
    """
    twins = {line: line for line in fresh.tolist()}
    _bands, numbers, often = np.unique(prints.bands[fresh], return_inverse=True, return_counts=True)
    shared = (often[numbers.reshape(-1, KEYS)] > 1).any(axis=1)
    by_band = dict[int, int]()
    for line in fresh[shared].tolist():
        keys = prints.bands[line].tolist()
        twins[line] = twin = _twin(prints, line, {by_band[band] for band in keys if band in by_band})
        if twin == line:
            for band in keys:
                by_band.setdefault(band, line)
    return twins


def _twin(prints: Prints, line: int, others: set[int]) -> int:
    """The line of the same batch whose group this one joins; itself when it is the first of its kind."""
    near = sorted(others)
    if not near:
        return line
    shares = alike(prints.marks[near], prints.marks[line])
    return near[int(shares.argmax())] if shares.max() >= LIKE else line


def _new_bands(
    prints: Prints, groups: NDArray[np.int64], firsts: NDArray[np.int64], day: dt.date, known: Bands
) -> Bands:
    """The keys of new groups; one that two of them have is the first one's.

    The key of the whole text is kept only where other groups already have most of the others: a row more for each
    group would cost all, and few need it.
    """
    keys = prints.bands[firsts]
    free = (~np.isin(keys[:, :BANDS], known.band)).sum(axis=1)
    places = np.arange(keys.size).reshape(keys.shape)
    wanted = np.concatenate([places[:, :BANDS].ravel(), places[free < FEW_FREE, BANDS]])
    bands, at = np.unique(keys.ravel()[wanted], return_index=True)
    lines = firsts[wanted[at] // KEYS]
    days = np.full(len(bands), day_number(day), np.int32)
    return Bands(bands, groups[lines], packed(prints.marks[lines]), days)


def _numbers(number: int) -> list[int]:
    if not number:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [number])
        return [row[0] for row in cursor.fetchall()]
