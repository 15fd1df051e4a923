"""How good a model is, never by accuracy alone: macro-F1 and recall of each class."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

Label = TypeVar("Label", int, str)


@dataclass(frozen=True)
class OfClass:
    """One class: of those that are it, how many were found; of those said to be it, how many are."""

    recall: float
    precision: float
    f1: float
    number: int


@dataclass(frozen=True)
class Measured(Generic[Label]):
    """Figures of one model on one set of texts."""

    number: int
    macro_f1: float
    accuracy: float
    classes: dict[Label, OfClass]

    def as_json(self) -> dict[str, Any]:
        """For the provenance and for rows; three decimals."""
        classes = {
            str(name): {key: _short(value) for key, value in asdict(one).items()} for name, one in self.classes.items()
        }
        return {
            "n": self.number,
            "macro_f1": _short(self.macro_f1),
            "accuracy": _short(self.accuracy),
            "classes": classes,
        }


def measured(true: Sequence[Label], said: Sequence[Label]) -> Measured[Label]:
    """Compare what was said with what is true; classes are those that occur in `true`."""
    classes = {label: _of_class(true, said, label) for label in sorted(set(true))}
    right = sum(a == b for a, b in zip(true, said, strict=True))
    mean = sum(one.f1 for one in classes.values()) / max(1, len(classes))
    return Measured(len(true), mean, right / max(1, len(true)), classes)


def _of_class(true: Sequence[Label], said: Sequence[Label], label: Label) -> OfClass:
    hits = sum(a == b == label for a, b in zip(true, said, strict=True))
    number, claimed = sum(a == label for a in true), sum(b == label for b in said)
    recall, precision = hits / max(1, number), hits / max(1, claimed)
    return OfClass(recall, precision, 2 * recall * precision / max(1e-9, recall + precision), number)


def _short(value: float) -> float:
    return round(value, 3) if isinstance(value, float) else value
