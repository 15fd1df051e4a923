"""How long it takes to put many approved posts on the calendar at once, rules, audit and all."""

import datetime as dt
import time

from django.utils import timezone

from benchmarks.dispatching import ours
from core.audit import SYSTEM
from publishing import services

EACH = 10
"""Posts of one account, on as many days."""


def schedule_many(count: int) -> float:
    """Seconds for `count` posts. Raises `RuntimeError` when one could not be placed."""
    among = ours.accounts(count // EACH)
    posts = ours.approve(f"many-{time.monotonic_ns()}", [account for account in among for _ in range(EACH)])
    at = timezone.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=40)
    wishes = [services.Wish(post.pk, at + dt.timedelta(days=number % EACH)) for number, post in enumerate(posts)]
    started = time.perf_counter()
    done = services.place_slots(wishes=wishes, by=SYSTEM, at=timezone.now())
    taken = time.perf_counter() - started
    if done.refused:
        raise RuntimeError(f"{len(done.refused)} posts were refused: {done.refused[0].error}")
    return taken
