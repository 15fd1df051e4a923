"""From single windows that stand out to what people are told: one episode until it has been calm (M4). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from monitoring.watch.series import Heard, Series
from monitoring.watch.spikes import Setting, Spike, find_spike, is_deaf

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


@dataclass
class Watcher:
    """Follows one rule through looks at rising ends, stretch after stretch, as the live watch would.

    `deaf`: looks at which there was enough to judge, but no comparable past to judge it by.
    """

    setting: Setting
    found: list[Episode] = field(default_factory=list)
    deaf: int = 0

    def watch(self, series: Series, heard: Heard, ends: Iterable[int]) -> None:
        """Look at these ends; what stands out joins the running episode until it has been calm for the cool-down."""
        for end in ends:
            spike = find_spike(series, heard, end, self.setting)
            if spike is None:
                self.deaf += is_deaf(series, heard, end, self.setting)
            elif self.found and end - self.found[-1].last <= self.setting.cooldown:
                running = self.found[-1]
                loudest = max(running.loudest, spike, key=lambda one: one.excess)
                self.found[-1] = Episode(running.first, end, loudest)
            else:
                self.found.append(Episode(end, end, spike))


def episodes(series: Series, heard: Heard, ends: Iterable[int], setting: Setting) -> list[Episode]:
    """What the rule would have raised at these looks (rising), each with its loudest window."""
    watcher = Watcher(setting)
    watcher.watch(series, heard, ends)
    return watcher.found


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


def compare(found: Sequence[tuple[int, int]], judged: Sequence[Judged], *, slack: int) -> Verdicts:
    """Match by time: an episode (first and last minute) within `slack` minutes of a judged alert is that alert."""

    def meets(one: tuple[int, int], other: Judged) -> bool:
        return one[0] <= other.last + slack and other.first <= one[1] + slack

    hit = [other for other in judged if any(meets(one, other) for one in found)]
    right = sum(other.confirmed for other in hit)
    missed = sum(other.confirmed for other in judged) - right
    return Verdicts(len(found), right, len(hit) - right, missed)
