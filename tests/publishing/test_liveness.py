"""Whoever dies shows at once: its claims are planned again, what it had begun is unknown, never the other way."""

import datetime as dt
import signal
import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import WeiboAccount
from publishing import services, tasks
from publishing.dispatch.sender import Pace
from publishing.models import Attempt, Outcome, Slot, SlotState
from publishing.queries.rhythm import read_rhythm
from publishing.services.liveness import Life, end_leases_of_the_dead, give_back_lost
from publishing.services.locks import living
from publishing.tasks import dispatch
from tests.publishing.makers import make_post, make_slot
from tests.publishing.test_races import arrived, matrix, planned, sender_process
from tests.weibo.sandbox_process import Platform

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = dt.timedelta(seconds=1)


class Worker:
    """A session of its own that holds a life lock until it is killed."""

    def __init__(self) -> None:
        self.life, self._alive, self._end = Life(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._live)
        self._thread.start()
        assert self._alive.wait(5)

    def _live(self) -> None:
        self.life.hold()
        self.life.hold()
        self._alive.set()
        self._end.wait(30)
        connection.close()

    def die(self) -> None:
        self._end.set()
        self._thread.join()
        while self.life.number in living():
            time.sleep(0.01)


def claimed_by(worker: Worker, account: WeiboAccount) -> Attempt:
    now = timezone.now()
    make_slot(make_post(account), now)
    (claimed,) = services.claim_due_slots(now=now, limit=9, worker="w", ahead=SECOND, life=worker.life.number)
    return Attempt.objects.get(pk=claimed.attempt_id)


@transaction.atomic
def test_an_account_whose_late_posts_are_judged_is_no_living_worker(connected: WeiboAccount) -> None:
    now = timezone.now()
    read_rhythm([make_slot(make_post(connected), now - dt.timedelta(hours=1))], now=now, lock=True)
    assert living() == set()


@pytest.mark.parametrize("begun", [False, True])
def test_the_attempts_of_a_dead_worker_are_settled_at_once(connected: WeiboAccount, begun: bool) -> None:
    worker = Worker()
    attempt = claimed_by(worker, connected)
    if begun:
        assert services.begin_calls(attempt_ids=[attempt.pk], now=timezone.now()) == {attempt.pk}
    tasks.reap()
    attempt.refresh_from_db()
    assert attempt.outcome == "", "it lives"
    worker.die()
    tasks.reap()
    attempt.refresh_from_db()
    expected = (Outcome.UNKNOWN, SlotState.UNKNOWN) if begun else (Outcome.NOT_SENT, SlotState.PLANNED)
    assert (attempt.outcome, attempt.slot.state) == expected
    assert services.begin_calls(attempt_ids=[attempt.pk], now=timezone.now()) == set()


def test_leases_remain_for_whoever_claims_without_a_life(connected: WeiboAccount) -> None:
    now = timezone.now()
    make_slot(make_post(connected), now)
    services.claim_due_slots(now=now, limit=9, worker="w", ahead=SECOND)
    assert end_leases_of_the_dead(now=now) == 0
    assert services.reap(now=now + 31 * SECOND)[0] == 1


def test_what_a_claim_took_without_hearing_so_goes_back(connected: WeiboAccount) -> None:
    worker = Worker()
    attempt = claimed_by(worker, connected)
    now = timezone.now()
    assert give_back_lost(life=worker.life.number, holding={attempt.pk}, now=now) == 0
    assert give_back_lost(life=worker.life.number, holding=set(), now=now) == 1
    assert services.reap(now=now)[0] == 1
    worker.die()


def test_a_killed_senders_posts_go_out_within_seconds(sandbox: Platform, account: WeiboAccount) -> None:
    accounts = matrix(sandbox, 10)
    process = sender_process(sandbox)
    deadline = time.monotonic() + 60
    while not living() and time.monotonic() < deadline:
        time.sleep(0.01)
    # It claims two seconds ahead of the time: it is there before, however long its start took.
    planned(accounts, 2, timezone.now() + dt.timedelta(seconds=4))
    while Attempt.objects.count() < 20 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)
    assert Slot.objects.filter(state=SlotState.SENDING).count() == 20
    assert not Attempt.objects.filter(called_at__isnull=False).exists()
    dispatch(8.0, Pace(ahead=2.0, poll=0.05))
    assert Slot.objects.filter(state=SlotState.PUBLISHED).count() == 20
    assert set(arrived(sandbox, accounts).values()) == {1}
