"""Signs of life of processes and sweeps, kept as rows so that a page can tell their age."""

from datetime import datetime, timedelta
from typing import Any

from core.models import Heartbeat


def beat(name: str, *, at: datetime, **detail: Any) -> None:
    """Say that `name` is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at, "detail": detail})


def forget(name: str) -> None:
    """`name` ended in order: nobody should miss it."""
    Heartbeat.objects.filter(name=name).delete()


def age(name: str, *, now: datetime) -> timedelta | None:
    """How long ago `name` was alive; None when it never was."""
    last = last_beat(name)
    return None if last is None else now - last


def last_beat(name: str) -> datetime | None:
    """When `name` was alive last; None when it never was."""
    row = Heartbeat.objects.filter(name=name).first()
    return None if row is None else row.at
