"""What about a live alert is worth telling again (M4). Pure: a mere continuation is not told."""

from dataclasses import dataclass

LEVELS = 2
"""Steps of severity, of ten, that count as a new level."""
LEVELS_AGAIN = 3
"""So many bring back an alert that somebody dismissed."""
DARKER = 15
"""Percentage points more of negative voices."""
DARK = 50


@dataclass(frozen=True)
class Told:
    """What people know of an alert: severity, mentions a minute, percent negative (None: unknown), big names."""

    severity: int
    per_minute: float
    negative: int | None
    big: tuple[str, ...] = ()


def what_is_new(now: Told, told: Told, *, dismissed: bool = False) -> str | None:
    """The code of the weightiest new fact; None: nothing new."""
    if dismissed:
        return "worse" if now.severity >= told.severity + LEVELS_AGAIN else None
    if now.severity >= told.severity + LEVELS:
        return "worse"
    if told.per_minute > 0 and now.per_minute >= 2 * told.per_minute:
        return "faster"
    if set(now.big) - set(told.big):
        return "big"
    if now.negative is not None and now.negative >= max(DARK, (told.negative or 0) + DARKER):
        return "darker"
    return None
