"""Topics and terms that stand in the same posts, or are nearly the same words, are one matter (M7). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from monitoring.hot.rising import Rise, State
from monitoring.hot.words import Candidate

INSIDE: Final = 0.6
"""Share of the posts of something that also belong to the matter that it joins."""
LARGER: Final = 1.5
SAME_NAME: Final = 0.6
"""Share of pairs of characters that two topics have in common."""
MEMBERS_SHOWN: Final = 8


@dataclass(frozen=True)
class Matter:
    """One matter: what leads it, what belongs to it, and the posts of all of them."""

    lead: Candidate
    rise: Rise
    members: tuple[Candidate, ...]
    posts: frozenset[int]

    @property
    def name(self) -> str:
        """A topic speaks for itself; terms are told by the first three."""
        if self.lead.is_topic:
            return self.lead.name
        return " · ".join([self.lead.name, *(one.name for one in self.members if not one.is_topic)][:3])


def gather(judged: Sequence[tuple[Candidate, Rise]]) -> list[Matter]:
    """Matters in order of how far they rose; terms that did not rise lead none, but may belong to one."""
    order = sorted(judged, key=_rank)
    found: list[tuple[Candidate, Rise, list[Candidate], set[int]]] = []
    for candidate, rise in order:
        home = next((one for one in found if _belongs(candidate, one[0], one[3])), None)
        if home is not None:
            if rise.state == home[1].state or candidate.is_topic:
                home[2].append(candidate)
                home[3].update(candidate.posts)
        elif candidate.is_topic or rise.state in {State.RISING, State.MACHINES}:
            found.append((candidate, rise, [], set(candidate.posts)))
    return [
        Matter(lead, rise, tuple(members[:MEMBERS_SHOWN]), frozenset(posts)) for lead, rise, members, posts in found
    ]


_ORDER: Final = (State.RISING, State.UNKNOWN, State.STEADY, State.FEW, State.MACHINES)


def _rank(judged: tuple[Candidate, Rise]) -> tuple[int, float, int, int, str]:
    """What rose first, topics as if they had risen twice as far: they are names that people gave."""
    candidate, rise = judged
    weight = rise.excess * (2 if candidate.is_topic else 1)
    return _ORDER.index(rise.state), -weight, -len(candidate.posts), -len(candidate.name), candidate.key


def _belongs(candidate: Candidate, lead: Candidate, posts: set[int]) -> bool:
    both = len(candidate.posts & posts)
    # Of something larger, such as the stream in which it came up, the matter is a part and not the other way round.
    if both >= max(2, INSIDE * len(candidate.posts)) and len(candidate.posts) <= LARGER * len(posts):
        return True
    return candidate.is_topic and lead.is_topic and _alike(candidate.key, lead.key) >= SAME_NAME


def _alike(one: str, other: str) -> float:
    pairs = [{word[at : at + 2] for at in range(1, len(word) - 1)} for word in (one, other)]
    smaller = min(len(pair) for pair in pairs)
    return len(pairs[0] & pairs[1]) / max(len(pair) for pair in pairs) if smaller >= 2 else 0.0
