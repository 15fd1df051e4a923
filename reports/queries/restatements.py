"""Figures that were shown and read otherwise now (I1): "restated on …, was …"."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from core.errors import Sentence
from reports.measures import CATALOGUE
from reports.models import Dimension, Restatement
from reports.queries.subjects import Asked, Kind

SHOWN = 8
TOLD = ("posts", "followers", "followers_growth", "threads", "answered", "failed", "missed", "mentions")


@dataclass(frozen=True)
class Restated:
    """One figure of one day."""

    day: dt.date
    name: Sentence
    was: int | None
    now: int | None
    at: dt.datetime


def restated_days(asked: Asked, first: dt.date, last: dt.date) -> list[Restated]:
    """Of an account, or of all together; other dimensions follow from the same posts and are not kept one by one."""
    if asked.kind == Kind.MATRIX and asked.accounts is None:
        return restatements(Dimension.MATRIX, 0, first, last)
    if asked.kind != Kind.ACCOUNTS:
        return []
    return restatements(Dimension.ACCOUNT, asked.key, first, last)


def restatements(dimension: Dimension, key: int, first: dt.date, last: dt.date) -> list[Restated]:
    """The newest first; one query."""
    rows = Restatement.objects.filter(dimension=dimension, key=key, day__gte=first, day__lte=last)
    return [told for row in rows[:SHOWN] for told in _told(row)][:SHOWN]


def _told(row: Restatement) -> list[Restated]:
    pairs = [(name, row.was.get(name), row.now.get(name)) for name in TOLD]
    pairs.insert(0, ("interactions", _interactions(row.was), _interactions(row.now)))
    return [
        Restated(row.day, CATALOGUE[name].name, was, now, row.restated_at) for name, was, now in pairs if was != now
    ]


def _interactions(figures: dict[str, Any]) -> int | None:
    known = [figures[name] for name in ("reposts", "comments", "likes") if figures.get(name) is not None]
    return sum(known) if known else None
