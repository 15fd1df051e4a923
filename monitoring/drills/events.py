"""How a written event unfolds, and when the rule of alerts would hear it. Pure; minutes from the first post."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from monitoring.watch.episodes import looks
from monitoring.watch.series import Heard, Series
from monitoring.watch.spikes import Setting, find_spike

START: Final = 10 * 10080
"""Where the event begins in the series: ten ordinary weeks lie before it."""
ORDINARY: Final = 30
"""One ordinary post in so many minutes is what the company usually hears."""
CARRIED: Final = "转："
RULE: Final = Setting(minimum=10)


@dataclass(frozen=True)
class Line:
    """Somebody says something at a minute; `echoes` others carry it on within `span` minutes."""

    minute: int
    who: str
    text: str
    echoes: int = 0
    span: int = 30


@dataclass(frozen=True)
class Scenario:
    """An event as it was written. `level`: of the case it deserves."""

    key: str
    title: str
    background: str
    level: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Post:
    """One post of the event."""

    number: int
    minute: int
    who: str
    text: str
    echoes: int = 0


@lru_cache
def posts_of(scenario: Scenario) -> tuple[Post, ...]:
    """Every post in order of time, those that carry others on included."""
    said = [(line.minute, line.who, line.text, line.echoes) for line in scenario.lines]
    for place, line in enumerate(scenario.lines, 1):
        said += [
            (
                line.minute + 1 + number * line.span // line.echoes,
                f"网友{place}{number + 1:02d}",
                CARRIED + line.text,
                0,
            )
            for number in range(line.echoes)
        ]
    return tuple(Post(number, *one) for number, one in enumerate(sorted(said, key=lambda one: one[0]), 1))


def posts_until(scenario: Scenario, minute: int) -> list[Post]:
    """What has been said by now, oldest first."""
    return [post for post in posts_of(scenario) if post.minute <= minute]


@lru_cache
def alert_minute(scenario: Scenario) -> int | None:
    """When the same rule that watches real sets would raise it, with its looks every ten minutes; None: never."""
    posts = posts_of(scenario)
    last = START + posts[-1].minute + RULE.slow
    counts = dict.fromkeys(range(0, last, ORDINARY), 1)
    for post in posts:
        counts[START + post.minute] = counts.get(START + post.minute, 0) + 1
    series, heard = Series(counts), Heard([(0, last + 1)])
    found = (end for end in looks(START, last) if find_spike(series, heard, end, RULE) is not None)
    first = next(found, None)
    return None if first is None else first - START
