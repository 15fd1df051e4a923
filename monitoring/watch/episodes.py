"""From single windows that stand out to what people are told: one episode until it has been calm (M4). Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitoring.watch.series import Heard, Series
from monitoring.watch.spikes import Setting, Spike, find_spike

STEP = 10
"""Minutes between two looks in a replay."""


@dataclass(frozen=True)
class Episode:
    """What one alert would have covered. In epoch minutes."""

    first: int
    last: int
    loudest: Spike


def looks(first: int, last: int, step: int = STEP) -> range:
    """The ends of windows between two instants, on round minutes."""
    return range(first - first % step + step, last + 1, step)


def episodes(series: Series, heard: Heard, ends: Iterable[int], setting: Setting) -> Iterator[Episode]:
    """What the rule would have raised at these looks (rising), each with its loudest window."""
    running: Episode | None = None
    for end in ends:
        spike = find_spike(series, heard, end, setting)
        if spike is None:
            continue
        if running is not None and end - running.last <= setting.cooldown:
            running = Episode(running.first, end, max(running.loudest, spike, key=lambda one: one.excess))
            continue
        if running is not None:
            yield running
        running = Episode(end, end, spike)
    if running is not None:
        yield running


@dataclass(frozen=True)
class Verdicts:
    """How a rule fares against what people said. Of what nobody judged nothing is known."""

    raised: int
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> int | None:
        """Percent of the judged ones that were confirmed."""
        judged = self.right + self.wrong
        return round(100 * self.right / judged) if judged else None

    @property
    def recall(self) -> int | None:
        """Percent of the confirmed ones that it raises."""
        confirmed = self.right + self.missed
        return round(100 * self.right / confirmed) if confirmed else None


@dataclass(frozen=True)
class Judged:
    """An alert of the past that somebody confirmed or dismissed; its stretch in epoch minutes."""

    first: int
    last: int
    confirmed: bool


def compare(found: list[Episode], judged: list[Judged], *, slack: int) -> Verdicts:
    """Match by time: an episode within `slack` minutes of a judged alert is that alert."""

    def meets(one: Episode, other: Judged) -> bool:
        return one.first <= other.last + slack and other.first <= one.last + slack

    hit = [other for other in judged if any(meets(one, other) for one in found)]
    right = sum(other.confirmed for other in hit)
    missed = sum(other.confirmed for other in judged) - right
    return Verdicts(len(found), right, len(hit) - right, missed)
