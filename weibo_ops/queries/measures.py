"""What an operator wants to be alarmed by: slots by state, how late the latest due one is, jobs, signs of life."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min

from core.models import Heartbeat, Job, JobState
from engagement.models import Thread, ThreadState
from monitoring.models import Source
from publishing.models import Slot, SlotState

WATCHED = [SlotState.SENDING, SlotState.UNKNOWN, SlotState.FAILED, SlotState.MISSED, SlotState.HELD]


@dataclass(frozen=True, slots=True)
class Measure:
    """A gauge with one label."""

    name: str
    help: str
    label: str
    values: dict[str, float]


def read_measures(*, now: dt.datetime) -> list[Measure]:
    """Seven queries on indexes."""
    slots = dict.fromkeys(WATCHED, 0.0)
    slots |= dict(Slot.objects.filter(state__in=WATCHED).values_list("state").annotate(n=Count("pk")))
    jobs = dict(
        Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING]).values_list("state").annotate(n=Count("pk"))
    )
    beats = {row.name: (now - row.at).total_seconds() for row in Heartbeat.objects.all()}
    open_threads = Thread.objects.filter(state=ThreadState.OPEN)
    inbox = {"open": open_threads.count(), "overdue": open_threads.filter(due_at__lt=now).count()}
    sources = {"erring": Source.objects.filter(is_active=True).exclude(last_error="").count()}
    return [
        Measure("slots", "Slots that are under way or wait for somebody", "state", _floats(slots)),
        Measure("due_lag_seconds", "Age of the oldest planned slot that is due", "of", {"oldest": _lag(now)}),
        Measure("jobs", "Imports and other long work", "state", _floats(jobs)),
        Measure("heartbeat_age_seconds", "Seconds since a sweep was alive", "name", beats),
        Measure("threads", "Messages that wait for an answer", "state", _floats(inbox)),
        Measure("sources", "Sources that could not be read", "state", _floats(sources)),
    ]


def _lag(now: dt.datetime) -> float:
    oldest = Slot.objects.filter(state=SlotState.PLANNED, scheduled_at__lt=now).aggregate(at=Min("scheduled_at"))["at"]
    return 0.0 if oldest is None else (now - oldest).total_seconds()


def _floats(counts: Mapping[Any, float]) -> dict[str, float]:
    return {str(name): float(count) for name, count in counts.items()}
