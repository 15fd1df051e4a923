"""When a grant ends: which posts do not leave; when it is renewed: which go on."""

import datetime as dt

import pytest

from accounts.consequences import End, losses_of
from accounts.models import AccountState, Token, User, WeiboAccount
from core.models import AuditEntry
from publishing.models import LateRule, Slot, SlotState
from publishing.services import claim_due_slots, freeze, resume_after_renewal
from tests.publishing.makers import make_post, make_slot

pytestmark = pytest.mark.django_db
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def held_by_token(account: WeiboAccount, at: dt.datetime, rule: str = LateRule.SEND) -> Slot:
    """A slot that was due while the token was dead."""
    slot = make_slot(make_post(account), at, rule=rule)
    Token.objects.filter(account=account).update(dead_at=at, dead_code=21327)
    WeiboAccount.objects.filter(pk=account.pk).update(state=AccountState.EXPIRED)
    assert claim_due_slots(now=at, limit=9, worker="w", ahead=dt.timedelta(0)) == []
    slot.refresh_from_db()
    assert slot.state == SlotState.HELD and "授权" in slot.state_detail
    return slot


def renewed(account: WeiboAccount) -> None:
    Token.objects.filter(account=account).update(dead_at=None, dead_code=None)
    WeiboAccount.objects.filter(pk=account.pk).update(state=AccountState.CONNECTED)


def test_what_waited_for_the_grant_goes_on_while_its_rule_lets_it(account: WeiboAccount, at: dt.datetime) -> None:
    slot = held_by_token(account, at)
    assert resume_after_renewal(account_id=account.pk, at=at + MINUTE) == (0, 0)  # not renewed yet
    renewed(account)
    assert resume_after_renewal(account_id=account.pk, at=at + 10 * MINUTE) == (1, 0)
    slot.refresh_from_db()
    assert slot.state == SlotState.PLANNED
    claimed = claim_due_slots(now=at + 10 * MINUTE, limit=9, worker="w", ahead=dt.timedelta(0))
    assert [each.slot_id for each in claimed] == [slot.pk]
    assert AuditEntry.objects.filter(code="calendar.slot.released", object_id=str(slot.pk)).exists()
    assert resume_after_renewal(account_id=account.pk, at=at + 11 * MINUTE) == (0, 0)


@pytest.mark.parametrize(
    ("rule", "after"), [(LateRule.SEND, 2 * HOUR), (LateRule.SKIP, 10 * MINUTE), (LateRule.ASK, 10 * MINUTE)]
)
def test_what_would_be_too_late_is_missed(
    account: WeiboAccount, at: dt.datetime, rule: LateRule, after: dt.timedelta
) -> None:
    slot = held_by_token(account, at, rule)
    renewed(account)
    assert resume_after_renewal(account_id=account.pk, at=at + after) == (0, 1)
    slot.refresh_from_db()
    assert slot.state == SlotState.MISSED and "请选择新的时间" in slot.state_detail


def test_a_freeze_still_holds(account: WeiboAccount, approver: User, at: dt.datetime) -> None:
    slot = held_by_token(account, at)
    renewed(account)
    freeze(scope="all", reason="危机", by=approver, at=at)
    assert resume_after_renewal(account_id=account.pk, at=at + MINUTE) == (0, 0)
    slot.refresh_from_db()
    assert slot.state == SlotState.HELD


def test_it_tells_which_posts_do_not_leave(account: WeiboAccount, other_account: WeiboAccount, at: dt.datetime) -> None:
    for hours in (1, 30, 50, 70, 90):
        make_slot(make_post(account), at + hours * HOUR)
    make_slot(make_post(other_account), at + 40 * HOUR)
    end = End(account.pk, "share", at + 24 * HOUR)
    (loss,) = [each for each in losses_of([end], now=at)[end] if "排期" in each.sentence]
    assert loss.count == 4 and "等" in loss.sentence and f"account={account.pk}" in loss.url
    other = End(account.pk, "commercial", at + 24 * HOUR)
    assert losses_of([other], now=at)[other] == []
