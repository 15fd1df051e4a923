"""The next version of a model: the old one, drawn by what people corrected (M4). Needs none of the texts that the
shipped model was made of: its weights stand for them, and the own examples keep what they teach from being forgotten.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from monitoring.sense.judging import Judge
from monitoring.sense.measuring import measured
from monitoring.sense.model import KINDS, POLARITIES, Model, packed
from monitoring.sense.recipe import figures_on_own, own_examples
from monitoring.sense.training import Examples, Head, Settings, fit_head

ROUNDS: Final = 24_000
"""Texts looked at, over all rounds: few corrections are read more often, many at least three times."""
ANCHOR: Final = 0.3
"""How much one of our own examples counts beside one correction."""
SIDES: Final = len(POLARITIES)


@dataclass(frozen=True)
class Said:
    """What a person said a text is; None where he said nothing."""

    text: str
    polarity: int | None = None
    kind: str | None = None

    @property
    def is_held_out(self) -> bool:
        """A quarter, by the text: it measures and is never learnt from, in this version and in later ones."""
        return hashlib.sha256(self.text.encode()).digest()[-1] % 4 == 0


def adapted(model: Model, said: Sequence[Said]) -> Model:
    """A new model from this one and three quarters of what was said. Same input, same bytes."""
    learnt = [one for one in said if not one.is_held_out]
    own = [one for one in own_examples() if not one.is_held_out]
    sides = [(one.text, POLARITIES.index(one.polarity), 1.0) for one in learnt if one.polarity is not None]
    kinds = [(one.text, KINDS.index(one.kind), 1.0) for one in learnt if one.kind is not None]
    anchors = [(one.text, POLARITIES.index(one.polarity), KINDS.index(one.kind)) for one in own]
    if sides:
        sides += [(text, side, ANCHOR) for text, side, _ in anchors]
    if kinds:
        kinds += [(text, kind, ANCHOR) for text, _, kind in anchors]
    heads = [_drawn(model, slice(0, SIDES), sides), _drawn(model, slice(SIDES, None), kinds)]
    facts = {**model.facts, "corrections": len(learnt)}
    weights = np.concatenate([head.weights for head in heads], axis=1)
    return packed(model.rarity, weights, np.concatenate([head.bias for head in heads]), facts)


def compared(old: Model, new: Model, said: Sequence[Said]) -> dict[str, Any]:
    """Both models on what was held out of the corrections, and on our own test set."""
    held = [one for one in said if one.is_held_out]
    return {
        name: {"own": figures_on_own(Judge(model)), "corrections": _figures(Judge(model), held)}
        for name, model in (("old", old), ("new", new))
    }


def _drawn(model: Model, columns: slice, rows: Sequence[tuple[str, int, float]]) -> Head:
    start = Head(np.ascontiguousarray(model.weights[:, columns]), model.bias[columns].copy())
    if not rows:
        return start
    examples = Examples(
        [text for text, _, _ in rows],
        np.array([column for _, column, _ in rows], np.int64),
        np.array([weight for _, _, weight in rows], np.float32),
    )
    settings = Settings(rounds=max(3, ROUNDS // len(rows)), rate=0.05, pull=1e-3, balance=1.0)
    return fit_head(examples, classes=len(start.bias), rarity=model.rarity, settings=settings, start=start)


def _figures(judge: Judge, held: Sequence[Said]) -> dict[str, Any]:
    answers = judge.judge([one.text for one in held])
    sides = [
        (one.polarity, answer.polarity) for one, answer in zip(held, answers, strict=True) if one.polarity is not None
    ]
    kinds = [(one.kind, answer.kind) for one, answer in zip(held, answers, strict=True) if one.kind is not None]
    return {
        "polarity": measured([true for true, _ in sides], [got for _, got in sides]).as_json(),
        "kind": measured([true for true, _ in kinds], [got for _, got in kinds]).as_json(),
    }
