"""Whether one person meets one condition: met, missing, or not known to anybody (P7)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from campaigns.judging.deeds import COMMENT, REPOST, Deed, Person
from campaigns.judging.terms import Demand, Terms
from campaigns.judging.texts import answer_of, friends_of, topics_of

SHORT_ANSWER: Final = 2
"""Answers up to this length (A, 12) must be the whole answer, and the first of that length counts."""
SHORT_REPLY: Final = 4


class Has(Enum):
    """Three values: what our app is not told is never guessed."""

    MET = "met"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """How a condition stands. `code` and `numbers` say what is missing: few_friends, (7, 10)."""

    has: Has
    code: str = ""
    numbers: tuple[int, ...] = ()


MET: Final = Finding(Has.MET)
Check = Callable[[Demand, Person, list[Deed], Terms], Finding]


def look(demand: Demand, person: Person, counted: list[Deed], terms: Terms) -> Finding:
    """How one condition stands for one person, by the deeds that count."""
    return _CHECKS[demand.kind](demand, person, counted, terms)


def _did(kind: str, code: str) -> Check:
    def check(demand: Demand, person: Person, counted: list[Deed], terms: Terms) -> Finding:
        return MET if any(deed.kind == kind for deed in counted) else Finding(Has.MISSING, code)

    return check


def _mentions(demand: Demand, person: Person, counted: list[Deed], terms: Terms) -> Finding:
    """Different friends over all acts that count, neither ours nor oneself."""
    friends: set[str] = set()
    for deed in counted:
        friends.update(friends_of(deed.text))
    friends -= terms.own_names
    if friends:
        friends -= {name.lower() for name in person.names}
    return MET if len(friends) >= demand.number else Finding(Has.MISSING, "few_friends", (len(friends), demand.number))


def _follows(demand: Demand, person: Person, counted: list[Deed], terms: Terms) -> Finding:
    follows = person.follows
    if follows is None:
        return Finding(Has.UNKNOWN, "follow_unknown")
    return MET if follows else Finding(Has.MISSING, "no_follow")


def _topic(demand: Demand, person: Person, counted: list[Deed], terms: Terms) -> Finding:
    sought = demand.sought
    return MET if any(topics_of(deed.text) & sought for deed in counted) else Finding(Has.MISSING, "no_topic")


def _answer(demand: Demand, person: Person, counted: list[Deed], terms: Terms) -> Finding:
    """Long answers may stand anywhere in what somebody wrote; of short ones (A, B, 12) the first one counts."""
    answers = [answer for deed in counted if (answer := answer_of(deed.text))]
    sought = demand.sought
    if any(word in answer for word in sought if len(word) > SHORT_ANSWER for answer in answers):
        return MET
    first = next((answer for answer in answers if len(answer) <= SHORT_REPLY), None)
    if first is not None and first in {word for word in sought if len(word) <= SHORT_ANSWER}:
        return MET
    return Finding(Has.MISSING, "wrong_answer" if answers else "no_answer")


_CHECKS: Final[dict[str, Check]] = {
    "repost": _did(REPOST, "no_repost"),
    "comment": _did(COMMENT, "no_comment"),
    "mention": _mentions,
    "follow": _follows,
    "topic": _topic,
    "answer": _answer,
}
