"""E1: before a rule is saved, people see which threads all rules together would treat otherwise than now."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from engagement.models import InboxRule, Thread, ThreadState, ThreadTag
from engagement.queries.rules import Draft, Trial, moved, rules_before_and_after, try_rule
from engagement.services.rules import save_rule
from engagement.sorting.rules import Plan, RuleValues, differing
from tests.conftest import AT, ClientOf
from tests.engagement.conftest import MakeThread

PLANS = st.builds(
    Plan,
    tags=st.sets(st.integers(1, 3)), priority=st.none() | st.integers(0, 2), person=st.none() | st.integers(1, 2),
    team=st.none() | st.integers(1, 2), saved_reply=st.none() | st.integers(1, 2), closes=st.booleans(),
)  # fmt: skip


def keep(by: User, name: str, *, active: bool = True, **values: Any) -> InboxRule:
    return save_rule(rule=None, name=name, values=RuleValues(**values), active=active, by=by, at=AT)


def tried(rule: InboxRule | None, *, active: bool = True, **values: Any) -> Trial:
    return try_rule(Draft(rule, RuleValues(**values), active), Thread.objects.all(), now=AT)


@given(PLANS, PLANS)
def test_e1_plans_differ_both_ways_alike_and_never_from_themselves(one: Plan, other: Plan) -> None:
    assert differing(one, one) == ()
    assert differing(one, other) == differing(other, one)
    assert bool(differing(one, other)) == ({**vars_of(one)} != {**vars_of(other)})


def vars_of(plan: Plan) -> dict[str, object]:
    return {name: getattr(plan, name) for name in ("tags", "priority", "person", "team", "saved_reply", "closes")}


def test_e1_a_new_rule_changes_only_what_no_earlier_rule_says(editor: User, make_thread: MakeThread) -> None:
    care = ThreadTag.objects.create(name="售后", created_at=AT)
    keep(editor, "烫伤", words=("烫",), priority=2, tags=(care.pk,))
    make_thread("漏水烫手")
    make_thread("漏水", state=ThreadState.ANSWERED)
    make_thread("谢谢")
    trial = tried(None, words=("漏水",), priority=1, tags=(care.pk,))
    assert (trial.looked_at, trial.touched, trial.otherwise, trial.waiting) == (3, 2, 1, 0)
    assert trial.differences == {"标签": 1, "优先级": 1}
    change = trial.changes[0]
    assert (change.thread.text, change.before, change.after) == ("漏水", "什么也不做", "标签：售后；优先")


def test_e1_a_change_in_the_middle_is_compared_with_what_stands_there_now(
    editor: User, customer_editor: User, make_thread: MakeThread
) -> None:
    first = keep(editor, "漏水", words=("漏水",), person=customer_editor.pk)
    keep(editor, "全部评论", kinds=("comment",), person=editor.pk)
    make_thread("漏水")
    assert tried(first, words=("漏水",), person=customer_editor.pk).otherwise == 0
    trial = tried(first, words=("裂",), person=customer_editor.pk)
    assert (trial.touched, trial.otherwise, trial.waiting) == (0, 1, 1)
    change = trial.changes[0]
    assert (change.before, change.after) == (f"分给{customer_editor}", f"分给{editor}")
    assert tried(first, active=False, words=("漏水",), person=customer_editor.pk).otherwise == 1, "switched off"


def test_e1_a_rule_out_of_use_takes_its_place_when_it_is_switched_on(editor: User) -> None:
    off = keep(editor, "停用", active=False, words=("一",), priority=1)
    keep(editor, "在用", words=("二",), priority=1)
    before, after = rules_before_and_after(Draft(off, RuleValues.of(off.values), active=True))
    assert [rule.words for rule in before] == [("二",)]
    assert [rule.words for rule in after] == [("一",), ("二",)]


def test_e1_what_waits_is_looked_at_however_old(editor: User, make_thread: MakeThread) -> None:
    long_ago = AT - dt.timedelta(days=90)
    make_thread("漏水", received_at=long_ago)
    make_thread("漏水", received_at=long_ago, state=ThreadState.ANSWERED)
    assert tried(None, words=("漏水",), priority=1).looked_at == 1


def test_e1_the_page_shows_it_and_saves_nothing(editor: User, client_of: ClientOf, make_thread: MakeThread) -> None:
    make_thread("漏水", received_at=dt.datetime.now(dt.UTC))
    data = {"name": "漏水", "words": "漏水", "priority": "2", "active": "on", "try": "1"}
    page = client_of(editor).post(reverse("engagement:rule_new"), data).content.decode()
    assert all(words in page for words in ("1 条留言会和现在不一样", "什么也不做", "紧急", "还在等回复"))
    assert not InboxRule.objects.exists()
    assert Thread.objects.get().priority == 0


def test_e1_a_move_that_changes_nothing_is_made_at_once_another_is_shown_before(
    editor: User, client_of: ClientOf, make_thread: MakeThread
) -> None:
    first = keep(editor, "漏水急", words=("漏水",), priority=2)
    keep(editor, "谢谢", words=("谢谢",), priority=0)
    last = keep(editor, "漏水不急", words=("漏水",), priority=0)
    make_thread("漏水", received_at=dt.datetime.now(dt.UTC))
    address, client = reverse("engagement:rule_move", args=[last.pk]), client_of(editor)
    assert client.post(address, {"to": "up"}).status_code == 302, "it passes a rule that has no word in common"
    page = client.post(address, {"to": "up"})
    assert (page.status_code, InboxRule.objects.first()) == (200, first)
    assert all(words in page.content.decode() for words in ("把“漏水不急”提前一位", "1 条留言会和现在不一样", "紧急"))
    assert client.post(address, {"to": "up", "sure": "1"}).status_code == 302
    assert [rule.name for rule in InboxRule.objects.all()] == ["漏水不急", "漏水急", "谢谢"]


def test_e1_removing_a_rule_shows_what_goes_otherwise_without_it(
    editor: User, client_of: ClientOf, make_thread: MakeThread
) -> None:
    rule = keep(editor, "漏水", words=("漏水",), priority=2)
    make_thread("漏水", received_at=dt.datetime.now(dt.UTC))
    address, client = reverse("engagement:rule_remove", args=[rule.pk]), client_of(editor)
    page = client.post(address).content.decode()
    assert all(words in page for words in ("删除“漏水”", "1 条留言会和现在不一样", "什么也不做"))
    assert InboxRule.objects.exists()
    assert client.post(address, {"sure": "1"}).status_code == 302
    assert not InboxRule.objects.exists()


@given(st.permutations(range(5)), st.integers(0, 4), st.booleans())
def test_e1_a_move_takes_one_rule_one_place(order: list[int], place: int, up: bool) -> None:
    rules = [InboxRule(pk=number + 1) for number in order]
    found = moved(rules, rules[place], up=up)
    target = min(max(place + (-1 if up else 1), 0), 4)
    assert found[target] == rules[place]
    assert [one for one in found if one != rules[place]] == [one for one in rules if one != rules[place]]


@pytest.mark.parametrize("number", [2, 20])
def test_e1_a_trial_costs_the_same_whatever_it_looks_at(
    editor: User, make_thread: MakeThread, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(number):
        make_thread("漏水")
    with django_assert_max_num_queries(8):
        assert tried(None, words=("漏水",), priority=1, person=editor.pk).otherwise == number
