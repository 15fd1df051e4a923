"""When are recorded events heard, how many are missed, and how often is a quiet week disturbed (M4)?

Each event is laid over quiet weeks of a set at the hour of the week at which it happened. The set is swept every 15
minutes, as presets have it; what is found then is told then. Events of the tuning half chose the presets
(`benchmarks.watching.tuning`), those of the other half are reported.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from benchmarks.watching.events import LASTS, PAST_WEEKS, START, Event, Weeks, quiet_weeks
from monitoring.watch.crowds import find_growth, peaks_of
from monitoring.watch.episodes import looks
from monitoring.watch.series import Heard, Series
from monitoring.watch.spikes import DAY, HOUR, WEEK, Setting, find_spike

SETS: Final = {"quiet": 2.0, "busy": 20.0}
"""Posts an hour of an ordinary week, on the mean."""
MINIMUM: Final = 20
SWEEP: Final = 15
TEST_WEEKS: Final = 2
SEEDS: Final = 4
"""Different quiet weeks over which events are laid."""
FALSE_SEEDS: Final = 20
"""Different sets whose quiet weeks are listened to for false alarms."""
SPAN: Final = PAST_WEEKS + TEST_WEEKS
HEARD: Final = Heard([(START, START + SPAN * WEEK)])
FIRST: Final = START + PAST_WEEKS * WEEK
OWN: Final = -1
"""Group of the event's posts: they are copies of one post."""

Rule = Callable[["Scene", int], bool]
"""Does a set speak up at this minute?"""


@dataclass(frozen=True)
class Scene:
    """What one set hears: everything, the posts of the event alone (empty: a quiet week), and the groups of old."""

    series: Series
    own: Series
    weeks: Weeks


@cache
def background(seed: int, an_hour: float) -> Weeks:
    """Eleven quiet weeks of a set."""
    return quiet_weeks(seed, an_hour=an_hour, weeks=SPAN)


def scene_of(weeks: Weeks, event: Event | None) -> tuple[Scene, int]:
    """An event over quiet weeks, and the minute of its first post."""
    begins = FIRST + (event.begins - FIRST) % WEEK if event is not None else FIRST
    own = Counter(begins + minute for minute in event.minutes) if event is not None else Counter[int]()
    return Scene(Series(weeks.counts + own), Series(own), weeks), begins


def told_after(scene: Scene, begins: int, rule: Rule, phase: int) -> int | None:
    """Minutes from the first post to the sweep that tells; None when nothing is told within three days.

    A sweep looks at every round ten minutes since the last one, and at its own minute.
    """
    for sweep in range(begins + phase, begins + LASTS, SWEEP):
        for end in (*looks(sweep - SWEEP, sweep - 1), sweep):
            if rule(scene, end + 1):
                return sweep - begins
    return None


def false_alarms(rule: Rule, setting: Setting, weeks: Sequence[Weeks]) -> float:
    """How often a quiet week is disturbed: episodes, calm for the cool-down in between, per week."""
    found = 0
    for quiet in weeks:
        scene, last = scene_of(quiet, None)[0], -WEEK
        for end in looks(FIRST, FIRST + TEST_WEEKS * WEEK):
            if rule(scene, end):
                found += end - last > setting.cooldown
                last = end
    return found / len(weeks) / TEST_WEEKS


@dataclass(frozen=True)
class Figures:
    """How a rule fares on events; delays in minutes from the first post to the telling."""

    events: int
    caught: int
    delays: list[int]
    slow: int
    slow_delays: list[int]
    false_a_week: float

    @property
    def share(self) -> float:
        return self.caught / self.events

    def quantile(self, part: float, *, slow: bool = False) -> float:
        delays = self.slow_delays if slow else self.delays
        return float(np.quantile(delays, part)) if delays else float("nan")


def fare(rule: Rule, setting: Setting, chosen: Sequence[Event], *, an_hour: float, seed: int) -> Figures:
    """Events and quiet weeks under one rule. Seeds from `seed` on: the halves hear different weeks."""
    delays: list[int] = []
    slow: list[int] = []
    for number, event in enumerate(chosen):
        scene, begins = scene_of(background(seed + number % SEEDS, an_hour), event)
        delay = told_after(scene, begins, rule, phase=1 + number * 7 % SWEEP)
        if delay is not None:
            (slow if event.is_slow else delays).append(delay)
    quiet = [background(seed + 100 + number, an_hour) for number in range(FALSE_SEEDS)]
    return Figures(
        events=len(chosen),
        caught=len(delays) + len(slow),
        delays=delays,
        slow=sum(event.is_slow for event in chosen),
        slow_delays=slow,
        false_a_week=false_alarms(rule, setting, quiet),
    )


def ours(setting: Setting, *, groups: bool) -> Rule:
    """The watch of the product, with or without that of groups."""

    def rule(scene: Scene, end: int) -> bool:
        if find_spike(scene.series, HEARD, end, setting) is not None:
            return True
        return groups and _a_group_grows(scene, end, setting)

    return rule


def _a_group_grows(scene: Scene, end: int, setting: Setting) -> bool:
    if any(scene.own.count(end, minutes) >= setting.minimum for minutes in setting.all_windows):
        peaks = _peaks(id(scene.weeks), scene.weeks, end // DAY * DAY, setting.all_windows)
        return find_growth(scene.own, HEARD, end, setting, peaks) is not None
    return any(_loud_group(scene.weeks, end, minutes, setting) for minutes in setting.windows)


def _loud_group(weeks: Weeks, end: int, minutes: int, setting: Setting) -> bool:
    """Whether a group of the quiet weeks is raised: a false alarm."""
    inside = weeks.groups[(weeks.at >= end - minutes) & (weeks.at < end)]
    if len(inside) < setting.minimum:
        return False
    group, count = Counter(inside.tolist()).most_common(1)[0]
    if count < setting.minimum:
        return False
    series = Series(Counter(weeks.at[weeks.groups == group].tolist()))
    peaks = _peaks(id(weeks), weeks, end // DAY * DAY, setting.all_windows)
    return find_growth(series, HEARD, end, setting, peaks) is not None


_KNOWN: dict[tuple[int, int, tuple[int, ...]], dict[int, Sequence[int]]] = {}


def _peaks(key: int, weeks: Weeks, end: int, lengths: tuple[int, ...]) -> dict[int, Sequence[int]]:
    if (key, end, lengths) not in _KNOWN:
        inside = (weeks.at < end) & (weeks.at >= end - 8 * WEEK)
        found = peaks_of(weeks.at[inside], weeks.groups[inside], end=end, lengths=lengths)
        _KNOWN[key, end, lengths] = dict(found)
    return _KNOWN[key, end, lengths]


def fixed(threshold: int) -> Rule:
    """A fixed number of posts in an hour: what most tools offer."""
    return lambda scene, end: scene.series.count(end, HOUR) >= threshold


def three_deviations(scene: Scene, end: int) -> bool:
    """An hour above the mean of the last week's hours and three standard deviations."""
    count = scene.series.count(end, HOUR)
    if count < MINIMUM:
        return False
    hours = scene.series.counts(end - HOUR * np.arange(1, 7 * 24 + 1, dtype=np.int64), HOUR)
    return bool(count > hours.mean() + 3 * hours.std())
