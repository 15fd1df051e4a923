"""What people say goes to the right person, in bundles; suggestions are collected (M8)."""

import datetime as dt

import pytest

from accounts.models import User
from accounts.roles import Role
from core.errors import Conflict, UserError
from core.models import Notice
from monitoring.models import SortedMention, SortRule, Suggestion
from monitoring.services import sweep_set
from monitoring.services.sorting import RuleDraft, delete_rule, save_rule, switch_rule, tell_sorted
from monitoring.services.suggestions import change_suggestion, collect_suggestion, drop_suggestion
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set

ANGRY = "新买的山岚水壶用了两天就漏水，打电话给客服没有人接，太让人失望了，第{}个"


def rule_for(person: User | None, by: User, role: str = "", kind: str = "complaint") -> SortRule:
    return save_rule(draft=RuleDraft(kind, None, person, role), by=by, at=AT)


def test_m8_complaints_are_told_to_their_person_in_one_notice(say: Say, customer_editor: User, approver: User) -> None:
    rule = rule_for(customer_editor, approver)
    keyword_set = make_set("山岚")
    say(*(ANGRY.format(number) for number in range(5)), "山岚水壶怎么清洗，请问有教程吗")
    sweep_set(keyword_set, now=AT)
    assert tell_sorted(now=AT) == 1
    notice = Notice.objects.get()
    assert notice.user_id == customer_editor.pk and notice.params["n"] == 5 and "投诉" in notice.sentence
    assert "kind=complaint" in notice.url
    assert tell_sorted(now=AT + dt.timedelta(hours=2)) == 0
    assert SortedMention.objects.filter(rule=rule, told_at=AT).count() == 5


def test_m8_what_comes_within_the_bundle_waits_for_it(say: Say, customer_editor: User, approver: User) -> None:
    rule_for(customer_editor, approver)
    keyword_set = make_set("山岚")
    for minutes, expected in ((0, 1), (5, 0), (10, 0), (31, 1)):
        now = AT + dt.timedelta(minutes=minutes)
        say(ANGRY.format(minutes), at=now)
        sweep_set(keyword_set, now=now)
        assert tell_sorted(now=now) == expected
    assert [notice.params["n"] for notice in Notice.objects.order_by("pk")] == [1, 3]


def test_m8_a_rule_of_a_set_hears_only_that_set_and_a_role_means_all_who_hold_it(
    say: Say, customer_editor: User, approver: User
) -> None:
    mine, other = make_set("水壶", name="产品"), make_set("山岚", name="品牌")
    draft = RuleDraft("complaint", mine, None, Role.CUSTOMER_EDITOR)
    save_rule(draft=draft, by=approver, at=AT)
    say("山岚客服态度太差，投诉三天没人理，非常失望", ANGRY.format(1))
    for keyword_set in (mine, other):
        sweep_set(keyword_set, now=AT)
    assert tell_sorted(now=AT) == 1
    notice = Notice.objects.get()
    assert (notice.user_id, notice.params) == (customer_editor.pk, {"n": 1, "set": "产品"})


def test_m8_old_news_and_rules_that_are_off_tell_nothing(say: Say, customer_editor: User, approver: User) -> None:
    rule = rule_for(customer_editor, approver)
    keyword_set = make_set("山岚")
    say(ANGRY.format(1), at=AT - dt.timedelta(days=40))
    sweep_set(keyword_set, now=AT)
    assert tell_sorted(now=AT) == 0
    switch_rule(rule=rule, is_active=False, by=approver, at=AT)
    say(ANGRY.format(2))
    sweep_set(keyword_set, now=AT)
    assert tell_sorted(now=AT) == 0
    delete_rule(rule=rule, by=approver, at=AT)
    assert not SortRule.objects.exists()


def test_m8_a_rule_needs_one_receiver_who_may_listen(customer_editor: User, manager: User) -> None:
    for draft in (RuleDraft("complaint", None, None, ""), RuleDraft("complaint", None, customer_editor, "x")):
        with pytest.raises(UserError, match="一位同事或一个角色"):
            save_rule(draft=draft, by=customer_editor, at=AT)
    for draft in (RuleDraft("complaint", None, manager, ""), RuleDraft("complaint", None, None, Role.MANAGER)):
        with pytest.raises(UserError, match="监测权限"):
            save_rule(draft=draft, by=customer_editor, at=AT)


def test_m8_a_suggestion_is_collected_once_and_moves_through_its_states(say: Say, customer_editor: User) -> None:
    (mention,) = say("建议山岚出一个大容量的水壶")
    found, made = collect_suggestion(mention=mention, by=customer_editor, at=AT)
    again, made_again = collect_suggestion(mention=mention, by=customer_editor, at=AT)
    assert (made, made_again, found) == (True, False, again)
    moved = change_suggestion(
        suggestion=found, state="taken_up", note="排进三月", expected="new", by=customer_editor, at=AT
    )
    assert (moved.state, moved.note, moved.changed_by) == ("taken_up", "排进三月", customer_editor)
    with pytest.raises(Conflict, match="已采纳"):
        change_suggestion(suggestion=found, state="declined", note="", expected="new", by=customer_editor, at=AT)
    with pytest.raises(UserError):
        change_suggestion(suggestion=found, state="eaten", note="", expected="", by=customer_editor, at=AT)
    mention.delete()
    assert Suggestion.objects.get().text == "建议山岚出一个大容量的水壶"
    drop_suggestion(suggestion=moved, by=customer_editor, at=AT)
    assert not Suggestion.objects.exists()
