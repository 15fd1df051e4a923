"""What the claiming thread of a sender does: read the clock, settle the dead, take what is due."""

import datetime as dt

import structlog
from django.db import DatabaseError, InterfaceError

from core import heartbeats
from publishing import services
from publishing.dispatch.clock import DatabaseClock
from publishing.dispatch.messages import Claimed
from publishing.queries.sending import EVERYTHING, Share, anything_due
from publishing.services.liveness import end_leases_of_the_dead, give_back_lost
from publishing.services.locks import living

log = structlog.get_logger(__name__)

BEAT = dt.timedelta(seconds=10)
REAP = dt.timedelta(seconds=2)
OWN_UNTIL = 0.3
"""The nearest part of the time ahead is everybody's: there, who is free takes what others have not."""
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Taker:
    """Takes for one sender; runs on one thread. `life`: the number of the sender's life lock."""

    def __init__(self, *, worker: str, clock: DatabaseClock, life: int) -> None:
        self.worker, self.clock, self.life = worker, clock, life
        self._beaten = self._reaped = LONG_AGO
        self._lost = False

    def take(self, *, room: int, ahead: dt.timedelta, holding: set[int]) -> list[Claimed] | None:
        """Claim up to `room` slots; None when nothing is due. `holding`: the attempts that the sender knows of."""
        now = self.clock.read()
        self._keep_house(now, holding)
        if not anything_due(now + ahead, now):
            return None
        try:
            return services.claim_due_slots(
                now=now, limit=room, worker=self.worker, ahead=ahead, life=self.life, share=self._share(now, ahead)
            )
        except (DatabaseError, InterfaceError):
            self._lost = True  # it may have been committed
            raise

    def _keep_house(self, now: dt.datetime, holding: set[int]) -> None:
        if self._lost:
            give_back_lost(life=self.life, holding=holding, now=now)
            self._lost = False
        if now - self._beaten >= BEAT:
            heartbeats.beat("publishing.dispatch", at=now)
            self._beaten = now
        if abs(now - self._reaped) >= REAP:
            self._reaped = now
            if end_leases_of_the_dead(now=now):
                back, unknown = services.reap(now=now)
                log.warning("reaped", planned_again=back, unknown=unknown)

    def _share(self, now: dt.datetime, ahead: dt.timedelta) -> Share:
        """Senders that live divide what is still some time away, so that the work of one instant is spread evenly."""
        lives = sorted(living())
        if self.life not in lives:
            return EVERYTHING
        return Share(len(lives), lives.index(self.life), now + ahead * OWN_UNTIL)
