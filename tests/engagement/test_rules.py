"""E1: rules of the inbox sort and hand on in order, are tried first, versioned, and never answer; who is away or full
is given nothing."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from core.dates import BEIJING
from core.errors import Conflict, Forbidden, UserError
from engagement.models import Away, CareTeam, InboxRule, Reply, RuleTouch, SavedReply, Thread, ThreadState, ThreadTag
from engagement.queries.duty import duty_at
from engagement.services.duty import AwayInput, TeamInput, end_away, save_team, set_away, set_capacity
from engagement.services.rules import apply_rules, move_rule, save_rule
from engagement.sorting.rules import RuleValues, Seen, decide
from tests.conftest import AT, ClientOf, make_user
from tests.engagement.conftest import MakeThread

SEEN = Seen("杯盖漏水，烫到手了", "comment", 1, "路人甲", 5000, working=False)


def tag(name: str) -> ThreadTag:
    return ThreadTag.objects.create(name=name, created_at=AT)


def keep(by: User, name: str = "漏水", **values: Any) -> InboxRule:
    return save_rule(rule=None, name=name, values=RuleValues(**values), active=True, by=by, at=AT)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (RuleValues(words=("漏水", "裂")), True),
        (RuleValues(words=("补货",)), False),
        (RuleValues(words=("漏水",), except_words=("烫",)), False),
        (RuleValues(kinds=("mention",)), False),
        (RuleValues(accounts=(1, 2), kinds=("comment",)), True),
        (RuleValues(authors=("路人甲",)), True),
        (RuleValues(followers_from=5000), True),
        (RuleValues(followers_from=5001), False),
        (RuleValues(hours="working"), False),
        (RuleValues(hours="outside"), True),
    ],
)
def test_e1_a_rule_fits_when_all_its_conditions_hold(rule: RuleValues, fits: bool) -> None:
    assert rule.fits(SEEN) is fits
    assert RuleValues.of(rule.as_json) == rule


def test_e1_rules_add_up_in_order_until_one_stops() -> None:
    rules = [
        RuleValues(words=("漏水",), tags=(1,), priority=1, person=7),
        RuleValues(kinds=("comment",), tags=(2,), priority=2, team=3, stops=True),
        RuleValues(words=("烫",), tags=(3,), closes=True),
    ]
    plan = decide(SEEN, rules)
    assert (plan.tags, plan.priority, plan.person, plan.team, plan.closes) == ({1, 2}, 1, 7, None, False)
    assert plan.said == [0, 1]


def test_e1_new_threads_are_sorted_once_and_nobody_is_answered(
    editor: User, customer_editor: User, make_thread: MakeThread
) -> None:
    label, saved = tag("售后"), SavedReply.objects.create(title="换新", text="您好", created_at=AT)
    keep(editor, words=("漏水",), tags=(label.pk, 99), priority=2, person=customer_editor.pk, saved_reply=saved.pk)
    noise = keep(editor, "广告", words=("加微信",), closes=True)
    leak, spam, old = make_thread("漏水了"), make_thread("加微信领券"), make_thread("漏水", ruled_at=AT)
    assert apply_rules(now=AT) == 2
    leak.refresh_from_db()
    spam.refresh_from_db()
    old.refresh_from_db()
    assert (leak.tag_ids, leak.priority, leak.assignee, leak.proposed_reply) == ([label.pk], 2, customer_editor, saved)
    assert (spam.state, spam.close_reason, spam.closed_at, old.tag_ids) == (ThreadState.CLOSED, "spam", AT, [])
    assert (apply_rules(now=AT), Reply.objects.count()) == (0, 0)
    assert RuleTouch.objects.get(rule=noise).thread == spam


@pytest.mark.parametrize(
    "values",
    [
        {"tags": (1,)},
        {"words": ("漏水",)},
        {"kinds": ("comment",), "closes": True},
        {"words": ("漏水",), "person": 1, "team": 1},
    ],
)
def test_e1_a_rule_that_would_do_harm_is_refused(editor: User, values: dict[str, Any]) -> None:
    with pytest.raises((UserError, Conflict)):
        keep(editor, **values)


def test_e1_a_rule_is_tried_then_kept_with_versions_by_who_leads(
    editor: User, customer_editor: User, client_of: ClientOf, make_thread: MakeThread
) -> None:
    now = dt.datetime.now(dt.UTC)
    for text in ("漏水", "杯子漏水", "谢谢"):
        make_thread(text, received_at=now)
    make_thread("漏水，很久以前", received_at=now - dt.timedelta(days=40), state=ThreadState.ANSWERED)
    client, new = client_of(editor), reverse("engagement:rule_new")
    data = {"name": "漏水", "words": "漏水\n漏水", "priority": "2", "active": "on"}
    page = client.post(new, data | {"try": "1"}).content.decode()
    assert "最近 30 天的 3 条，这条规则符合 2 条" in page and not InboxRule.objects.exists()
    assert client.post(new, {"name": "空"}).status_code == 422
    client.post(new, data)
    rule = InboxRule.objects.get()
    one = reverse("engagement:rule", args=[rule.pk])
    client.post(one, data | {"priority": "1"})
    client.post(one, data | {"priority": "1", "name": "漏水投诉"})
    rule.refresh_from_db()
    assert (rule.number, rule.name, rule.versions.count()) == (2, "漏水投诉", 2)
    assert "漏水投诉" in client.get(reverse("engagement:rules")).content.decode()
    with pytest.raises(Forbidden):
        keep(customer_editor, words=("漏水",), priority=1)
    second = keep(editor, "别的", words=("谢谢",), priority=1)
    move_rule(rule=second, up=True, by=editor, at=AT)
    assert [row.name for row in InboxRule.objects.all()] == ["别的", "漏水投诉"]


def test_e1_a_team_gives_to_the_least_loaded_who_is_there_and_has_room(
    editor: User, customer_editor: User, manager: User, account: WeiboAccount, make_thread: MakeThread
) -> None:
    second = make_user("第二位客服", Role.CUSTOMER_EDITOR)
    wanted = TeamInput("售后组", [customer_editor, second, manager], dt.time(9), dt.time(18), workdays_only=True)
    team = save_team(team=None, wanted=wanted, by=editor, at=AT)
    keep(editor, words=("漏水",), team=team.pk)
    make_thread("旧的", assignee=customer_editor, ruled_at=AT)
    set_capacity(person=second, most_open=2, by=editor, at=AT)
    threads = [make_thread("漏水") for _i in range(4)]
    night, day = dt.datetime(2026, 3, 3, 22, tzinfo=BEIJING), dt.datetime(2026, 3, 4, 10, tzinfo=BEIJING)
    apply_rules(now=night)
    assert not Thread.objects.filter(team=team, assignee__isnull=False).exists()
    apply_rules(now=day)
    names = [Thread.objects.get(pk=thread.pk).assignee for thread in threads]
    assert names == [second, customer_editor, second, customer_editor]  # one each in turn; two are his limit


def test_e1_who_is_away_is_given_nothing_his_deputy_is(
    editor: User, customer_editor: User, make_thread: MakeThread
) -> None:
    day = AT.astimezone(BEIJING).date()
    last = day + dt.timedelta(days=3)
    away = set_away(wanted=AwayInput(customer_editor, day, last, editor), by=customer_editor, at=AT)
    with pytest.raises(Conflict):
        set_away(wanted=AwayInput(customer_editor, day, last), by=editor, at=AT)
    with pytest.raises(Forbidden):
        set_away(wanted=AwayInput(editor, day, last), by=customer_editor, at=AT)
    thread = make_thread()
    assert duty_at(AT).person(customer_editor.pk, thread.account) == editor
    set_away(wanted=AwayInput(editor, day, last, customer_editor), by=editor, at=AT)
    assert duty_at(AT).person(customer_editor.pk, thread.account) is None  # both are away
    end_away(away=away, by=customer_editor, at=AT)
    assert duty_at(AT).person(customer_editor.pk, thread.account) == customer_editor


def test_e1_duty_is_kept_in_the_browser(editor: User, customer_editor: User, client_of: ClientOf) -> None:
    client, url = client_of(editor), reverse("engagement:duty")
    today = dt.datetime.now(BEIJING).date()
    given = {"person": customer_editor.pk, "starts_on": today, "ends_on": today, "note": "培训"}
    assert client.post(reverse("engagement:away_add"), given).status_code == 302
    assert client.post(reverse("engagement:away_add"), given | {"ends_on": ""}).status_code == 422
    client.post(reverse("engagement:capacity", args=[customer_editor.pk]), {"most_open": "12"})
    client.post(reverse("engagement:team_new"), {"name": "售后组", "members": [customer_editor.pk]})
    page = client.get(url).content.decode()
    assert all(word in page for word in ("培训", "最多 12 条", "售后组"))
    client.post(reverse("engagement:away_end", args=[Away.objects.get().pk]))
    client.post(reverse("engagement:team_remove", args=[CareTeam.objects.get().pk]))
    page = client.get(url).content.decode()
    assert "没有人外出" in page and "还没有小组" in page
