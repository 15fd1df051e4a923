"""Difficulty, balance, checks, the rules written from the record, a copy (P2 to P5)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from campaigns.models import Campaign, CampaignRule, Combine, ConditionKind, Purpose
from campaigns.planning.balance import balance_of
from campaigns.planning.book import open_book
from campaigns.planning.checks import findings_of, in_window
from campaigns.planning.difficulty import difficulty_of
from campaigns.planning.forecast import GAINS, Gain, costs_of, earlier, forecast
from campaigns.planning.record import Record, record_of
from campaigns.planning.rules_text import differences, join, sections_of, split, with_section, write
from campaigns.services import (
    ConditionInput,
    change_campaign,
    copy_campaign,
    launch_campaign,
    set_conditions,
    set_prizes,
    write_rules,
)
from core.errors import Conflict, UserError
from tests.campaigns.conftest import CUP

ASK = ConditionKind


def again(campaign: Campaign) -> Campaign:
    return Campaign.objects.get(pk=campaign.pk)


def codes(campaign: Campaign, *, stops: bool) -> set[str]:
    return {one.code for one in findings_of(record_of(again(campaign)), open_book()) if one.stops == stops}


# --- P3


@pytest.mark.parametrize(
    ("asked", "combine", "points"),
    [
        ([ASK.REPOST, ASK.FOLLOW], Combine.ALL, 2),
        ([ASK.REPOST, ASK.FOLLOW, ASK.ANSWER], Combine.ALL, 4),
        ([ASK.REPOST, ASK.ANSWER], Combine.ANY, 1),
        ([ASK.MENTION], Combine.ALL, 2),  # 10 friends
        ([], Combine.ALL, 0),
    ],
)
def test_p3_steps_are_counted_and_any_counts_the_easiest(
    whole: Campaign, editor: User, at: dt.datetime, asked: list[ASK], combine: Combine, points: int
) -> None:
    given_ = [ConditionInput(kind, words=("初雪",)) for kind in asked]
    set_conditions(campaign=whole, combine=combine, conditions=given_, by=editor, at=at)
    assert difficulty_of(record_of(again(whole)), open_book()).points == points


def test_p3_what_is_too_hard_for_new_fans_is_fine_for_present_ones(
    whole: Campaign, editor: User, at: dt.datetime
) -> None:
    asked = [ConditionInput(ASK.REPOST), ConditionInput(ASK.FOLLOW), ConditionInput(ASK.MENTION, 10)]
    set_conditions(campaign=whole, combine=Combine.ALL, conditions=asked, by=editor, at=at)
    found = difficulty_of(record_of(again(whole)), open_book())
    assert (found.points, found.limit, found.too_hard) == (4, 3, True)
    assert found.advice[0] == "把 @ 好友从 10 位减到 5 位。" and "改为“满足其一”" in found.advice[-1]
    assert "difficulty" in codes(whole, stops=False)
    change_campaign(campaign=whole, values={"purpose": Purpose.KEEP_FANS}, by=editor, at=at)
    assert not difficulty_of(record_of(again(whole)), open_book()).too_hard
    CampaignRule.objects.filter(topic="limit_keep_fans").update(number=2)  # a preset, editable
    assert difficulty_of(record_of(again(whole)), open_book()).too_hard


# --- P2


def test_p2_the_balance_tells_where_one_more_takes_it() -> None:
    numbers = {"all": 9, "new_fans": 6}
    more = balance_of(numbers, purpose=Purpose.NEW_FANS, agreed=40)
    assert (more.share, more.with_this, more.leans) == (67, 70, "off")
    other = balance_of(numbers, purpose=Purpose.KEEP_FANS, agreed=40)
    assert (other.with_this, other.leans) == (60, "well")
    none = balance_of({"all": 0, "new_fans": 0}, purpose=Purpose.NEW_FANS, agreed=40)
    assert none.share is None and none.leans == ""


def test_p2_a_forecast_says_nothing_without_data(whole: Campaign) -> None:
    assert forecast(Decimal(3000), 600, []).planned == Decimal(5) and not forecast(None, 600, []).expected
    GAINS.append(lambda asked: {pk: Gain(Decimal(1000), 100 * pk, None) for pk in asked})
    try:
        gains = earlier(whole, [whole.pk, whole.pk + 1])
    finally:
        GAINS.pop()
    assert list(gains) == [whole.pk + 1] and costs_of(gains, "kept_followers") == []
    found = forecast(Decimal(3000), None, costs_of(gains, "new_followers"))
    assert found.planned is None and found.expected and found.campaigns == 1


# --- P4, P5 and the law


def test_p5_it_is_ready_when_only_the_filing_is_missing(whole: Campaign) -> None:
    assert codes(whole, stops=True) == {"filing"}


@pytest.mark.parametrize(
    ("hour", "good"), [("08:59", False), ("09:00", True), ("10:00", True), ("10:01", False), ("19:00", True)]
)
def test_p5_the_launch_has_its_hours(whole: Campaign, hour: str, good: bool) -> None:
    at = dt.datetime.fromisoformat(f"2026-12-01T{hour}+08:00")
    assert in_window(at, open_book()) is good


def test_p5_another_hour_needs_a_reason(whole: Campaign, editor: User, at: dt.datetime) -> None:
    noon = whole.starts_at + dt.timedelta(hours=3)
    change_campaign(campaign=whole, values={"starts_at": noon}, by=editor, at=at)
    assert "launch" in codes(whole, stops=True)
    change_campaign(campaign=whole, values={"launch_reason": "午休是目标人群最活跃的时候"}, by=editor, at=at)
    assert "launch" not in codes(whole, stops=True)


def test_p4_caps_and_stock_are_in_the_way_of_a_launch(whole: Campaign, editor: User, at: dt.datetime) -> None:
    dear = [replace(CUP, unit_cost=Decimal(6000), quantity=11)]
    set_prizes(campaign=whole, prizes=dear, by=editor, at=at)
    assert codes(whole, stops=True) == {"filing", "stock"}
    older = CampaignRule.objects.get(topic="prize_highest", number=5000)  # a weaker source: people decide
    older.in_force = True
    older.save()
    assert "prize_highest" in codes(whole, stops=True)
    whole = again(whole)
    Campaign.objects.filter(pk=whole.pk).update(filing_state="answered", filed_hash=whole.record_hash)
    with pytest.raises(Conflict, match="还有 2 处要先解决"):
        launch_campaign(campaign=whole, by=editor, at=at)


def test_p5_the_rules_say_all_that_the_law_wants_said(whole: Campaign) -> None:
    text = write(record_of(whole))
    said = (
        "2026 年 12 月 1 日 10:00 至 2026 年 12 月 8 日 10:00", "转发活动微博，关注发布活动微博的账号",
        "每人限参与一次",
        "一等奖：云雾保温杯，共 3 份，每份价值 239 元", "二等奖：满减券，共 50 份", "2026 年 12 月 9 日 10:00 随机抽取",
        "任何人都可以复核", "5 天内", "15 天内寄出", "视为放弃，由候补名单依次递补", "山岚生活，客服 400-000-0000",
    )  # fmt: skip
    assert [one for one in said if one not in text] == []


def test_p5_what_changes_in_the_record_is_shown_and_never_overwritten(
    whole: Campaign, editor: User, at: dt.datetime
) -> None:
    write_rules(campaign=whole, text=write(record_of(whole)), by=editor, at=at)
    assert differences(record_of(again(whole))) == ()
    own = again(whole).rules_text.replace("【寄送】实物", "【寄送】我们亲手打包，实物")
    write_rules(campaign=again(whole), text=own, by=editor, at=at)
    assert [(one.name, one.kind) for one in differences(record_of(again(whole)))] == [("寄送", "edited")]
    set_prizes(campaign=again(whole), prizes=[replace(CUP, quantity=5)], by=editor, at=at)
    found = {one.name: one for one in differences(record_of(again(whole)))}
    assert found["奖品设置"].kind == "stale" and "共 5 份" in found["奖品设置"].record
    assert again(whole).rules_text == own
    assert "rules_differ" in codes(whole, stops=False)


@given(st.text(st.sampled_from("【】主办方活动名称寄送\n ab"), max_size=80), st.sampled_from(["活动名称", "主办方"]))
def test_p5_taking_one_section_leaves_what_people_wrote(text: str, name: str) -> None:
    start = dt.datetime(2026, 12, 1, 2, tzinfo=dt.UTC)
    row = Campaign(name="初雪", kind="vote", picking="nobody", starts_at=start, ends_at=start, rules_text=text)
    record = Record(row, (), ())
    taken, before = split(with_section(record, name)), split(text)
    assert taken[name] == sections_of(record)[name]
    assert {key: taken.get(key) for key in before if key != name} == {k: v for k, v in before.items() if k != name}
    assert split(join(taken)) == taken


def test_p3_conditions_that_cannot_be_checked_are_refused(whole: Campaign, editor: User, at: dt.datetime) -> None:
    for one in (ConditionInput(ASK.TOPIC), ConditionInput(ASK.MENTION, 0)):
        with pytest.raises(UserError):
            set_conditions(campaign=whole, combine=Combine.ALL, conditions=[one], by=editor, at=at)


# --- a copy


def test_p1_a_copy_takes_over_the_plan_but_not_the_filing(whole: Campaign, editor: User, at: dt.datetime) -> None:
    Campaign.objects.filter(pk=whole.pk).update(filing_state="filed", filing_reference="BA-1")
    made = copy_campaign(campaign=again(whole), by=editor, at=at)
    assert (made.copied_from, made.filing_state, made.filing_reference, made.rules_text) == (whole, "to_file", "", "")
    assert made.ends_at - made.starts_at == whole.ends_at - whole.starts_at and made.starts_at > at
    assert [prize.name for prize in made.prizes.all()] == ["云雾保温杯", "满减券"]
    assert [one.kind for one in made.conditions.all()] == [one.kind for one in whole.conditions.all()]
    assert whole.prizes.count() == 2
