"""Up to which share of a window each purpose may use it. Publishing may use all; the others leave room for it."""

from typing import Final

from accounts.models import CallShare, Purpose

PRESETS: Final = {
    Purpose.PUBLISHING: 100,
    Purpose.INBOX: 95,
    Purpose.MEASURING: 80,
    Purpose.LISTENING: 60,
    Purpose.OTHER: 40,
}


def shares() -> dict[str, int]:
    """Percent by purpose. One query."""
    found: dict[str, int] = {purpose.value: percent for purpose, percent in PRESETS.items()}
    found.update(CallShare.objects.exclude(purpose=Purpose.PUBLISHING).values_list("purpose", "percent"))
    return found


def floor_of(limit: int, percent: int) -> int:
    """Calls of a window that stay free for publishing beyond what is planned; at least one of ten is rounded up."""
    return limit - limit * min(percent, 100) // 100
