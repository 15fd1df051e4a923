"""Fitting of the two linear heads: softmax regression by AdaGrad on sparse rows. Needs numpy only, so that a company's
own corrections can be learnt where the product runs. Same rows, same seed: same weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitoring.sense.features import BUCKETS, Rows, all_rows, summed

SEED: Final = 20261122
BATCH: Final = 512


@dataclass(frozen=True)
class Examples:
    """Texts with a class number each (column of the head) and how much each counts."""

    texts: Sequence[str]
    classes: NDArray[np.int64]
    weights: NDArray[np.float32]


@dataclass(frozen=True)
class Settings:
    """How a head is fitted. `pull` draws the weights to where they started: to 0, or to an older model's."""

    rounds: int = 8
    rate: float = 0.1
    pull: float = 1e-5
    balance: float = 1.0


@dataclass
class Head:
    """Weights (BUCKETS, classes) and a bias for each class."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


def rarity_of(rows: Rows) -> NDArray[np.float32]:
    """Smoothed idf of every bucket."""
    seen = np.bincount(rows.buckets, minlength=BUCKETS)
    return (np.log((1 + len(rows)) / (1 + seen)) + 1).astype(np.float32)


def fit_head(
    examples: Examples, *, classes: int, rarity: NDArray[np.float32], settings: Settings, start: Head | None = None
) -> Head:
    """Fit one head. With `start`, the older head is the point that `pull` draws to."""
    rows = all_rows(examples.texts)
    values = _unit(rarity, rows)
    base = start or Head(np.zeros((BUCKETS, classes), np.float32), np.zeros(classes, np.float32))
    head = Head(base.weights.copy(), base.bias.copy())
    speed = Head(np.full_like(head.weights, 1e-8), np.full_like(head.bias, 1e-8))
    counts = _balanced(examples, classes, settings.balance)
    random = np.random.default_rng(SEED)
    for _round in range(settings.rounds):
        order = random.permutation(len(rows))
        for at in range(0, len(order), BATCH):
            chosen = order[at : at + BATCH]
            part, own = _taken(rows, values, chosen)
            error = _error(head, part, own, examples.classes[chosen], counts[chosen])
            _step(head, base, speed, _Slope(part, own, error), settings)
    return head


@dataclass(frozen=True)
class _Slope:
    rows: Rows
    values: NDArray[np.float32]
    error: NDArray[np.float32]


def _unit(rarity: NDArray[np.float32], rows: Rows) -> NDArray[np.float32]:
    """tf-idf of binary features, each row of length 1."""
    values = rarity[rows.buckets]
    length = np.sqrt(summed(values * values, rows))
    length[length == 0] = 1
    return np.asarray(values / np.repeat(length, rows.sizes), np.float32)


def _balanced(examples: Examples, classes: int, balance: float) -> NDArray[np.float32]:
    """Each class counts the same, whatever its number (`balance` 1), or as it comes (0)."""
    share = np.bincount(examples.classes, examples.weights, minlength=classes)
    factor = (share.sum() / np.maximum(share, 1e-9) / max(1, int((share > 0).sum()))) ** balance
    return np.asarray(examples.weights * factor[examples.classes], np.float32)


def _taken(rows: Rows, values: NDArray[np.float32], chosen: NDArray[np.int64]) -> tuple[Rows, NDArray[np.float32]]:
    sizes = rows.sizes[chosen]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    index = np.arange(starts[-1]) + np.repeat(rows.starts[:-1][chosen] - starts[:-1], sizes)
    return Rows(rows.buckets[index], starts), values[index]


def _error(
    head: Head, rows: Rows, values: NDArray[np.float32], classes: NDArray[np.int64], counts: NDArray[np.float32]
) -> NDArray[np.float32]:
    chance = chances(summed(head.weights[rows.buckets] * values[:, None], rows) + head.bias)
    chance[np.arange(len(rows)), classes] -= 1
    return np.asarray(chance * counts[:, None] / len(rows), np.float32)


def chances(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Softmax over the last axis."""
    risen = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(risen / risen.sum(axis=-1, keepdims=True), np.float32)


def _step(head: Head, base: Head, speed: Head, slope: _Slope, settings: Settings) -> None:
    spread = np.repeat(slope.error, slope.rows.sizes, axis=0) * slope.values[:, None]
    gradient = np.stack(
        [np.bincount(slope.rows.buckets, spread[:, column], BUCKETS) for column in range(spread.shape[1])], axis=1
    ).astype(np.float32)
    gradient += settings.pull * (head.weights - base.weights)
    speed.weights += gradient * gradient
    head.weights -= settings.rate * gradient / np.sqrt(speed.weights)
    lean = slope.error.sum(axis=0)
    speed.bias += lean * lean
    head.bias -= settings.rate * lean / np.sqrt(speed.bias)
