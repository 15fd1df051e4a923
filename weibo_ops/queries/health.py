"""The doctor's findings as the page shows them."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from weibo_ops.doctor import WORST_FIRST, Finding, Group, Mark


@dataclass(frozen=True)
class Look:
    """A state in words, with its icon and its colour."""

    word: str | Promise
    icon: str
    css: str


LOOKS: Final = {
    Mark.BROKEN: Look(_("异常"), "circle-x", "is-broken"),
    Mark.WARNING: Look(_("注意"), "alert-triangle", "is-warning"),
    Mark.UNKNOWN: Look(_("不明"), "help-circle", "is-unknown"),
    Mark.OK: Look(_("正常"), "circle-check", "is-fine"),
}


@dataclass(frozen=True)
class Line:
    """A finding with its look."""

    finding: Finding
    look: Look


@dataclass(frozen=True)
class Card:
    """A group and its findings, worst first."""

    title: str
    lines: list[Line]
    worst: int


@dataclass(frozen=True)
class Sight:
    """All cards, the one with the worst finding first; how many findings are in each state; the longest check."""

    cards: list[Card]
    broken: int
    warnings: int
    unknown: int
    total: int
    milliseconds: int


def sorted_by_group(findings: list[Finding]) -> Sight:
    """Findings as cards."""
    cards = []
    for group in Group:
        own = sorted((each for each in findings if each.check.group == group), key=_rank)
        if own:
            lines = [Line(each, LOOKS[each.mark]) for each in own]
            cards.append(Card(str(group.label), lines, _rank(own[0])))
    marks = [finding.mark for finding in findings]
    return Sight(
        cards=sorted(cards, key=lambda card: card.worst),
        broken=marks.count(Mark.BROKEN),
        warnings=marks.count(Mark.WARNING),
        unknown=marks.count(Mark.UNKNOWN),
        total=len(marks),
        milliseconds=max((finding.milliseconds for finding in findings), default=0),
    )


def _rank(finding: Finding) -> int:
    return WORST_FIRST.index(finding.mark)
