"""Judging many texts at once (M4, M8): two heads, one table of what goes together, and "don't know" when unsure."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitoring.sense.features import BATCH, readable, rows_of
from monitoring.sense.model import KINDS, POLARITIES, Model, read_model
from monitoring.sense.training import chances

SHIPPED: Final = Path(__file__).with_name("shipped.model")
TOGETHER: Final = np.array(
    [
        [0.12, 0.80, 0.08],  # question
        [0.95, 0.04, 0.01],  # complaint
        [0.01, 0.04, 0.95],  # praise
        [0.15, 0.75, 0.10],  # suggestion
        [0.06, 0.80, 0.14],  # noise
        [0.34, 0.33, 0.33],  # none of them
    ],
    np.float32,
)
"""How often a kind (row) is said against us, neutrally, for us (column). A head alone does not know the other's part:
a complaint that is judged friendly by its words is rather one with an unusual vocabulary."""
UNSURE: Final = 45
"""Percent below which we do not claim a side: it stays neutral, the kind stays open."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """polarity -1, 0 or 1; kind one of question, complaint, praise, suggestion, noise or "" (none, or unsure); both
    with their certainty in percent."""

    polarity: int
    certainty: int
    kind: str
    kind_certainty: int


EMPTY: Final = Judgement(0, 0, "", 0)
"""Of a text without a readable character, such as one of emoticons only."""


class Judge:
    """One model, ready to judge."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """One judgement for each text, in order; texts are taken raw."""
        found: list[Judgement] = []
        for at in range(0, len(texts), BATCH):
            plain = [readable(text) for text in texts[at : at + BATCH]]
            both = self.chances(plain)
            sides = _said(both.sum(axis=1))
            kinds = _said(both.sum(axis=2))
            found += [
                _judgement(side, kind) if text else EMPTY for text, side, kind in zip(plain, sides, kinds, strict=True)
            ]
        return found

    def chances(self, plain: Sequence[str]) -> NDArray[np.float32]:
        """Chance of each pair (kind, polarity) for texts that went through `readable`: shape (texts, 6, 3)."""
        scores = self.model.scores(rows_of(plain))
        side = chances(scores[:, : len(POLARITIES)])
        kind = chances(scores[:, len(POLARITIES) :])
        both = np.square(kind)[:, :, None] * np.square(side)[:, None, :] * TOGETHER
        return np.asarray(both / both.sum(axis=(1, 2), keepdims=True), np.float32)


def judge(texts: Sequence[str]) -> list[Judgement]:
    """Judge with the version that is in use. Pure: reads and writes no row."""
    return in_use().judge(texts)


@cache
def shipped() -> Judge:
    """The model that comes with the product, read once in a process."""
    return Judge(read_model(SHIPPED))


class _InUse:
    """The judge of this process. Another one is put here when the company has switched to a version of its own."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.judge: Judge | None = None


_IN_USE: Final = _InUse()


def in_use() -> Judge:
    """The judge that `judge` asks."""
    return _IN_USE.judge or shipped()


def use(judge: Judge | None) -> None:
    """Judge with this one from now on in this process; None is the shipped one."""
    with _IN_USE.lock:
        _IN_USE.judge = judge


def _said(chance: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Column and percent of the likeliest class of each row."""
    best = chance.argmax(axis=1)
    percent = (chance[np.arange(len(chance)), best] * 100).astype(int)
    return list(zip(best.tolist(), percent.tolist(), strict=True))


def _judgement(side: tuple[int, int], kind: tuple[int, int]) -> Judgement:
    polarity = POLARITIES[side[0]] if side[1] >= UNSURE else 0
    name = KINDS[kind[0]] if kind[1] >= UNSURE else ""
    return Judgement(polarity, side[1], name, kind[1])
