"""The sender: claims seconds ahead, begins a moment before the instant, fires at it, writes answers down together.

One event loop for the network; claims, begins and answers each have threads with a database connection of their own, so
that a slow claim never delays a call, and no transaction is open while Weibo is asked. Begins take turns on two lanes:
while the calls of one batch leave under its freeze lock, the other batch is committed; a lane holds one batch only, so
a freeze that waits comes between. What a killed sender leaves behind is settled by its life lock and by leases.
"""

import asyncio
import datetime as dt
import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.utils.translation import gettext as _

from accounts import gateway
from publishing import services
from publishing.dispatch.calls import call_with_pictures, plain_call, read_pictures
from publishing.dispatch.clock import DatabaseClock
from publishing.dispatch.leaving import LEFT, new_tracing
from publishing.dispatch.messages import Answer, Claimed, from_error, published
from publishing.dispatch.taking import Taker
from publishing.dispatch.threads import DatabaseThread
from publishing.dispatch.writing import Writer
from publishing.models import Outcome
from publishing.services.liveness import Life
from publishing.services.locks import hold_freezes_off, let_freezes_on
from weibo.calls.call import Call
from weibo.client import WeiboClient, new_session
from weibo.errors import WeiboError
from weibo.types import Status

log = structlog.get_logger(__name__)

DATABASE_GONE = (DatabaseError, InterfaceError)
PICTURED = 64
"""Posts whose pictures are in memory at once."""
STOP_CHECK = 0.5
LEAVE_TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how far ahead. Seconds, and numbers of slots."""

    ahead: float = 5.0
    poll: float = 0.5
    claim_batch: int = 500
    holding: int = 10_000
    fire_batch: int = 64
    in_flight: int = 500
    lead: float = 0.15
    flush: float = 0.05
    patience: float = 3.0


@dataclass(order=True, slots=True)
class _Waiting:
    fire_at: dt.datetime
    number: int
    claimed: Claimed = field(compare=False)
    call: Call[Status] = field(compare=False)
    retried: bool = field(compare=False, default=False)


@dataclass(slots=True)
class Tally:
    """What one run did."""

    claimed: int = 0
    sent: int = 0
    given_back: int = 0
    by_outcome: dict[str, int] = field(default_factory=dict)


class Sender:
    """One run of the dispatcher; make a new one for each."""

    def __init__(self, *, worker: str, stopped: Callable[[], bool], pace: Pace) -> None:
        self.clock, self.stopped, self.pace, self.tally = DatabaseClock(), stopped, pace, Tally()
        self._lanes = [DatabaseThread("begins-1"), DatabaseThread("begins-2")]
        self._claims, self._answers = DatabaseThread("claims"), DatabaseThread("answers")
        self._life = Life()  # its lock is held by the connection of the first lane
        self._taker = Taker(worker=worker, clock=self.clock, life=self._life.number)
        self._waiting: list[_Waiting] = []
        self._numbers = itertools.count()
        self._held: set[int] = set()  # claimed, no call begun
        self._flying: set[asyncio.Task[None]] = set()
        self._preparing: set[asyncio.Task[None]] = set()
        self._claiming = True

    async def run(self, seconds: float) -> Tally:
        """Claim for `seconds`, then send what was claimed. Raises what broke a loop; the rows stay right."""
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._news, self._pictured = asyncio.Event(), asyncio.Semaphore(PICTURED)
        self._writer = Writer(self._answers, self.pace, self._is_busy)
        session = new_session(connections=self.pace.in_flight)
        session.trace_configs.append(new_tracing())
        try:
            async with WeiboClient(gateway.hosts(), session=session) as self._client:
                writing = asyncio.create_task(self._writer.run())
                await asyncio.gather(self._claim(), *(self._fire(lane) for lane in self._lanes))
                await self._end()
                self._writer.end()
                await writing
        finally:
            await session.close()
            for thread in (self._claims, *self._lanes, self._answers):
                await thread.close()
        self.tally.by_outcome = self._writer.by_outcome
        return self.tally

    def _over(self) -> bool:
        return self.stopped() or asyncio.get_running_loop().time() >= self._deadline

    def _is_busy(self) -> bool:
        """Calls are due: whatever can wait, waits."""
        return bool(self._waiting) and self._waiting[0].fire_at <= self.clock() + dt.timedelta(seconds=self.pace.lead)

    async def _claim(self) -> None:
        """Claim ahead as far as there is room, prepare each, and put it where the clock finds it."""
        while not self._over():
            room = min(self.pace.claim_batch, self.pace.holding - len(self._held))
            claimed = await self._take(room) if room > 0 else None
            for one in claimed or ():
                self._prepare(one)
            self.tally.claimed += len(claimed or ())
            if claimed is None or len(claimed) < room:
                await asyncio.sleep(self.pace.poll if claimed is None else self.pace.flush)
        self._claiming = False
        self._news.set()

    async def _take(self, room: int) -> list[Claimed] | None:
        """A claim; None when nothing is due or the database is away (it may come back within this slice of time)."""
        try:
            await self._lanes[0].run(self._life.hold)
            ahead = dt.timedelta(seconds=self.pace.ahead)
            return await self._claims.run(self._taker.take, room=room, ahead=ahead, holding=set(self._held))
        except DATABASE_GONE:
            log.exception("claim_failed")
            return None

    def _prepare(self, claimed: Claimed) -> None:
        self._held.add(claimed.attempt_id)
        if not claimed.pictures:
            self._queue(claimed, plain_call(claimed))
            return
        task = asyncio.create_task(self._prepare_pictures(claimed))
        self._preparing.add(task)
        task.add_done_callback(self._preparing.discard)

    async def _prepare_pictures(self, claimed: Claimed) -> None:
        """Read the pictures and build the call. A failure here is definite: nothing has been published."""
        await self._pictured.acquire()
        try:
            pictures = await asyncio.to_thread(read_pictures, claimed.pictures)
            self._queue(claimed, await call_with_pictures(self._client, claimed, pictures))
        except WeiboError as error:
            self._settle_unsent(_nothing_sent(from_error(claimed.attempt_id, error, at=self.clock())), claimed)
        except OSError as error:
            sentence = _("读取图片失败，没有发出。请重新上传图片并提交审核。")
            refused = Answer(claimed.attempt_id, Outcome.REFUSED, self.clock(), sentence=sentence, raw=str(error))
            self._settle_unsent(refused, claimed)

    def _queue(self, claimed: Claimed, call: Call[Status]) -> None:
        heapq.heappush(
            self._waiting, _Waiting(claimed.due_at, next(self._numbers), claimed, replace(call, read=Status.receipt))
        )
        if self._waiting[0].claimed is claimed:
            self._news.set()

    def _settle_unsent(self, answer: Answer, claimed: Claimed) -> None:
        """No request left for it, for sure."""
        self._forget(claimed)
        self._writer.note(answer)

    def _forget(self, claimed: Claimed) -> None:
        self._held.discard(claimed.attempt_id)
        if claimed.pictures:
            self._pictured.release()

    async def _fire(self, lane: DatabaseThread) -> None:
        """Begin and release what is due, never before its instant, in small batches so that the first leaves first."""
        while batch := await self._next_batch():
            try:
                go = await lane.run(_begin, [one.claimed.attempt_id for one in batch], self.clock)
            except DATABASE_GONE:  # whether it was committed nobody knows, but nothing has been sent
                log.exception("begin_failed", count=len(batch))
                self._put_back(batch)
                await asyncio.sleep(self.pace.poll)
                continue
            try:
                await self._release(batch, go)
            finally:
                await lane.run(_let_freezes_on)

    async def _next_batch(self) -> list[_Waiting]:
        """The next that are due, as many as may be under way; empty at the end."""
        while not self.stopped():
            pause = STOP_CHECK
            if self._waiting:
                pause = (self._waiting[0].fire_at - self.clock()).total_seconds() - self.pace.lead
                free = min(self.pace.fire_batch, self.pace.in_flight - len(self._flying))
                if pause <= 0 and free > 0:
                    return self._pop_due(free)
            elif not self._claiming and not self._preparing:
                return []
            await self._wait_for_news(min(max(pause, 0.001), STOP_CHECK))
        return []

    def _pop_due(self, most: int) -> list[_Waiting]:
        until = self.clock() + dt.timedelta(seconds=self.pace.lead)
        batch: list[_Waiting] = []
        while self._waiting and self._waiting[0].fire_at <= until and len(batch) < most:
            batch.append(heapq.heappop(self._waiting))
        return batch

    async def _wait_for_news(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()

    def _put_back(self, batch: list[_Waiting]) -> None:
        for one in batch:
            one.retried = True
            heapq.heappush(self._waiting, one)

    async def _release(self, batch: list[_Waiting], go: set[int]) -> None:
        """Let the begun calls leave at their instants, and wait until they have left: only then may a freeze come."""
        leaving: list[asyncio.Event] = []
        for one in batch:
            if one.claimed.attempt_id not in go:
                self._not_begun(one)
                continue
            while (pause := (one.fire_at - self.clock()).total_seconds()) > 0:
                await asyncio.sleep(pause)
            leaving.append(asyncio.Event())
            self._held.discard(one.claimed.attempt_id)
            task = asyncio.create_task(self._send(one, leaving[-1]))
            self._flying.add(task)
            task.add_done_callback(self._landed)
            if len(leaving) % LEAVE_TOGETHER == 0:
                await asyncio.sleep(0)  # the first are on their way before the last of the batch are made
        for event in leaving:
            await event.wait()

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        if len(self._flying) == self.pace.in_flight - 1 or not self._flying:
            self._news.set()

    def _not_begun(self, one: _Waiting) -> None:
        """The rows say no. After a begin whose commit was not confirmed that may be our own: nothing was sent."""
        if not one.retried:
            self._forget(one.claimed)
            return
        sentence = _("数据库连接中断，没有发出，稍后再试。")
        answer = Answer(one.claimed.attempt_id, Outcome.NOT_SENT, self.clock(), sentence=sentence)
        self._settle_unsent(answer, one.claimed)

    async def _send(self, one: _Waiting, left: asyncio.Event) -> None:
        """One call, one answer. Whatever goes wrong here after the call began is unknown, never sent again."""
        LEFT.set(left)
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
        self._forget(one.claimed)
        self._writer.note(answer)

    async def _end(self) -> None:
        """A sender that is stopped gives back what was claimed and not begun; wait for what is under way."""
        for task in self._preparing:
            task.cancel()
        if self._held:
            given = self._claims.run(services.give_back, attempt_ids=sorted(self._held), now=self.clock())
            self.tally.given_back += await given
        while self._flying:
            await asyncio.wait(self._flying)


def _begin(attempt_ids: list[int], clock: Callable[[], dt.datetime]) -> set[int]:
    try:
        hold_freezes_off()
        return services.begin_calls(attempt_ids=attempt_ids, now=clock())
    except BaseException:
        connection.close()  # and with it the lock; the next call opens a new one
        raise


def _let_freezes_on() -> None:
    try:
        let_freezes_on()
    except DATABASE_GONE:  # the connection is gone, and the lock with it
        log.warning("freeze_lock_went_with_its_connection")
        connection.close()


def _nothing_sent(answer: Answer) -> Answer:
    """Storing a picture failed without an answer: the post itself was not sent, so it may be tried again."""
    if answer.outcome != Outcome.UNKNOWN:
        return answer
    return Answer(answer.attempt_id, Outcome.NOT_SENT, answer.at, sentence=answer.sentence, raw=answer.raw)
