"""The last look at the call budget, and what a claim counts (issue 4, points 2 and 9)."""

import datetime as dt

import pytest

from accounts.budget import Refusal, count_calls, note_refusals
from accounts.models import CallWindow, WeiboAccount
from publishing.models import Slot, SlotState
from publishing.services.claims import claim_due_slots
from tests.publishing.makers import make_post, make_slot

NOW = dt.datetime(2026, 11, 23, 1, 10, tzinfo=dt.UTC)  # 9:10 in Peking
AHEAD = dt.timedelta(seconds=5)
SHARE = "statuses/share"
NEXT_HOUR = NOW.replace(hour=2, minute=0)


def _claim() -> int:
    return len(claim_due_slots(now=NOW, limit=10, worker="test", ahead=AHEAD))


def test_a_claim_counts_its_calls(account: WeiboAccount, other_account: WeiboAccount) -> None:
    for one in (account, other_account):
        make_slot(make_post(one), NOW)
    assert _claim() == 2
    rows = {(row.account_id, row.endpoint, row.unit): (row.used, row.publishing) for row in CallWindow.objects.all()}
    both = (account.pk, other_account.pk)
    mine = {(pk, endpoint, unit): (1, 1) for pk in both for endpoint, unit in (("", "d"), (SHARE, "h"))}
    assert rows == mine | {(None, "", "h"): (2, 2)}


def test_the_last_call_of_a_window_goes_to_one_slot_of_a_round(account: WeiboAccount) -> None:
    count_calls({(account.pk, "share", SHARE): 29}, at=NOW)
    slots = [make_slot(make_post(account, text=f"第{n}条 https://weibo-ops.example/{n}"), NOW) for n in range(2)]
    assert _claim() == 1
    slots[1].refresh_from_db()
    assert (slots[1].state, slots[1].check_after) == (SlotState.PLANNED, NEXT_HOUR)
    assert "30 / 30" in slots[1].state_detail
    assert "10:00" in slots[1].state_detail


@pytest.mark.parametrize(("late_minutes", "state"), [(60, SlotState.PLANNED), (30, SlotState.MISSED)])
def test_it_waits_as_long_as_the_lateness_rule_lets_it(account: WeiboAccount, late_minutes: int, state: str) -> None:
    count_calls({(account.pk, "share", SHARE): 30}, at=NOW)
    slot = make_slot(make_post(account), NOW, late_minutes=late_minutes)
    assert _claim() == 0
    slot.refresh_from_db()
    assert slot.state == state
    assert "30 / 30" in slot.state_detail


def test_what_weibo_refused_waits_until_that_ends(account: WeiboAccount) -> None:
    until = NOW + dt.timedelta(minutes=10)
    note_refusals([Refusal("share", account.pk, SHARE, 20016, NOW, until)])
    slot = make_slot(make_post(account), NOW)
    assert _claim() == 0
    slot.refresh_from_db()
    assert (slot.state, slot.check_after) == (SlotState.PLANNED, until)
    assert len(claim_due_slots(now=until, limit=10, worker="test", ahead=AHEAD)) == 1


def test_what_a_person_publishes_needs_no_call(account: WeiboAccount) -> None:
    count_calls({(account.pk, "share", SHARE): 30}, at=NOW)
    post = make_post(account)
    post.by_hand = True
    post.save(update_fields=["by_hand"])
    slot = make_slot(post, NOW)
    assert _claim() == 0
    assert Slot.objects.get(pk=slot.pk).handed_over_at is not None
