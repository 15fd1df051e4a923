"""`manage.py read_stream`: the one long-lived reader of the push stream; script/server keeps it running (M2).

Without a commercial account it waits for one. A second one waits until the first is gone.
"""

import signal
from threading import Event
from types import FrameType
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from core.heartbeats import forget
from core.locks import only_one
from monitoring.services.streaming import HEARTBEAT, stream_once

log = structlog.get_logger(__name__)
SHORTEST, LONGEST = 0.5, 60.0
"""Seconds between two tries; doubled after each that brought nothing."""
STANDBY = 10.0


class Command(BaseCommand):
    help = "Reads the push stream of Weibo until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Event()

        def end(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        while not stop.is_set():
            try:
                with only_one("monitoring.stream") as mine:
                    if mine:
                        listen(stop)
                        forget(HEARTBEAT)
            except DatabaseError:
                log.warning("stream_database_lost")
                connection.close()
            stop.wait(STANDBY)


def listen(stop: Event) -> None:
    """Connect again and again, the longer apart the less comes. Raises `DatabaseError`, which also frees the lock."""
    pause = SHORTEST
    while not stop.is_set():
        came = stream_once(clock=timezone.now, stop=stop)
        pause = SHORTEST if came else min(pause * 2, LONGEST)
        stop.wait(pause)
