"""K6: people, not machines: a post leaves some seconds after its planned minute. Drawn once, deterministic, pure."""

import datetime as dt
import zlib
from dataclasses import dataclass

from core.dates import day_start, local_day
from publishing.planner.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Room:
    """How far a post may be moved back from its minute."""

    minutes: int
    windows: tuple[tuple[dt.datetime, dt.datetime], ...] = ()
    """Golden windows (K3); a post planned in one stays in it."""
    runs_until: dt.datetime | None = None
    """The end of its campaign."""

    def most(self, at: dt.datetime) -> int:
        """Whole seconds after `at` that cross no midnight, no window's end and no campaign's end; 0 for none."""
        ends = [at + dt.timedelta(minutes=self.minutes), day_start(local_day(at) + dt.timedelta(days=1))]
        ends += [end for start, end in self.windows if start <= at < end]
        ends += [self.runs_until] if self.runs_until is not None else []
        return max(0, int((min(ends) - at).total_seconds()) - 1)


def draw_spread(post_id: int, at: dt.datetime, room: Room, timeline: Timeline, *, promotional: bool = False) -> int:
    """Seconds after `at`, the same for the same post and minute; 0 when no later second keeps what `at` keeps."""
    most = room.most(at)
    if most <= 0:
        return 0
    kept = _rules(timeline, at, promotional)
    seconds = 1 + zlib.crc32(f"{post_id}:{at.timestamp():.0f}".encode()) % most
    while seconds and not _rules(timeline, at + dt.timedelta(seconds=seconds), promotional) <= kept:
        seconds //= 2
    return seconds


def _rules(timeline: Timeline, at: dt.datetime, promotional: bool) -> set[str]:
    return {breach.rule for breach in timeline.breaches(at, promotional=promotional)}
