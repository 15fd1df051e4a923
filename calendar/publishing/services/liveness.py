"""Who lives: a sender holds a lock of its own as long as its connection stands, so its death shows at once.

The number of the lock stands in each attempt (`Attempt.worker_life`). Leases remain as the second line, for whoever
claims without such a lock and for a connection that hangs.
"""

import datetime as dt
import secrets

from django.db import connection

from publishing.models import Attempt
from publishing.services.locks import hold_life, living


class Life:
    """The lock of one sender. Use it on one thread only, whose connection stays."""

    def __init__(self) -> None:
        self.number = secrets.randbelow(2**31 - 1) + 1
        self._held_by: object = None

    def hold(self) -> None:
        """Take the lock, again after its connection broke. Costs nothing while it is held."""
        connection.ensure_connection()
        if self._held_by is not connection.connection:
            hold_life(self.number)
            self._held_by = connection.connection


def end_leases_of_the_dead(*, now: dt.datetime) -> int:
    """The open attempts of workers whose lock is gone: their leases end now, and `reap` settles them as always: no call
    begun, planned again; begun, unknown. Returns how many."""
    under_way = Attempt.objects.filter(outcome="", worker_life__isnull=False, lease_until__gt=now)
    lives = set(under_way.order_by().values_list("worker_life", flat=True).distinct())
    dead = lives - living() if lives else set()
    return under_way.filter(worker_life__in=dead).update(lease_until=now) if dead else 0


def give_back_lost(*, life: int, holding: set[int], now: dt.datetime) -> int:
    """After a claim whose commit was not confirmed: what it took and nobody holds goes back. Returns how many."""
    taken = Attempt.objects.filter(outcome="", called_at__isnull=True, worker_life=life)
    return taken.exclude(pk__in=holding).update(lease_until=now)
