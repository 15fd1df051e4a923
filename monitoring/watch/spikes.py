"""Is this hour out of the ordinary for a set (M4)? Pure; robust statistics over the same hours of the week.

The usual is the median of comparable hours, the spread their median absolute deviation scaled to a standard deviation.
Hours in which nothing at all was collected are not comparable: crawled volume is not real volume.
"""

import math
from dataclasses import dataclass
from statistics import median, quantiles

SCALE = 1.4826
"""MAD × 1.4826 estimates the standard deviation of a normal distribution."""
STEPS = 4.0
"""How many spreads above the median a count must lie."""
FEWEST_SAMPLES = 6
"""With fewer comparable hours nobody knows what is usual, so nothing is raised."""


@dataclass(frozen=True)
class Spike:
    """A count with what makes it unusual."""

    count: int
    median: float
    spread: float
    threshold: float
    usual_low: float
    usual_high: float
    severity: int
    samples: int


def find_spike(count: int, history: list[int], *, minimum: int) -> Spike | None:
    """Compare `count` with the comparable hours of the past; None when it is ordinary, small or not comparable."""
    if count < max(1, minimum) or len(history) < FEWEST_SAMPLES:
        return None
    middle = float(median(history))
    deviation = SCALE * median(abs(value - middle) for value in history)
    # Counts scatter at least like a Poisson process; a history of equal numbers must not alarm on one more.
    spread = max(deviation, math.sqrt(middle), 1.0)
    tenths = quantiles(history, n=10, method="inclusive")
    # What one comparable hour in ten reaches is not unusual, however calm the others are.
    threshold = max(middle + STEPS * spread, tenths[-1])
    if count <= threshold:
        return None
    return Spike(
        count=count,
        median=middle,
        spread=round(spread, 2),
        threshold=round(threshold, 2),
        usual_low=tenths[0],
        usual_high=tenths[-1],
        severity=severity_of(count / max(threshold, 1.0)),
        samples=len(history),
    )


def severity_of(excess: float) -> int:
    """1 to 10: one step more for every half doubling above the threshold."""
    return max(1, min(10, 1 + int(2 * math.log2(max(excess, 1.0)))))
