"""When nobody sent: noted as rows while it lasts or right after it, so that people can see why posts were missed."""

import datetime as dt

from django.db import IntegrityError, transaction

from core import heartbeats
from publishing.models import Attempt, Outage

SENDER = "publishing.dispatch"
WATCH = "publishing.watch"
SILENT = dt.timedelta(seconds=90)
"""A sender that was not heard for longer is out; a sweep that did not run for longer says nothing about it."""


def watch_for_outages(*, now: dt.datetime) -> Outage | None:
    """Note the beginning or the end of an outage of the sender. Answers the one that began or ended just now.

    When everything was down nobody could look: then the gap since the last look tells, unless something was sent in it.
    """
    heard, looked = heartbeats.last_beat(SENDER), heartbeats.last_beat(WATCH)
    heartbeats.beat(WATCH, at=now)
    if heard is None:
        return None
    running = Outage.objects.filter(ended_at=None).first()
    silent = now - heard > SILENT
    if running is not None:
        return None if silent else _end(running, now)
    if silent:
        return _begin(heard, None)
    if looked is not None and now - looked > SILENT and not _sent_between(looked + SILENT, now - SILENT):
        return _begin(looked, now)
    return None


def _begin(started_at: dt.datetime, ended_at: dt.datetime | None) -> Outage | None:
    try:
        with transaction.atomic():
            return Outage.objects.create(started_at=started_at, ended_at=ended_at)
    except IntegrityError:  # somebody else noted it in this moment
        return None


def _end(outage: Outage, now: dt.datetime) -> Outage:
    outage.ended_at = now
    outage.save(update_fields=["ended_at"])
    return outage


def _sent_between(start: dt.datetime, end: dt.datetime) -> bool:
    return Attempt.objects.filter(claimed_at__gt=start, claimed_at__lt=end).exists()
