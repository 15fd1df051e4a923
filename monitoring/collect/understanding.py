"""What a text is, said while it comes in: judged by the batch (M4, M8).

Only new mentions keep it: a mention that is seen again keeps what it has, above all what a person corrected.
"""

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from monitoring.collect.rows import MentionRow
from monitoring.kin import Prepared, prepare, settle
from monitoring.models import SenseVersion, VersionState
from monitoring.sense import Judge, Judgement, judge
from monitoring.sense.judging import use
from monitoring.sense.model import BadModel, loaded

log = structlog.get_logger(__name__)
LOOK_AGAIN: Final = 20.0
"""Seconds after which a process looks whether another version was put in use."""


class _Seen:
    """Which version this process judges with, and when it last looked."""

    at: float = -1e9
    version: int | None = None


def judged(texts: Sequence[str]) -> list[Judgement]:
    """Judge with the version that the company has put in use; the shipped one when there is none."""
    if texts:
        keep_up()
    return judge(texts)


def keep_up() -> None:
    """Look from time to time whether another version was put in use."""
    if time.monotonic() - _Seen.at > LOOK_AGAIN:
        look_again()


def look_again() -> None:
    """Take up the version in use. One that cannot be read is reported, and the shipped one judges."""
    version = SenseVersion.objects.filter(state=VersionState.IN_USE).values_list("pk", flat=True).first()
    if version != _Seen.version:
        use(_judge_of(version) if version is not None else None)
    _Seen.at, _Seen.version = time.monotonic(), version


@dataclass(frozen=True, slots=True)
class Read:
    """Rows that were judged already, and what is left for the database to say: their groups."""

    rows: list[MentionRow]
    kin: Prepared


def read_through(rows: list[MentionRow]) -> Read:
    """Judge rows, in place. Neither reads nor writes the database, so that it can go on while others wait for it."""
    texts = [row.text for row in rows]
    for row, said in zip(rows, judge(texts), strict=True):
        row.polarity, row.polarity_certainty = said.polarity, said.certainty
        row.topic_kind, row.kind_certainty = said.kind, said.kind_certainty
    return Read(rows, prepare(texts))


def grouped(read: Read, *, at: dt.datetime) -> list[MentionRow]:
    """The same rows with the groups of near-identical texts."""
    for row, group in zip(read.rows, settle(read.kin, at=at), strict=True):
        row.group_id = group
    return read.rows


def understood(rows: Sequence[MentionRow], *, at: dt.datetime) -> list[MentionRow]:
    """The rows with polarity, kind and group of near-identical texts, all at once."""
    if rows:
        keep_up()
    return grouped(read_through(list(rows)), at=at)


def _judge_of(version: int) -> Judge | None:
    data = SenseVersion.objects.values_list("data", flat=True).get(pk=version)
    try:
        return Judge(loaded(bytes(data)))
    except BadModel:
        log.exception("sense_version_unreadable", version=version)
        return None
