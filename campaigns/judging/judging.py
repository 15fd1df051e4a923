"""The verdict of one person: one entry each, whatever he did and in whatever order it was seen (P7)."""

import datetime as dt
from typing import Any, Final, NamedTuple

from campaigns.judging.crowd import Crowd
from campaigns.judging.deeds import Deed, Person
from campaigns.judging.demands import Finding, Has, look
from campaigns.judging.terms import Terms

VALID, REFUSED, SUSPECT, UNSURE = "valid", "refused", "suspect", "unsure"
MACHINE: Final = "machine"
FOLLOW_UNKNOWN: Final = "follow_unknown"


class Judged(NamedTuple):
    """`reasons`: codes of why it is not valid; `facts`: their numbers, the signs of a machine, notes for people."""

    verdict: str
    reasons: list[str]
    facts: dict[str, Any]
    score: int
    entered_at: dt.datetime


def judge(person: Person, terms: Terms, crowd: Crowd) -> Judged:
    """Judge one person; at least one deed is needed, the order in which they stand does not matter."""
    counted = [deed for deed in person.deeds if terms.starts_at <= deed.at <= terms.ends_at and not deed.gone]
    verdict, reasons, facts = _ruled(person, counted, terms)
    score = 0
    if terms.machines is not None:
        score, signs = terms.machines.score(person, crowd)
        if signs:
            facts["signs"] = signs
        if score >= terms.machines.threshold and verdict != REFUSED:
            verdict, reasons = SUSPECT, [MACHINE]
    if notes := _notes(person, crowd, facts):
        facts["notes"] = notes
    return Judged(verdict, reasons, facts, min(score, 1000), (counted or person.deeds)[0].at)


def _ruled(person: Person, counted: list[Deed], terms: Terms) -> tuple[str, list[str], dict[str, Any]]:
    """By who it is, when it was, then by the conditions."""
    if barred := _barred(person, terms):
        return REFUSED, [barred], {}
    if not counted:
        return _none_counts(person, terms)
    findings = [look(demand, person, counted, terms) for demand in terms.demands]
    missing = [finding for finding in findings if finding.has is Has.MISSING]
    unknown = [finding for finding in findings if finding.has is Has.UNKNOWN]
    met = len(findings) - len(missing) - len(unknown)
    lost = bool(missing) if terms.combine == "all" else bool(findings) and not met and not unknown
    if lost:
        return REFUSED, [finding.code for finding in missing], _numbers(missing)
    if unknown and (terms.combine == "all" or not met):
        codes = [finding.code for finding in unknown]
        return (VALID, [], {"unchecked": codes}) if terms.check_winners else (UNSURE, codes, {})
    return VALID, [], {}


def _barred(person: Person, terms: Terms) -> str:
    if person.uid in terms.own_uids:
        return "own_account"
    if person.uid in terms.left_out:
        return "left_out"
    return "earlier_winner" if person.uid in terms.winners else ""


def _none_counts(person: Person, terms: Terms) -> tuple[str, list[str], dict[str, Any]]:
    """Too late, too early, or taken back: each that was the case, with how much too late the earliest was."""
    standing = [deed.at for deed in person.deeds if not deed.gone]
    late = [at for at in standing if at > terms.ends_at]
    reasons = ["late"] * bool(late) + ["early"] * any(at < terms.starts_at for at in standing)
    reasons += ["gone"] * (len(standing) < len(person.deeds))
    return REFUSED, reasons, {"late": [int((min(late) - terms.ends_at).total_seconds())]} if late else {}


def _numbers(missing: list[Finding]) -> dict[str, Any]:
    return {finding.code: list(finding.numbers) for finding in missing if finding.numbers}


def _notes(person: Person, crowd: Crowd, facts: dict[str, Any]) -> list[str]:
    """What people should know though it decides nothing: perhaps one person with two accounts, another name."""
    notes = []
    if any(deed.circle is not None and deed.circle in crowd.circles for deed in person.deeds):
        notes += ["twin"] if "same_circle" not in facts.get("signs", {}) else []
    return notes + ["renamed"] * (len(person.names) > 1)
