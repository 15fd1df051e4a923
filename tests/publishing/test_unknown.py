"""Lost answers and leases that ran out: settled by reading back, never by sending again."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User, WeiboAccount
from content.models import PostState
from core.errors import Conflict, UserError
from publishing import services
from publishing.dispatch.sender import Pace
from publishing.models import Attempt, Outcome, Publication, Slot, SlotState
from publishing.tasks import dispatch
from tests.publishing.makers import make_post, make_slot
from tests.weibo.sandbox_process import Platform

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = Pace(ahead=1.0, poll=0.05)
TEXT = "读回时间线的一条，您怎么看？ https://weibo-ops.example/p/9"
SECOND = dt.timedelta(seconds=1)


def lose_answer(account: WeiboAccount, sandbox: Platform, kind: str, **facts: object) -> Slot:
    sandbox.fault(kind, call="statuses/share", uid=account.uid, **facts)
    slot = make_slot(make_post(account, text=TEXT), timezone.now())
    dispatch(0.3, QUICK)
    slot.refresh_from_db()
    assert slot.state == SlotState.UNKNOWN, slot.state_detail
    return slot


def look_until_settled(slot: Slot, *, times: int = 10) -> None:
    """Every look that is due, without waiting for the clock."""
    for _ in range(times):
        slot.refresh_from_db()
        if slot.state != SlotState.UNKNOWN or slot.check_after is None:
            return
        services.reconcile_unknown(now=slot.check_after)
    slot.refresh_from_db()


def arrived(account: WeiboAccount, sandbox: Platform) -> int:
    return sum("读回时间线的一条" in str(row["raw"]) for row in sandbox.posts(account.uid or ""))


@pytest.mark.parametrize("kind", ["reset_after", "http_502_after"])
def test_it_finds_what_was_stored(connected: WeiboAccount, sandbox: Platform, kind: str) -> None:
    slot = lose_answer(connected, sandbox, kind)
    look_until_settled(slot)
    slot.refresh_from_db()
    publication = Publication.objects.get(slot=slot)
    assert (slot.state, slot.post.state, slot.generation) == (SlotState.PUBLISHED, PostState.PUBLISHED, 1)
    assert publication.weibo_id in {row["idstr"] for row in sandbox.posts(connected.uid or "")}
    assert arrived(connected, sandbox) == 1


def test_it_waits_for_what_shows_up_later(connected: WeiboAccount, sandbox: Platform) -> None:
    slot = lose_answer(connected, sandbox, "slow_store", seconds=60)
    services.reconcile_unknown(now=slot.check_after or timezone.now())
    slot.refresh_from_db()
    assert (slot.state, slot.checks) == (SlotState.UNKNOWN, 1)
    sandbox.control("clock", {"offset": 90})
    look_until_settled(slot)
    slot.refresh_from_db()
    assert slot.state == SlotState.PUBLISHED


def test_it_brings_what_never_arrived_before_a_person(connected: WeiboAccount, sandbox: Platform, editor: User) -> None:
    slot = lose_answer(connected, sandbox, "http_502")
    with pytest.raises(Conflict, match="还在核实"):
        services.confirm_absent(slot=slot, by=editor, at=timezone.now())
    began = slot.check_after
    look_until_settled(slot)
    slot.refresh_from_db()
    assert (slot.state, slot.check_after) == (SlotState.UNKNOWN, None)
    assert slot.absence_proven_at is not None
    assert "确认没有发出" in slot.state_detail
    assert began is not None and slot.updated_at - began < dt.timedelta(minutes=5)
    services.confirm_absent(slot=slot, by=editor, at=timezone.now())
    dispatch(0.3, QUICK)
    slot.refresh_from_db()
    assert (slot.state, slot.generation, arrived(connected, sandbox)) == (SlotState.PUBLISHED, 2, 1)


def test_it_says_when_five_newer_posts_hide_the_answer(connected: WeiboAccount, sandbox: Platform) -> None:
    slot = lose_answer(connected, sandbox, "http_502")
    for number in range(6):
        sandbox.control("posts", {"uid": connected.uid, "text": f"别处发的第 {number} 条"})
    look_until_settled(slot)
    slot.refresh_from_db()
    assert slot.check_after is None
    assert "看不到那么早" in slot.state_detail


def test_it_never_takes_anothers_post_for_its_own(connected: WeiboAccount, sandbox: Platform) -> None:
    """The same words, published by another slot a minute ago, prove nothing."""
    sandbox.control("settings", {"duplicate_window": 0})
    first = make_slot(make_post(connected, text=TEXT), timezone.now())
    dispatch(0.3, QUICK)
    first.refresh_from_db()
    assert first.state == SlotState.PUBLISHED
    slot = lose_answer(connected, sandbox, "http_502")
    look_until_settled(slot)
    slot.refresh_from_db()
    assert slot.state == SlotState.UNKNOWN


def test_a_repeat_after_a_lost_answer_is_evidence_not_proof(
    connected: WeiboAccount, sandbox: Platform, editor: User
) -> None:
    slot = lose_answer(connected, sandbox, "http_502")
    look_until_settled(slot)
    services.confirm_absent(slot=slot, by=editor, at=timezone.now())
    sandbox.fault("20019", call="statuses/share", uid=connected.uid)
    dispatch(0.3, QUICK)
    slot.refresh_from_db()
    assert (slot.state, slot.generation) == (SlotState.UNKNOWN, 2)


def test_a_person_gives_the_link_of_what_stands_there(connected: WeiboAccount, sandbox: Platform, editor: User) -> None:
    slot = lose_answer(connected, sandbox, "http_502_after")
    row = next(row for row in sandbox.posts(connected.uid or "") if "读回" in str(row["raw"]))
    with pytest.raises(UserError, match="不是该账号的微博链接"):
        services.confirm_published(slot=slot, link="https://example.com/x", by=editor, at=timezone.now())
    link = f"https://m.weibo.cn/status/{row['idstr']}"
    slot = services.confirm_published(slot=slot, link=link, by=editor, at=timezone.now())
    assert (slot.state, slot.publication.weibo_id) == (SlotState.PUBLISHED, row["idstr"])


@pytest.mark.parametrize("begun", [False, True])
def test_a_lease_without_a_call_is_planned_again_and_with_one_unknown(connected: WeiboAccount, begun: bool) -> None:
    now = timezone.now()
    slot = make_slot(make_post(connected), now)
    (claimed,) = services.claim_due_slots(now=now, limit=9, worker="dead", ahead=SECOND)
    if begun:
        assert services.begin_calls(attempt_ids=[claimed.attempt_id], now=now) == {claimed.attempt_id}
    assert services.reap(now=now + SECOND) == (0, 0)
    services.reap(now=now + 120 * SECOND)
    slot.refresh_from_db()
    attempt = Attempt.objects.get()
    if begun:
        assert (slot.state, slot.post.state, attempt.outcome) == (
            SlotState.UNKNOWN, PostState.UNCONFIRMED, Outcome.UNKNOWN,
        )  # fmt: skip
    else:
        assert (slot.state, slot.post.state, attempt.outcome) == (
            SlotState.PLANNED, PostState.SCHEDULED, Outcome.NOT_SENT,
        )  # fmt: skip


def test_a_reaped_claim_can_no_longer_begin(connected: WeiboAccount) -> None:
    now = timezone.now()
    make_slot(make_post(connected), now)
    (claimed,) = services.claim_due_slots(now=now, limit=9, worker="slow", ahead=SECOND)
    services.reap(now=now + 120 * SECOND)
    assert services.begin_calls(attempt_ids=[claimed.attempt_id], now=now + 121 * SECOND) == set()
    services.claim_due_slots(now=now + 121 * SECOND, limit=9, worker="next", ahead=SECOND)
    assert services.begin_calls(attempt_ids=[claimed.attempt_id], now=now + 122 * SECOND) == set()
