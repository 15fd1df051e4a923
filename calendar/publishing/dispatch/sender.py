"""The sender: claims a few seconds ahead, fires at the instant, writes answers down in batches.

Three threads with a database connection each (claims, begins, answers) and one event loop for the network, so that a
slow claim never delays a call, and no transaction is open while Weibo is asked. What a killed sender leaves behind is
settled by leases: no call begun → planned again, call begun → unknown.
"""

import asyncio
import contextvars
import datetime as dt
import heapq
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

import aiohttp
import structlog
from django.db import DatabaseError, close_old_connections, connection
from django.utils.translation import gettext as _

from accounts import gateway
from publishing import services
from publishing.dispatch.calls import publish_call, read_pictures
from publishing.dispatch.messages import Answer, Claimed, from_error, published
from publishing.models import Outcome
from publishing.services.locks import hold_freezes_off, let_freezes_on
from weibo.calls.call import Call
from weibo.client import WeiboClient, new_session
from weibo.errors import WeiboError
from weibo.types import Status

log = structlog.get_logger(__name__)
P = ParamSpec("P")
T = TypeVar("T")
Clock = Callable[[], dt.datetime]

RECORD_TRIES = 60
"""Half a second each: how long answers are kept for a database that is away after the last call has ended."""

_left: contextvars.ContextVar[asyncio.Event] = contextvars.ContextVar("left")
"""Set by the HTTP client once this task's request is on its way."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how far ahead. Seconds, and numbers of slots."""

    ahead: float = 5.0
    poll: float = 0.25
    claim_batch: int = 64
    fire_batch: int = 64
    in_flight: int = 1000
    connections: int = 500
    flush: float = 0.05


@dataclass(order=True, slots=True)
class _Waiting:
    fire_at: dt.datetime
    number: int
    claimed: Claimed = field(compare=False)
    call: Call[Status] = field(compare=False)


@dataclass(slots=True)
class Tally:
    """What one run did."""

    claimed: int = 0
    sent: int = 0
    given_back: int = 0
    by_outcome: dict[str, int] = field(default_factory=dict)


class _Thread:
    """One thread with its own database connection. `keeps`: it holds session locks, so it is not renewed."""

    def __init__(self, name: str, *, keeps: bool = False) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._keeps = keeps

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        def do() -> T:
            if not self._keeps:
                close_old_connections()
            return work(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._pool, do)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._pool, lambda: connection.close())
        self._pool.shutdown()


class Sender:
    """One run of the dispatcher; make a new one for each."""

    def __init__(self, *, worker: str, clock: Clock, stopped: Callable[[], bool], pace: Pace) -> None:
        self.worker, self.clock, self.stopped, self.pace = worker, clock, stopped, pace
        self.tally = Tally()
        self._claims, self._answers = _Thread("claims"), _Thread("answers")
        self._begins = _Thread("begins", keeps=True)
        self._waiting: list[_Waiting] = []
        self._numbers = itertools.count()
        self._flying: set[asyncio.Task[None]] = set()
        self._pending: list[Answer] = []
        self._claiming, self._ended = True, False

    async def run(self, seconds: float) -> Tally:
        """Claim for `seconds`, then end what was begun. Raises what broke a loop; the rows stay right."""
        self._deadline = asyncio.get_running_loop().time() + seconds
        session = new_session(connections=self.pace.connections)
        session.trace_configs.append(_tracing())
        try:
            async with WeiboClient(gateway.hosts(), session=session) as self._client:
                writing = asyncio.create_task(self._write_answers())
                await asyncio.gather(self._claim(), self._fire())
                await self._end()
                self._ended = True
                await writing
        finally:
            await session.close()
            for thread in (self._claims, self._begins, self._answers):
                await thread.close()
        return self.tally

    def _over(self) -> bool:
        return self.stopped() or asyncio.get_running_loop().time() >= self._deadline

    async def _claim(self) -> None:
        """Claim ahead as far as there is room, prepare each, and put it where the clock finds it."""
        while not self._over():
            room = min(self.pace.claim_batch, self.pace.in_flight - len(self._waiting) - len(self._flying))
            claimed = await self._take(room) if room > 0 else []
            self.tally.claimed += len(claimed)
            await asyncio.gather(*(self._prepare(one) for one in claimed))
            if len(claimed) < room or room <= 0:
                await asyncio.sleep(self.pace.poll)
        self._claiming = False

    async def _take(self, room: int) -> list[Claimed]:
        ahead = dt.timedelta(seconds=self.pace.ahead)
        try:
            return await self._claims.run(
                services.claim_due_slots, now=self.clock(), limit=room, worker=self.worker, ahead=ahead
            )
        except DatabaseError:  # it may come back within this slice of time; nothing has been claimed
            log.exception("claim_failed")
            await asyncio.sleep(1)
            return []

    async def _prepare(self, claimed: Claimed) -> None:
        """Read the pictures and build the call. A failure here is definite: nothing has been published."""
        try:
            pictures = await asyncio.to_thread(read_pictures, claimed.pictures) if claimed.pictures else []
            call = await publish_call(self._client, claimed, pictures)
        except WeiboError as error:
            self._note(_nothing_sent(from_error(claimed.attempt_id, error, at=self.clock())))
        except OSError as error:
            sentence = _("读取图片失败，没有发出。请重新上传图片并提交审核。")
            self._note(Answer(claimed.attempt_id, Outcome.REFUSED, self.clock(), sentence=sentence, raw=str(error)))
        else:
            heapq.heappush(self._waiting, _Waiting(claimed.due_at, next(self._numbers), claimed, call))

    async def _fire(self) -> None:
        """Release what is due, never before its instant, in small batches so that the first is not kept waiting."""
        while self._claiming or (self._waiting and not self.stopped()):
            now = self.clock()
            pause = (self._waiting[0].fire_at - now).total_seconds() if self._waiting else 0.02
            if pause > 0:
                await asyncio.sleep(min(pause, 0.02))
                continue
            batch: list[_Waiting] = []
            while self._waiting and self._waiting[0].fire_at <= now and len(batch) < self.pace.fire_batch:
                batch.append(heapq.heappop(self._waiting))
            await self._launch(batch, now)

    async def _launch(self, batch: list[_Waiting], now: dt.datetime) -> None:
        """Commit that these calls begin, let them leave, and only then let a freeze come through."""
        try:
            go = await self._begins.run(_begin, [one.claimed.attempt_id for one in batch], now)
        except DatabaseError:  # whether it was committed nobody knows: not sent, the leases decide
            log.exception("begin_failed", count=len(batch))
            return
        leaving: list[asyncio.Event] = []
        for one in batch:
            if one.claimed.attempt_id in go:
                leaving.append(asyncio.Event())
                task = asyncio.create_task(self._send(one, leaving[-1]))
                self._flying.add(task)
                task.add_done_callback(self._flying.discard)
        # Before the next batch begins: a session that stacked its locks would never let a freeze come between.
        for event in leaving:
            await event.wait()
        await self._begins.run(_release)

    async def _send(self, one: _Waiting, left: asyncio.Event) -> None:
        """One call, one answer. Whatever goes wrong here after the call began is unknown, never sent again."""
        _left.set(left)
        attempt_id = one.claimed.attempt_id
        try:
            answer = published(attempt_id, await self._client.make(one.call), at=self.clock())
        except WeiboError as error:
            answer = from_error(attempt_id, error, at=self.clock())
        except Exception as error:  # the call had begun, so nobody knows
            log.exception("send_failed", attempt_id=attempt_id)
            answer = Answer(attempt_id, Outcome.UNKNOWN, self.clock(), raw=type(error).__name__)
        finally:
            left.set()
        self.tally.sent += 1
        self._note(answer)

    def _note(self, answer: Answer) -> None:
        self._pending.append(answer)
        self.tally.by_outcome[answer.outcome] = self.tally.by_outcome.get(answer.outcome, 0) + 1

    async def _write_answers(self) -> None:
        """Write answers down together; while the database is away they are kept and tried again."""
        failures = 0
        while not self._ended or self._pending:
            batch, self._pending = self._pending, []
            try:
                if batch:
                    await self._answers.run(services.record_outcomes, batch)
                    failures = 0
            except DatabaseError:
                failures += 1
                log.exception("answers_kept", count=len(batch), failures=failures)
                if self._ended and failures > RECORD_TRIES:
                    return  # the calls have begun, so the leases make them unknown and they are read back
                self._pending = batch + self._pending
                await asyncio.sleep(0.5)
            await asyncio.sleep(0 if self._pending else self.pace.flush)

    async def _end(self) -> None:
        """Give back what was claimed and not begun, and wait for what is under way."""
        ids = [one.claimed.attempt_id for one in self._waiting]
        self._waiting.clear()
        if ids:
            self.tally.given_back += await self._claims.run(services.give_back, attempt_ids=ids, now=self.clock())
        while self._flying:
            await asyncio.wait(self._flying)


def _begin(attempt_ids: list[int], now: dt.datetime) -> set[int]:
    hold_freezes_off()
    try:
        return services.begin_calls(attempt_ids=attempt_ids, now=now)
    except BaseException:
        connection.close()  # and with it the lock; the next call opens a new one
        raise


def _release() -> None:
    try:
        let_freezes_on()
    except DatabaseError:  # the connection is gone, and the lock with it
        log.warning("freeze_lock_went_with_its_connection")
        connection.close()


def _nothing_sent(answer: Answer) -> Answer:
    """Storing a picture failed without an answer: the post itself was not sent, so it may be tried again."""
    if answer.outcome != Outcome.UNKNOWN:
        return answer
    return Answer(answer.attempt_id, Outcome.NOT_SENT, answer.at, sentence=answer.sentence, raw=answer.raw)


def _tracing() -> aiohttp.TraceConfig:
    async def on_sent(session: aiohttp.ClientSession, context: object, params: object) -> None:
        if (event := _left.get(None)) is not None:
            event.set()

    config = aiohttp.TraceConfig()
    config.on_request_headers_sent.append(on_sent)
    config.freeze()
    return config
