"""Risks, steps, deciders and working hours: the pure part of review (K5)."""

import datetime as dt

import pytest

from content.models import RiskRule
from content.reviewing import (
    Asked,
    Condition,
    Given,
    Member,
    Need,
    Seat,
    Step,
    Subject,
    asked_of,
    is_complete,
    risks_of,
    seat_for,
    steps_for,
    why_nobody,
)
from core.dates import BEIJING
from core.working import WorkingDay, after_working

PEOPLE = {
    pk: Member(pk, f"人{pk}", frozenset({"chief_editor"} if pk < 3 else {"responsible_editor"})) for pk in range(1, 6)
}
ANYBODY = Step(None, "审核")
DAY = WorkingDay(dt.time(9), dt.time(18), dt.time(12), dt.time(13))


def beijing(month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("text", "risk", "found"),
    [
        ("转发抽３位送保温杯", "抽奖与奖品", "抽３位"),
        ("今天只要 99元，明天恢复", "价格与优惠", "99元"),
        ("全场八折", "价格与优惠", "八折"),
        ("这款茶能治疗感冒", "医疗与健康", "治疗"),
        ("年化 4% 的理财", "金融与收益", "年化"),
        ("关于昨晚门店起火的情况说明", "危机回应", "起火"),
    ],
)
@pytest.mark.django_db
def test_k5_shipped_risks_find_what_needs_a_further_look(text: str, risk: str, found: str) -> None:
    rule = RiskRule.objects.get(name=risk)
    condition = Condition(rule.pk, rule.name, rule.reason, tuple(rule.words), tuple(rule.except_words))

    (one,) = risks_of(Subject(text), [condition])

    assert (one.name, found in one.found) == (risk, True)


@pytest.mark.django_db
def test_k5_ordinary_posts_carry_no_risk() -> None:
    rules = [Condition(r.pk, r.name, r.reason, tuple(r.words), tuple(r.except_words)) for r in RiskRule.objects.all()]
    for text in (
        "冬天煮粥怎么不糊底？水开了再下米，转小火。",
        "几经周折，新店今天开门，来坐坐？",
        "你家的杯子用了几年？",
    ):
        assert risks_of(Subject(text), rules) == []


def test_k5_a_category_or_the_kind_of_a_campaign_is_a_risk() -> None:
    condition = Condition(1, "活动", "", categories=frozenset({7}), campaign_kinds=frozenset({"prize_quiz"}))

    assert "推广" in risks_of(Subject("好", 7, "推广"), [condition])[0].found
    assert "猜灯谜" in risks_of(Subject("好", 1, "知识", "prize_quiz", "猜灯谜"), [condition])[0].found
    assert risks_of(Subject("好", 1, "知识"), [condition]) == []


def test_k5_steps_by_account_kind_and_risk() -> None:
    leader = Step(2, "领导账号", kinds=frozenset({"leader"}))
    extra = Step(3, "专项", risks=frozenset({4}))
    first = Step(1, "初审", kinds=frozenset({"leader", "official"}))
    steps = [first, leader, extra]

    assert steps_for(steps, kind="official", risks=set(), default=ANYBODY) == [first]
    assert steps_for(steps, kind="leader", risks={4, 5}, default=ANYBODY) == [first, leader, extra]
    assert steps_for(steps, kind="mascot", risks=set(), default=ANYBODY) == [ANYBODY]


def asked(
    step: Step, *, hands: tuple[int, ...] = (), deputies: tuple[tuple[int, int], ...] = (), up: bool = False
) -> Asked:
    return asked_of(step, PEOPLE, hands=hands, deputies=deputies, escalated=up)


def test_k5_any_all_and_some_of_these_people() -> None:
    people = frozenset({1, 2, 3})
    any_of, all_of = asked(Step(1, "一", people=people)), asked(Step(1, "一", need=Need.ALL, people=people))
    two = asked(Step(1, "一", need=Need.COUNT, count=2, people=people))

    assert is_complete(any_of, [Given(2)])
    assert not is_complete(all_of, [Given(1), Given(2)])
    assert is_complete(all_of, [Given(1), Given(2), Given(3)])
    assert [is_complete(two, [Given(pk) for pk in given]) for given in ((1,), (1, 3))] == [False, True]
    assert not is_complete(asked(Step(1, "一", need=Need.ALL, people=frozenset({9}))), [])


def test_k5_by_role_in_the_account() -> None:
    chiefs = asked(Step(1, "终审", roles=frozenset({"chief_editor"})))

    assert sorted(chiefs.own) == [1, 2]
    assert seat_for(chiefs, 1, []) == Seat()
    assert "人1、人2" in str(seat_for(chiefs, 3, []))


def test_k5_never_ones_own_neither_by_a_deputy() -> None:
    step = Step(1, "终审", people=frozenset({1, 2}))
    own = asked(step, hands=(1,), deputies=((1, 4),))

    assert "另一位同事" in str(seat_for(own, 1, []))
    assert isinstance(seat_for(own, 4, []), str), "nobody stands in for the author of the post"
    assert seat_for(own, 2, []) == Seat()


def test_k5_a_deputy_has_one_voice_and_it_is_recorded_whose() -> None:
    step = Step(1, "终审", need=Need.ALL, people=frozenset({1, 2}))
    with_deputy = asked(step, deputies=((1, 4), (2, 1)))

    assert seat_for(with_deputy, 4, []) == Seat(1)
    assert seat_for(with_deputy, 1, []) == Seat(), "his own voice, not that of 2 besides"
    assert "已有人代您" in str(seat_for(with_deputy, 1, [Given(4, 1)]))
    assert is_complete(with_deputy, [Given(4, 1), Given(2)])


def test_k5_another_pair_of_eyes_for_each_step() -> None:
    later = asked(Step(2, "复核"))

    assert "前面的步骤" in str(seat_for(later, 1, [], before={1}))
    assert seat_for(asked(Step(2, "复核", fresh_eyes=False)), 1, [], before={1}) == Seat()
    assert "已经通过" in str(seat_for(later, 2, [Given(2)]))


def test_k5_those_above_decide_once_it_is_escalated() -> None:
    step = Step(1, "终审", need=Need.ALL, people=frozenset({1}), escalate_people=frozenset({5}))

    assert isinstance(seat_for(asked(step), 5, []), str)
    assert seat_for(asked(step, up=True), 5, []) == Seat(1, escalated=True)
    assert is_complete(asked(step, up=True), [Given(5, 1)])


def test_k5_a_step_that_nobody_can_pass_says_so() -> None:
    assert why_nobody(asked(Step(1, "一"))) == ""
    assert "没有人能决定" in why_nobody(asked(Step(1, "一", people=frozenset({1})), hands=(1,)))
    assert "只有 2 人" in why_nobody(asked(Step(1, "一", need=Need.COUNT, count=3, roles=frozenset({"chief_editor"}))))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (beijing(11, 23, 9), 2, beijing(11, 23, 11)),
        (beijing(11, 23, 11), 2, beijing(11, 23, 14)),  # lunch does not count
        (beijing(11, 23, 17), 4, beijing(11, 24, 12)),
        (beijing(11, 21, 10), 1, beijing(11, 23, 10)),  # Saturday
        (beijing(11, 23, 3), 8, beijing(11, 23, 18)),
        (beijing(9, 30, 17), 2, beijing(10, 8, 10)),  # the National Day week
        (beijing(10, 10, 9), 1, beijing(10, 10, 10)),  # a make-up Saturday
    ],
)
def test_k5_deadlines_in_working_hours(start: dt.datetime, hours: int, end: dt.datetime) -> None:
    assert after_working(start, hours, DAY) == end
