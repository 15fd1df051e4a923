"""A freeze takes effect before the click returns, for every scope: on real connections and with the real sender."""

import datetime as dt
import random
import threading
import time
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User, WeiboAccount
from publishing import services
from publishing.dispatch.sender import Pace
from publishing.models import Attempt, Freeze, Slot, SlotState
from publishing.services.locks import hold_freezes_off, let_freezes_on
from publishing.tasks import dispatch
from tests.conftest import make_account
from tests.publishing.freezing import REACHES, covered, make_company, slots_of
from tests.publishing.makers import connect
from tests.publishing.test_races import in_threads, matrix
from tests.weibo.sandbox_process import Platform

pytestmark = pytest.mark.django_db(transaction=True)
AHEAD = dt.timedelta(seconds=1)


@pytest.mark.parametrize("scope", REACHES)
@pytest.mark.parametrize("seed", [1, 2])
def test_no_call_begins_after_the_freeze_has_returned(
    account: WeiboAccount, approver: User, scope: str, seed: int
) -> None:
    """One connection begins calls in small batches, the other freezes at a random moment between or within them."""
    dice, now = random.Random(seed), timezone.now()
    company = make_company([account, make_account("另一个", "5509900001")], now)
    slots = slots_of(company, 32, now)
    reach = REACHES[scope](company)
    inside = {slot.pk for slot in slots if covered(reach, slot)}
    claimed = services.claim_due_slots(now=now, limit=99, worker="one", ahead=AHEAD)
    dice.shuffle(claimed)
    returned = threading.Event()
    begun: list[tuple[bool, set[int]]] = []

    def begin() -> None:
        for start in range(0, len(claimed), 4):
            ids = [one.attempt_id for one in claimed[start : start + 4]]
            hold_freezes_off()
            was_frozen = returned.is_set()
            go = services.begin_calls(attempt_ids=ids, now=timezone.now())
            time.sleep(dice.random() * 0.01)
            begun.append((was_frozen, go))
            let_freezes_on()

    def freeze() -> Freeze:
        time.sleep(dice.random() * 0.1)
        row = services.freeze(scope=reach, reason="演练", by=approver, at=timezone.now())[0]
        returned.set()
        return row

    _none, row = in_threads(begin, freeze)
    assert isinstance(row, Freeze)
    slot_of = dict(Attempt.objects.values_list("pk", "slot_id"))
    late = {slot_of[pk] for was_frozen, go in begun if was_frozen for pk in go}
    assert not late & inside
    early = {slot_of[pk] for _was, go in begun for pk in go} & inside
    assert {slot_of[pk] for pk in row.leaving} == early, "those that could not be stopped are named, and no others"
    held = set(Slot.objects.filter(state=SlotState.HELD).values_list("pk", flat=True))
    assert held == inside - early
    assert row.held_at_start == len(held)


@pytest.mark.parametrize("scope", REACHES)
def test_the_real_sender_sends_nothing_after_it(
    sandbox: Platform, account: WeiboAccount, approver: User, scope: str
) -> None:
    sandbox.control("settings", {"latency_ms": 30})
    accounts, now = matrix(sandbox, 4), timezone.now()
    company = make_company(accounts, now)
    slots = slots_of(company, 96, now + dt.timedelta(seconds=0.4))
    reach = REACHES[scope](company)
    inside = {slot.pk for slot in slots if covered(reach, slot)}
    frozen_at: list[dt.datetime] = []

    def freeze() -> None:
        deadline = time.monotonic() + 10
        while not Attempt.objects.filter(called_at__isnull=False).exists() and time.monotonic() < deadline:
            time.sleep(0.005)
        services.freeze(scope=reach, reason="演练", by=approver, at=timezone.now())
        frozen_at.append(timezone.now())

    in_threads(lambda: dispatch(3.0, Pace(ahead=1.0, poll=0.05, fire_batch=6)), freeze)
    states = Counter(Slot.objects.filter(pk__in=inside).values_list("state", flat=True))
    assert states[SlotState.HELD] + states[SlotState.PUBLISHED] == len(inside), states
    assert not Attempt.objects.filter(slot__in=inside, called_at__gt=frozen_at[0]).exists()
    outside = Slot.objects.exclude(pk__in=inside)
    assert set(outside.values_list("state", flat=True)) <= {SlotState.PUBLISHED}
    stand = sum(len(sandbox.posts(one.uid or "")) for one in accounts)
    assert stand == states[SlotState.PUBLISHED] + outside.count()


def test_it_waits_for_what_is_leaving(account: WeiboAccount, sandbox: Platform, approver: User) -> None:
    connect(account, sandbox)
    company = make_company([account], timezone.now())
    slots_of(company, 2, timezone.now())
    claimed = services.claim_due_slots(now=timezone.now(), limit=9, worker="one", ahead=AHEAD)
    hold_freezes_off()
    returned = threading.Event()

    def freeze() -> None:
        services.freeze(scope=REACHES["all"](company), reason="演练", by=approver, at=timezone.now())
        returned.set()
        connection.close()

    thread = threading.Thread(target=freeze)
    thread.start()
    assert services.begin_calls(attempt_ids=[claimed[0].attempt_id], now=timezone.now())
    assert not returned.wait(0.3)
    let_freezes_on()
    assert returned.wait(5)
    thread.join()
    assert not services.begin_calls(attempt_ids=[claimed[1].attempt_id], now=timezone.now())
    assert Freeze.objects.get().leaving == [claimed[0].attempt_id]
