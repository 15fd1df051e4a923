"""Whom to meet today (E2): people weighed by what makes them worth a word, shared out among accounts. Pure.

The documents want five a day and account, found where the field talks: in competitors' accounts, about our topics,
under hot posts. The weights are ours; the order of what is told first follows them.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Why(StrEnum):
    COMPETITOR = "competitor"  # speaks of a competitor
    TOPIC = "topic"  # speaks of our topics
    HOT = "hot"  # wrote what many answered
    QUESTION = "question"  # asks something
    SILENT = "silent"  # stands in the fan book, and nobody has spoken to him for long


WEIGHTS: Final[Mapping[str, float]] = {
    Why.COMPETITOR: 3.0,
    Why.TOPIC: 2.0,
    Why.HOT: 2.0,
    Why.QUESTION: 1.5,
    Why.SILENT: 1.5,
}
ONCE: Final = frozenset([Why.HOT, Why.QUESTION])
"""One post is loud, or asks, however many sets it belongs to."""
TOO_LOUD: Final = 500_000
"""Followers of somebody who hardly sees a comment of ours."""
MONOTONY: Final = 0.75
"""What each person chosen for the same first reason takes off the next one, so that a day holds different people."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, about what (the name of a set, or a kind of fan), and how often, how loud or how many days."""

    why: str
    about: str
    n: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody worth a word, with the post to comment on where there is one."""

    uid: str
    name: str
    reasons: tuple[Reason, ...]
    followers: int | None = None
    post_text: str = ""
    post_url: str = ""
    post_at: datetime | None = None

    @property
    def score(self) -> float:
        """Each reason counts once, more when it came more often (logarithm); very loud people count half."""
        points = sum(WEIGHTS[reason.why] * (1 + math.log10(max(1, reason.n)) / 4) for reason in self.reasons)
        return points / 2 if (self.followers or 0) > TOO_LOUD else points


def merged(candidates: Sequence[Candidate]) -> list[Candidate]:
    """One entry a person: reasons from all, the strongest first; the post of the first that has one. Best first."""
    people: dict[str, Candidate] = {}
    for one in candidates:
        known = people.get(one.uid)
        people[one.uid] = one if known is None else _both(known, one)
    return sorted(people.values(), key=lambda person: (-person.score, person.uid))


def share_out(
    people: Sequence[Candidate], wanted: Mapping[int, int], barred: Mapping[int, Collection[str]]
) -> dict[int, list[Candidate]]:
    """So many people for each account, by id; `barred` names who does not come into question there.

    Accounts choose in turn, so that none gets only what others left; nobody is met by two accounts on one day.
    """
    left = list(people)
    chosen: dict[int, list[Candidate]] = {account_id: [] for account_id in wanted}
    hungry = [account_id for account_id, n in wanted.items() if n > 0]
    while hungry and left:
        for account_id in list(hungry):
            best = _best(left, chosen[account_id], barred.get(account_id, ()))
            if best is None:
                hungry.remove(account_id)
                continue
            left.remove(best)
            chosen[account_id].append(best)
            if len(chosen[account_id]) == wanted[account_id]:
                hungry.remove(account_id)
    return chosen


def _best(left: Sequence[Candidate], chosen: Sequence[Candidate], barred: Collection[str]) -> Candidate | None:
    fitting = [person for person in left if person.uid not in barred]
    return max(fitting, key=lambda person: person.score - MONOTONY * _alike(person, chosen), default=None)


def _alike(person: Candidate, chosen: Sequence[Candidate]) -> int:
    return sum(1 for other in chosen if other.reasons[0].why == person.reasons[0].why)


def _both(one: Candidate, other: Candidate) -> Candidate:
    reasons = {
        (reason.why, "" if reason.why in ONCE else reason.about): reason for reason in (*other.reasons, *one.reasons)
    }
    strongest = sorted(reasons.values(), key=lambda reason: (-WEIGHTS[reason.why], -reason.n, reason.about))
    post = one if one.post_url else other
    followers = one.followers if one.followers is not None else other.followers
    return Candidate(one.uid, one.name, tuple(strongest), followers, post.post_text, post.post_url, post.post_at)
