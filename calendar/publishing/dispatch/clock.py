"""One clock for all dispatchers: the database's. What the clock of a worker's machine says, or that it jumps, changes
nothing: between two readings the monotonic clock counts on."""

import datetime as dt
import time
from collections.abc import Callable

from django.db import connection


class DatabaseClock:
    """Call it for the time; `read` now and then on a thread with a database connection. Never ahead of the database.

    A reading that took from one monotonic instant to another bounds how far the database is ahead of the monotonic
    clock; the bounds of all readings are intersected, and begun anew when they exclude each other (the database's
    clock was set). The lower bound counts, so that nothing is ever early.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._least = self._most = 0.0

    def __call__(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._monotonic() + self._least, dt.UTC)

    def read(self) -> dt.datetime:
        """Ask the database, and answer the time."""
        before = self._monotonic()
        seconds = database_now().timestamp()
        self.note(before, seconds, self._monotonic())
        return self()

    def note(self, before: float, seconds: float, after: float) -> None:
        """The database said `seconds` (since 1970) at some instant from `before` to `after`."""
        least, most = max(self._least, seconds - after), min(self._most, seconds - before)
        if least > most:
            least, most = seconds - after, seconds - before
        self._least, self._most = least, most


def database_now() -> dt.datetime:
    """The time of the database, whatever transaction is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: dt.datetime = cursor.fetchone()[0]
    return now
