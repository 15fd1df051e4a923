"""Rules of the inbox: whether a message fits, and what follows from all of them. Pure; they never answer (E1)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

from content.lint.folding import fold as fold_anew

fold = lru_cache(maxsize=4096)(fold_anew)
"""Words of rules, and the text that all of them look at, are folded once."""

WORKING, OUTSIDE = "working", "outside"


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as rules see it; `working` says whether it came in working time."""

    text: str
    kind: str
    account_id: int
    author: str = ""
    followers: int | None = None
    working: bool = True


@dataclass(frozen=True, slots=True)
class RuleValues:
    """Conditions, all of which must hold, and actions. Empty ones ask for nothing and do nothing."""

    words: tuple[str, ...] = ()
    except_words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    accounts: tuple[int, ...] = ()
    authors: tuple[str, ...] = ()
    followers_from: int | None = None
    hours: str = ""
    tags: tuple[int, ...] = ()
    priority: int | None = None
    person: int | None = None
    team: int | None = None
    saved_reply: int | None = None
    closes: bool = False
    stops: bool = False

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "RuleValues":
        """From a row."""
        known: dict[str, Any] = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        known = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
        return cls(**known)

    @property
    def as_json(self) -> dict[str, Any]:
        """For a row."""
        told = asdict(self)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}

    @property
    def has_conditions(self) -> bool:
        """Whether it does not simply take everything."""
        return bool(
            self.words or self.kinds or self.accounts or self.authors or self.hours or self.followers_from is not None
        )

    @property
    def has_actions(self) -> bool:
        """Whether anything follows from it."""
        return bool(
            self.tags or self.person or self.team or self.saved_reply or self.closes or self.priority is not None
        )

    def fits(self, seen: Seen) -> bool:
        """Whether all conditions hold; unknown followers never reach a number."""
        text = fold(seen.text)
        return (
            (not self.words or any(fold(word) in text for word in self.words))
            and not any(fold(word) in text for word in self.except_words)
            and (not self.kinds or seen.kind in self.kinds)
            and (not self.accounts or seen.account_id in self.accounts)
            and (not self.authors or fold(seen.author) in {fold(name) for name in self.authors})
            and (self.followers_from is None or (seen.followers or 0) >= self.followers_from)
            and (not self.hours or (self.hours == WORKING) == seen.working)
        )


@dataclass(slots=True)
class Plan:
    """What is to be done with one message, and which rules said so (position in the list that was asked)."""

    tags: set[int] = field(default_factory=set)
    priority: int | None = None
    person: int | None = None
    team: int | None = None
    saved_reply: int | None = None
    closes: bool = False
    said: list[int] = field(default_factory=list)


def decide(seen: Seen, rules: Iterable[RuleValues]) -> Plan:
    """Rules in their order: tags add up, for everything else the first that says something counts, and one that
    `stops` is the last that is asked."""
    plan = Plan()
    for place, rule in enumerate(rules):
        if not rule.fits(seen):
            continue
        plan.said.append(place)
        plan.tags |= set(rule.tags)
        plan.closes = plan.closes or rule.closes
        if plan.priority is None:
            plan.priority = rule.priority
        if plan.person is None and plan.team is None:
            plan.person, plan.team = rule.person, rule.team
        if plan.saved_reply is None:
            plan.saved_reply = rule.saved_reply
        if rule.stops:
            break
    return plan


def differing(before: Plan, after: Plan) -> tuple[str, ...]:
    """In what two plans for one message differ, as codes; which rules said so does not matter."""
    pairs = {
        "tags": (before.tags, after.tags),
        "priority": (before.priority, after.priority),
        "who": ((before.person, before.team), (after.person, after.team)),
        "saved_reply": (before.saved_reply, after.saved_reply),
        "closes": (before.closes, after.closes),
    }
    return tuple(code for code, (old, new) in pairs.items() if old != new)
