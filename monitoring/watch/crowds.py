"""A group of near-identical posts that grows as none does in an ordinary week (M4). Pure; instants in epoch minutes.

Copies of one post can drown in what a busy set catches anyway. A group is therefore measured beside the loudest groups
of the weeks before: somebody's post is carried on every week, and that alone is no news.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitoring.watch.series import Heard, Minutes, Series
from monitoring.watch.spikes import WEEK, WEEKS, Setting, Spike, find_spike

FEWEST_WEEKS: Final = 2
"""With fewer ordinary weeks nobody knows how loud a group usually gets."""

Peaks = Mapping[int, Sequence[int]]
"""Length of a window → how many posts of one group the fullest such window of each past week held."""


def peaks_of(at: Minutes, groups: NDArray[np.int64], *, end: int, lengths: Sequence[int], weeks: int = WEEKS) -> Peaks:
    """The loudest group of each of the weeks before `end`, from minutes and groups of posts; windows do not slide."""
    found: dict[int, list[int]] = {}
    for length in lengths:
        loudest = [0] * weeks
        if len(at):
            back = end - 1 - at
            keys = np.stack([groups, back // length], axis=1)
            parts, counts = np.unique(keys, axis=0, return_counts=True)
            place = parts[:, 1] * length // WEEK
            for week in range(weeks):
                loudest[week] = int(counts[place == week].max(initial=0))
        found[length] = loudest
    return found


def find_growth(series: Series, heard: Heard, end: int, setting: Setting, peaks: Peaks) -> Spike | None:
    """The window ending at `end` in which a group stands out from its own past and from the groups of other weeks."""
    spike = find_spike(series, heard, end, setting)
    if spike is None:
        return None
    loudest = peaks.get(spike.minutes, ())
    if len(loudest) < FEWEST_WEEKS:
        return None
    usual = float(np.median(loudest))
    threshold = max(spike.usual.threshold, round(setting.strictness.lift * usual, 2))
    if spike.count <= threshold:
        return None
    return replace(spike, usual=replace(spike.usual, low=float(min(loudest)), high=usual, threshold=threshold))
