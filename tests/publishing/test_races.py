"""Several workers, a freeze in the middle, a kill in the middle: never twice, never lost."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from accounts.models import User, WeiboAccount
from publishing import services
from publishing.dispatch.sender import Pace
from publishing.models import Attempt, FreezeScope, Slot, SlotState
from publishing.services.locks import hold_freezes_off, let_freezes_on
from publishing.tasks import dispatch
from tests.conftest import make_account
from tests.publishing.makers import connect, make_post, make_slot
from tests.weibo.sandbox_process import Platform

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
QUICK = Pace(ahead=1.0, poll=0.05, claim_batch=16)
MARK = "并发的一条"


def matrix(sandbox: Platform, size: int) -> list[WeiboAccount]:
    """Accounts that the sandbox knows."""
    accounts = []
    for number in range(size):
        uid = str(5509000000 + number)
        sandbox.control("users", {"uid": int(uid), "screen_name": f"并发账号{number}"})
        accounts.append(make_account(f"并发账号{number}", uid))
        connect(accounts[-1], sandbox)
    return accounts


def planned(accounts: list[WeiboAccount], each: int, at: dt.datetime) -> list[Slot]:
    return [
        make_slot(make_post(account, text=f"{MARK} {account.pk}-{number} https://weibo-ops.example/{number}"), at)
        for account in accounts
        for number in range(each)
    ]


def arrived(sandbox: Platform, accounts: list[WeiboAccount]) -> Counter[str]:
    """How often each text really stands in the sandbox's own record."""
    return Counter(
        str(row["raw"]) for account in accounts for row in sandbox.posts(account.uid or "") if MARK in str(row["raw"])
    )


def in_threads(*works: Callable[[], object]) -> list[object]:
    """Run them at the same instant, each with a database connection of its own."""
    barrier = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(index: int, work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[index] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, work)) for index, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_workers_share_what_is_due(account: WeiboAccount) -> None:
    now = timezone.now()
    planned([account], 30, now)

    def claim(name: str) -> Callable[[], object]:
        def work() -> list[int]:
            taken: list[int] = []
            for _ in range(20):
                batch = services.claim_due_slots(now=now, limit=4, worker=name, ahead=dt.timedelta(seconds=1))
                taken += [claimed.slot_id for claimed in batch]
            return taken

        return work

    first, second = in_threads(claim("one"), claim("two"))
    assert isinstance(first, list) and isinstance(second, list)
    assert first and second
    assert sorted(first + second) == sorted(Slot.objects.values_list("pk", flat=True))
    assert Attempt.objects.count() == 30
    assert set(Slot.objects.values_list("generation", flat=True)) == {1}


def test_doubled_wake_ups_send_once(sandbox: Platform, account: WeiboAccount) -> None:
    accounts = matrix(sandbox, 10)
    planned(accounts, 3, timezone.now())
    in_threads(*[lambda: dispatch(1.0, QUICK)] * 3)
    assert Counter(Slot.objects.values_list("state", flat=True)) == {SlotState.PUBLISHED: 30}
    assert set(arrived(sandbox, accounts).values()) == {1}
    assert Attempt.objects.count() == 30


def test_a_freeze_waits_for_calls_that_are_leaving_and_lets_none_begin(account: WeiboAccount, approver: User) -> None:
    now = timezone.now()
    planned([account], 2, now)
    claimed = services.claim_due_slots(now=now, limit=9, worker="one", ahead=dt.timedelta(seconds=1))
    hold_freezes_off()
    returned = threading.Event()

    def freeze() -> None:
        services.freeze(scope=FreezeScope.ALL, reason="演练", by=approver, at=timezone.now())
        returned.set()
        connection.close()

    thread = threading.Thread(target=freeze)
    thread.start()
    first = services.begin_calls(attempt_ids=[claimed[0].attempt_id], now=timezone.now())
    assert not returned.wait(0.3)
    let_freezes_on()
    assert returned.wait(5)
    thread.join()
    second = services.begin_calls(attempt_ids=[claimed[1].attempt_id], now=timezone.now())
    assert (first, second) == ({claimed[0].attempt_id}, set())
    held = Slot.objects.get(pk=claimed[1].slot_id)
    assert (held.state, held.held_by_id is not None, held.post.state) == (SlotState.HELD, True, "scheduled")


def test_no_send_begins_after_a_freeze_has_returned(sandbox: Platform, account: WeiboAccount, approver: User) -> None:
    accounts = matrix(sandbox, 20)
    sandbox.control("settings", {"latency_ms": 30})
    planned(accounts, 6, timezone.now() + dt.timedelta(seconds=0.5))
    frozen_at: list[dt.datetime] = []

    def freeze() -> None:
        while not Attempt.objects.filter(called_at__isnull=False).exists():
            time.sleep(0.01)
        services.freeze(scope=FreezeScope.ALL, reason="演练", by=approver, at=timezone.now())
        frozen_at.append(timezone.now())

    in_threads(lambda: dispatch(2.0, Pace(ahead=1.0, poll=0.05, fire_batch=8)), freeze)
    states = Counter(Slot.objects.values_list("state", flat=True))
    assert states[SlotState.HELD] > 0
    assert states[SlotState.PUBLISHED] + states[SlotState.HELD] == 120
    assert not Attempt.objects.filter(called_at__gt=frozen_at[0]).exists()
    assert sum(arrived(sandbox, accounts).values()) == states[SlotState.PUBLISHED]


def database_url() -> str:
    """The test database, for a process of its own."""
    row = django_settings.DATABASES["default"]
    port = f":{row['PORT']}" if row.get("PORT") else ""
    return f"postgresql://{row['USER']}:{row.get('PASSWORD', '')}@{port}/{row['NAME']}?host={row['HOST']}"


def sender_process(sandbox: Platform) -> "subprocess.Popen[bytes]":
    code = (
        "import django; django.setup(); from publishing.tasks import dispatch; print('ready', flush=True); dispatch(30)"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "weibo_ops.settings",
        "DATABASE_URL": database_url(),
        "WEIBO_SANDBOX_URL": sandbox.base,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'calendar'}",
    }
    return subprocess.Popen(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


@pytest.mark.parametrize("after", [1, 25])
def test_a_kill_in_the_middle_loses_nothing_and_doubles_nothing(
    sandbox: Platform, account: WeiboAccount, editor: User, after: int
) -> None:
    accounts = matrix(sandbox, 12)
    sandbox.control("settings", {"latency_ms": 80})
    slots = planned(accounts, 3, timezone.now() + dt.timedelta(seconds=0.5))
    process = sender_process(sandbox)
    deadline = time.monotonic() + 30
    while Attempt.objects.filter(called_at__isnull=False).count() < after and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)
    left_behind = Counter(Slot.objects.values_list("state", flat=True))
    assert left_behind[SlotState.SENDING] > 0, left_behind
    sandbox.control("settings", {"latency_ms": 0})
    settle_everything(editor)
    record = arrived(sandbox, accounts)
    assert set(record.values()) == {1}
    assert len(record) == len(slots)
    assert Counter(Slot.objects.values_list("state", flat=True)) == {SlotState.PUBLISHED: len(slots)}


def settle_everything(editor: User) -> None:
    """What beat and one person do in the minutes after: leases, reading back, decisions, sending."""
    for minutes in range(2, 30):
        later = timezone.now() + dt.timedelta(minutes=minutes)
        services.reap(now=later)
        dispatch(0.3, QUICK)
        services.reconcile_unknown(now=later)
        for slot in Slot.objects.filter(state=SlotState.UNKNOWN, check_after__isnull=True):
            services.confirm_absent(slot=slot, by=editor, at=timezone.now())
        if not Slot.objects.exclude(state=SlotState.PUBLISHED).exists():
            return
