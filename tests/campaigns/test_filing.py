"""Filing: need by rule, what was filed is bound to its record (P6)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from unittest.mock import patch

import pytest

from accounts.models import User, WeiboAccount
from campaigns.judging import MachineRules, shipped_rules
from campaigns.models import Campaign, CampaignRule, Combine, ConditionKind, Filing, FilingNeed, FilingState
from campaigns.services import (
    ConditionInput,
    FilingInput,
    change_campaign,
    end_campaign,
    launch_campaign,
    look_at_all_filings,
    mark_filing,
    remind_of_filings,
    set_conditions,
    set_prizes,
)
from campaigns.services.entry_rules import EntryRulesInput, save_entry_rules
from campaigns.services.prizes import PrizeInput
from core.errors import Conflict, UserError
from core.models import Notice
from publishing.models import SlotState
from publishing.services.claims import claim_due_slots
from tests.campaigns.conftest import CUP, VOUCHER
from tests.publishing.makers import make_post, make_slot

FILED = FilingInput(FilingState.FILED, reference="BA-2026-118", filed_on=dt.date(2026, 11, 24))
ANSWERED = replace(FILED, state=FilingState.ANSWERED)


def again(campaign: Campaign) -> Campaign:
    return Campaign.objects.get(pk=campaign.pk)


def prizes_of(campaign: Campaign) -> list[PrizeInput]:
    return [replace(one, pk=prize.pk) for one, prize in zip((CUP, VOUCHER), campaign.prizes.all(), strict=True)]


CHANGES: dict[str, Callable[[Campaign, User, dt.datetime], object]] = {
    "ends_at": lambda row, by, at: change_campaign(
        campaign=row, values={"ends_at": row.ends_at - dt.timedelta(days=1)}, by=by, at=at
    ),
    "rules_text": lambda row, by, at: change_campaign(campaign=row, values={"rules_text": "转发就行。"}, by=by, at=at),
    "prizes": lambda row, by, at: set_prizes(
        campaign=row, prizes=[replace(prizes_of(row)[0], quantity=2)], by=by, at=at
    ),
    "conditions": lambda row, by, at: set_conditions(
        campaign=row, combine=Combine.ALL, conditions=[ConditionInput(ConditionKind.COMMENT)], by=by, at=at
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_p6_a_change_of_what_was_filed_voids_the_filing(
    whole: Campaign, editor: User, at: dt.datetime, what: str
) -> None:
    mark_filing(campaign=whole, filing=FILED, by=editor, at=at)
    assert again(whole).may_run
    CHANGES[what](again(whole), editor, at)
    row = again(whole)
    assert not row.may_run and row.filing_state == FilingState.TO_FILE and not row.filing_reference
    void, filed = Filing.objects.filter(campaign=whole)
    assert (void.step, void.changes, void.reference) == ("void", [what], "BA-2026-118")
    assert filed.snapshot != void.snapshot
    assert Notice.objects.get(key=f"filing:{whole.pk}:void", settled_at=None).user_id == editor.pk
    mark_filing(campaign=row, filing=replace(FILED, reference="BA-2026-119"), by=editor, at=at)
    assert again(whole).may_run and not Notice.objects.filter(settled_at=None).exists()


def test_p6_what_the_platform_is_not_told_voids_nothing(whole: Campaign, editor: User, at: dt.datetime) -> None:
    mark_filing(campaign=whole, filing=FILED, by=editor, at=at)
    values = {"budget": Decimal(5000), "target_entries": 900, "rules_text": whole.rules_text + "\n"}
    change_campaign(campaign=again(whole), values=values, by=editor, at=at)
    more_in_stock = [replace(one, stock=99, brand_link="换了个说法") for one in prizes_of(whole)]
    set_prizes(campaign=again(whole), prizes=more_in_stock, by=editor, at=at)
    assert again(whole).may_run and again(whole).filing_reference == "BA-2026-118"


@pytest.mark.django_db
def test_p6_the_last_look_refuses_every_post_once_what_was_filed_is_changed(
    whole: Campaign, editor: User, at: dt.datetime, account: WeiboAccount
) -> None:
    due = dt.datetime(2026, 11, 23, 1, 10, tzinfo=dt.UTC)
    posts = [make_post(account, text=f"初雪热饮季第{n}条，你想配什么？") for n in range(3)]
    for post in posts:
        post.campaign = whole
        post.save(update_fields=["campaign"])
    slots = [make_slot(post, due + dt.timedelta(minutes=n)) for n, post in enumerate(posts)]

    def sent(number: int) -> int:
        now = due + dt.timedelta(minutes=number)
        return len(claim_due_slots(now=now, limit=10, worker="test", ahead=dt.timedelta(seconds=5)))

    assert sent(0) == 0  # never filed
    mark_filing(campaign=whole, filing=FILED, by=editor, at=at)
    assert sent(1) == 1  # filed
    change_campaign(campaign=again(whole), values={"claim_days": 3}, by=editor, at=at)
    assert sent(2) == 0  # changed afterwards
    for slot, state in zip(slots, (SlotState.HELD, SlotState.SENDING, SlotState.HELD), strict=True):
        slot.refresh_from_db()
        assert slot.state == state
    assert "还没有备案" in slots[2].state_detail


def test_p6_a_total_above_the_limit_needs_an_approval(whole: Campaign, editor: User, at: dt.datetime) -> None:
    dear = [replace(CUP, quantity=300, stock=300)]
    set_prizes(campaign=whole, prizes=dear, by=editor, at=at)
    with pytest.raises(UserError, match="50,000"):
        mark_filing(campaign=whole, filing=FilingInput(FilingState.NOT_NEEDED, reason="小"), by=editor, at=at)
    mark_filing(campaign=whole, filing=FILED, by=editor, at=at)
    assert again(whole).filing_need == FilingNeed.APPROVAL and not again(whole).may_run
    with pytest.raises(Conflict, match="获批复"):
        launch_campaign(campaign=whole, by=editor, at=at)
    mark_filing(campaign=whole, filing=ANSWERED, by=editor, at=at)
    assert again(whole).may_run
    # Not even the platform's own tool spares it.
    change_campaign(campaign=again(whole), values={"on_platform_tool": True}, by=editor, at=at)
    assert not again(whole).may_run


def test_p6_another_rule_in_force_asks_again(whole: Campaign, editor: User, at: dt.datetime) -> None:
    change_campaign(campaign=whole, values={"on_platform_tool": True}, by=editor, at=at)
    assert again(whole).filing_state == FilingState.NOT_NEEDED and again(whole).may_run
    CampaignRule.objects.filter(topic="total_approval").update(number=1000)
    assert look_at_all_filings(by=editor, at=at) == 1
    assert again(whole).filing_need == FilingNeed.APPROVAL and not again(whole).may_run
    assert look_at_all_filings(by=editor, at=at) == 0


def test_p6_the_owner_is_reminded_before_the_launch(whole: Campaign, editor: User, at: dt.datetime) -> None:
    assert remind_of_filings(now=whole.starts_at - dt.timedelta(days=4)) == 0
    assert remind_of_filings(now=whole.starts_at - dt.timedelta(days=2)) == 1
    assert remind_of_filings(now=whole.starts_at - dt.timedelta(days=1)) == 0
    notice = Notice.objects.get()
    assert notice.user_id == editor.pk and "2026-12-01" in notice.sentence
    mark_filing(campaign=whole, filing=FILED, by=editor, at=at)
    assert not Notice.objects.filter(settled_at=None).exists()


def test_p6_rows_from_before_hashes_stand_as_they_were_filed(whole: Campaign, editor: User, at: dt.datetime) -> None:
    Campaign.objects.filter(pk=whole.pk).update(
        record_hash="", filed_hash="", filing_state=FilingState.FILED, filing_reference="BA-1"
    )
    change_campaign(campaign=again(whole), values={"budget": Decimal(1)}, by=editor, at=at)
    assert again(whole).may_run
    change_campaign(campaign=again(whole), values={"claim_days": 9}, by=editor, at=at)
    assert not again(whole).may_run


def test_p6_another_way_to_judge_entries_voids_the_filing(whole: Campaign, editor: User, at: dt.datetime) -> None:
    mark_filing(campaign=whole, filing=FILED, by=editor, at=at)
    save_entry_rules(campaign=whole, values=EntryRulesInput(), by=editor, at=at)
    assert again(whole).may_run, "said aloud what held before"
    save_entry_rules(campaign=whole, values=EntryRulesInput(machine_rules=False), by=editor, at=at)
    assert not again(whole).may_run and Filing.objects.filter(campaign=whole)[0].changes == ["judging"]
    mark_filing(campaign=again(whole), filing=FILED, by=editor, at=at)
    stricter = MachineRules({**shipped_rules().data, "version": 2, "threshold": 40})
    with patch("campaigns.planning.record.shipped_rules", return_value=stricter):
        change_campaign(campaign=again(whole), values={"budget": Decimal(1)}, by=editor, at=at)
    assert again(whole).may_run, "no machine is looked for, so its rules are not filed"


def test_p6_another_version_of_the_machine_rules_voids_the_filing(
    whole: Campaign, editor: User, at: dt.datetime
) -> None:
    mark_filing(campaign=whole, filing=FILED, by=editor, at=at)
    stricter = MachineRules({**shipped_rules().data, "version": 2, "threshold": 40})
    with patch("campaigns.planning.record.shipped_rules", return_value=stricter):
        assert look_at_all_filings(by=None, at=at) == 1
        assert look_at_all_filings(by=None, at=at) == 0
    assert not again(whole).may_run and Filing.objects.filter(campaign=whole)[0].changes == ["judging"]


def test_p6_what_runs_goes_on_under_the_machine_rules_it_was_filed_with_until_somebody_decides_otherwise(
    whole: Campaign, editor: User, at: dt.datetime
) -> None:
    mark_filing(campaign=whole, filing=FILED, by=editor, at=at)
    launch_campaign(campaign=whole, by=editor, at=at)
    stricter = MachineRules({**shipped_rules().data, "version": 2, "threshold": 40})
    with patch("campaigns.planning.record.shipped_rules", return_value=stricter):
        assert look_at_all_filings(by=None, at=at) == 0
    assert again(whole).may_run
    save_entry_rules(campaign=again(whole), values=EntryRulesInput(leave_out_staff=False), by=editor, at=at)
    assert not again(whole).may_run
    end_campaign(campaign=again(whole), by=editor, at=at)
    mark_filing(campaign=again(whole), filing=FILED, by=editor, at=at)
    save_entry_rules(campaign=again(whole), values=EntryRulesInput(), by=editor, at=at)
    assert again(whole).may_run, "it is over: its result may still be told"


# --- after it is public


@pytest.fixture
def running(whole: Campaign, editor: User, at: dt.datetime) -> Campaign:
    mark_filing(campaign=whole, filing=FILED, by=editor, at=at)
    launch_campaign(campaign=whole, by=editor, at=at)
    return again(whole)


@pytest.mark.parametrize("what", CHANGES)
def test_p6_what_people_rely_on_is_not_changed_once_it_is_public(
    running: Campaign, editor: User, at: dt.datetime, what: str
) -> None:
    with pytest.raises(Conflict, match="对参与者不利"):
        CHANGES[what](running, editor, at)
    assert again(running).may_run


def test_p6_more_prizes_may_be_given_but_are_filed_again(running: Campaign, editor: User, at: dt.datetime) -> None:
    prizes = prizes_of(running)
    set_prizes(campaign=running, prizes=[replace(prizes[0], quantity=5), prizes[1]], by=editor, at=at)
    row = again(running)
    assert [prize.quantity for prize in row.prizes.all()] == [5, 50]
    assert row.filing_state == FilingState.TO_FILE and not row.may_run
