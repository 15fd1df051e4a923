"""Answers are written down together."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError, InterfaceError

from publishing import services
from publishing.dispatch.messages import Answer
from publishing.dispatch.threads import DatabaseThread

if TYPE_CHECKING:
    from publishing.dispatch.sender import Pace

log = structlog.get_logger(__name__)

TRIES = 60
"""Half a second each: how long answers are kept for a database that is away after the last call has ended."""
TOGETHER = 500


class Writer:
    """Writes answers in batches: soon, but while calls are due (`busy`) only when one has waited for its `patience`."""

    def __init__(self, thread: DatabaseThread, pace: "Pace", busy: Callable[[], bool]) -> None:
        self.by_outcome: dict[str, int] = {}
        self._thread, self._pace, self._busy = thread, pace, busy
        self._pending: list[Answer] = []
        self._ended, self._news = False, asyncio.Event()

    def note(self, answer: Answer) -> None:
        """Keep an answer until it is written."""
        self._pending.append(answer)
        self._news.set()
        self.by_outcome[answer.outcome] = self.by_outcome.get(answer.outcome, 0) + 1

    def end(self) -> None:
        """No more will come."""
        self._ended = True
        self._news.set()

    async def run(self) -> None:
        """Until the end, and until everything is written; while the database is away answers are kept and tried again.

        When it stays away after the end, the leases make the calls unknown and they are read back."""
        failures = 0
        while self._pending or not self._ended:
            await self._news.wait()
            await self._gather()
            batch, self._pending = self._pending[:TOGETHER], self._pending[TOGETHER:]
            try:
                await self._thread.run(services.record_outcomes, batch)
                failures = 0
            except (DatabaseError, InterfaceError):
                failures += 1
                log.exception("answers_kept", count=len(batch), failures=failures)
                self._pending = batch + self._pending
                if self._ended and failures > TRIES:
                    return
                await asyncio.sleep(0.5)
            if not self._pending and not self._ended:
                self._news.clear()

    async def _gather(self) -> None:
        """Wait for more that can be written with the first."""
        waited = 0.0
        while not self._ended and len(self._pending) < TOGETHER:
            await asyncio.sleep(self._pace.flush)
            waited += self._pace.flush
            if waited >= self._pace.patience or not self._busy():
                return
