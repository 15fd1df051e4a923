"""The model for its page: versions with their figures, corrections, and what a mention may be called (M4, M8)."""

from dataclasses import dataclass
from typing import Any

from accounts.queries.roles import role_names
from monitoring.models import MentionCorrection, MentionKind, Polarity, SenseVersion, SortRule
from monitoring.sense.judging import shipped

LATEST = 20


@dataclass(frozen=True)
class Compared:
    """One figure of two models, in percent."""

    name: str
    old: float
    new: float
    number: int

    @property
    def change(self) -> float:
        """In points."""
        return self.new - self.old


@dataclass(frozen=True)
class VersionRow:
    """A version with its figures beside those of the one it was made from."""

    version: SenseVersion
    figures: list[Compared]


def choices() -> dict[str, Any]:
    """What a person may call a mention."""
    # As words already: a list of mentions names each of them a hundred times.
    polarities = [(value, str(label)) for value, label in Polarity.choices]
    return {"polarities": polarities, "kinds": [(value, str(label)) for value, label in MentionKind.choices]}


def version_rows() -> list[VersionRow]:
    """All versions, the newest first; without their bytes."""
    rows = SenseVersion.objects.defer("data").select_related("made_by", "switched_by", "job")
    return [VersionRow(row, _compared(row.figures)) for row in rows[:LATEST]]


def latest_corrections() -> list[MentionCorrection]:
    """What people said lately."""
    return list(MentionCorrection.objects.select_related("by")[:LATEST])


def corrections_number() -> int:
    """Corrections that hold."""
    return MentionCorrection.objects.filter(ended_at=None).count()


def shipped_figures() -> dict[str, Any]:
    """Provenance and figures of the shipped model, in percent where they are shown."""
    facts = shipped().model.facts
    outside = facts["figures"].get("weibo2018", {}).get("forced", {})
    own = facts["figures"]["own"]
    return {
        "facts": facts,
        "rows": [
            *([("weibo2018", outside["macro_f1"] * 100, _recall(outside), outside["n"])] if outside else []),
            ("own", own["polarity"]["macro_f1"] * 100, _recall(own["polarity"]), own["polarity"]["n"]),
            ("kind", own["kind"]["macro_f1"] * 100, None, own["kind"]["n"]),
        ],
    }


def sort_rules() -> list[SortRule]:
    """Who is told of what."""
    return list(SortRule.objects.select_related("keyword_set", "person"))


def role_labels() -> dict[str, str]:
    """Names of the roles in the rules."""
    return role_names()


def _recall(figures: dict[str, Any]) -> float:
    return float(figures.get("classes", {}).get("-1", {}).get("recall", 0)) * 100


def _compared(figures: dict[str, Any]) -> list[Compared]:
    found = []
    for where in ("corrections", "own") if figures else ():
        for aspect in ("polarity", "kind"):
            old, new = figures["old"][where][aspect], figures["new"][where][aspect]
            if old["n"]:
                found.append(Compared(f"{where}_{aspect}", old["macro_f1"] * 100, new["macro_f1"] * 100, old["n"]))
        old, new = figures["old"][where]["polarity"], figures["new"][where]["polarity"]
        if "-1" in old["classes"]:
            found.append(Compared(f"{where}_recall", _recall(old), _recall(new), old["classes"]["-1"]["number"]))
    return found
