"""M5: a drill unfolds, alarms only its people, is counted nowhere, freezes and publishes nothing, and is measured."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.access import rights_of
from accounts.models import User, WeiboAccount
from content.models import PostState
from core.errors import Conflict, UserError
from core.models import AuditEntry, Notice
from monitoring.drills import SCENARIOS, alert_minute, posts_until
from monitoring.drills.events import posts_of
from monitoring.models import Alert, Case, CaseMention, CaseState, Check, Drill, EscalationStep, Mention, Missing
from monitoring.queries.drills import drill_rows, results, times_of
from monitoring.services import (
    check_statement,
    draft_statement,
    list_loudest,
    mind_cases,
    set_leaders,
    submit_statement,
)
from monitoring.services.drills import (
    LONGEST,
    advance_drills,
    clear_drill,
    end_drill,
    open_drill_case,
    simulate_answer,
    start_drill,
)
from monitoring.services.statements import points_of_thread, why_not_yet
from publishing.models import Freeze
from tests.conftest import AT
from weibo_ops.queries.counts import cases_unanswered

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def drill(editor: User) -> Drill:
    return start_drill(scenario="cup", speed=60, people=[editor], by=editor, at=AT)


def test_m5_every_written_event_is_heard_by_the_rule_and_the_slow_one_late() -> None:
    heard = {key: alert_minute(one) for key, one in SCENARIOS.items()}
    assert all(minute is not None and minute > 0 for minute in heard.values())
    assert heard["queue"] > 3 * heard["cup"]  # type: ignore[operator]
    for one in SCENARIOS.values():
        posts = posts_of(one)
        assert [post.minute for post in posts] == sorted(post.minute for post in posts)
        assert len(posts_until(one, 0)) == 1


def test_m5_one_drill_at_a_time_with_people_who_were_named(editor: User, drill: Drill) -> None:
    with pytest.raises(Conflict):
        start_drill(scenario="price", speed=60, people=[editor], by=editor, at=AT)
    end_drill(drill=drill, by=editor, at=AT)
    with pytest.raises(UserError):
        start_drill(scenario="price", speed=60, people=[], by=editor, at=AT)


def test_m5_the_alert_of_a_drill_comes_in_its_own_time_once(editor: User, drill: Drill) -> None:
    minute = alert_minute(SCENARIOS["cup"])
    assert minute is not None
    due = AT + dt.timedelta(minutes=minute / 60)
    advance_drills(now=due - dt.timedelta(seconds=1))
    drill.refresh_from_db()
    assert drill.alerted_at is None
    for _again in range(2):
        advance_drills(now=due + MINUTE)
    drill.refresh_from_db()
    assert drill.alerted_at == due
    told = Notice.objects.filter(key__startswith=f"drill:{drill.pk}")
    assert {row.user_id for row in told} == {editor.pk}
    assert told.count() == 2
    assert all("演练" in row.text for row in told)


def test_m5_a_whole_drill_is_measured_and_touches_nothing_real(
    editor: User, customer_editor: User, account: WeiboAccount, drill: Drill
) -> None:
    advance_drills(now=AT + 5 * MINUTE)
    case = open_drill_case(drill=drill, by=editor, at=AT + 2 * MINUTE)
    set_leaders(case=case, owner=editor, deputy=None, by=editor, at=AT + 3 * MINUTE)
    advance_drills(now=AT + 5 * MINUTE)
    drill = Drill.objects.get()
    with pytest.raises(UserError):
        simulate_answer(drill=drill, by=editor, at=AT + 4 * MINUTE)
    said = draft_statement(case=case, account=account, text="情况说明", by=editor, at=AT + 4 * MINUTE)
    check_statement(statement=said, checks=Check.values, by=editor, at=AT + 4 * MINUTE)
    simulate_answer(drill=drill, by=editor, at=AT + 6 * MINUTE)
    assert list_loudest(case=case, by=editor, at=AT + 6 * MINUTE) == 20
    end_drill(drill=drill, by=editor, at=AT + 7 * MINUTE)
    shown = [time.minutes for time in times_of(drill_rows().get())]
    assert shown[1:] == [2, 3, 2, 4, 6]
    case.refresh_from_db()
    assert (case.state, case.is_drill, case.frozen_at) == (CaseState.CLOSED, True, AT + 2 * MINUTE)
    assert not Freeze.objects.exists()
    assert not Mention.objects.exists()
    assert not Alert.objects.exists()
    assert CaseMention.objects.filter(mention_id__gte=0).count() == 0
    assert clear_drill(drill=drill, by=editor, at=AT + 8 * MINUTE) > 100
    assert not case.mentions.exists()
    assert [one.drill for one in results()] == [drill]
    codes = set(AuditEntry.objects.values_list("code", flat=True))
    assert {"monitoring.drill.started", "monitoring.drill.ended", "monitoring.drill.cleared"} <= codes


def test_m5_a_drill_is_no_crisis_that_is_counted_or_told_to_others(
    editor: User, customer_editor: User, drill: Drill
) -> None:
    case = open_drill_case(drill=drill, by=editor, at=AT)
    Case.objects.filter(pk=case.pk).update(thread_ids=[7])
    EscalationStep.objects.all().delete()
    step = EscalationStep.objects.create(level=1, after_minutes=0, missing=Missing.NOTHING, roles=[])
    step.people.set([editor, customer_editor])
    assert mind_cases(now=AT + MINUTE) == 1
    assert set(Notice.objects.filter(key__startswith="case:").values_list("user_id", flat=True)) == {editor.pk}
    assert not cases_unanswered(rights_of(editor)).exists()
    assert points_of_thread(7) is None


def test_m5_a_statement_of_a_drill_that_is_over_is_no_draft_to_be_sent(
    editor: User, account: WeiboAccount, drill: Drill
) -> None:
    case = open_drill_case(drill=drill, by=editor, at=AT)
    statement = draft_statement(case=case, account=account, text="正在核实，一小时后再通报", by=editor, at=AT)
    assert "核对" in why_not_yet(statement.post)
    end_drill(drill=drill, by=editor, at=AT + MINUTE)
    assert "演练已经结束" in why_not_yet(statement.post)
    clear_drill(drill=drill, by=editor, at=AT + MINUTE)
    statement.post.refresh_from_db()
    assert statement.post.state == PostState.CANCELLED


def test_m5_on_the_real_weibo_the_points_are_ticked_and_nothing_is_sent(
    editor: User, account: WeiboAccount, drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitoring.services.statements.is_sandbox", lambda: False)
    case = open_drill_case(drill=drill, by=editor, at=AT)
    said = draft_statement(case=case, account=account, text="情况说明", by=editor, at=AT)
    submit_statement(statement=said, checks=Check.values, by=editor, at=AT)
    said.post.refresh_from_db()
    assert said.post.state == PostState.DRAFT
    simulate_answer(drill=Drill.objects.get(), by=editor, at=AT + MINUTE)


def test_m5_a_forgotten_drill_ends_by_itself(drill: Drill) -> None:
    advance_drills(now=AT + LONGEST + MINUTE)
    drill.refresh_from_db()
    assert drill.ended_at is not None
    assert not Notice.objects.filter(key__contains=":start", settled_at=None).exists()


def test_m5_who_is_alarmed_is_shown_before_a_drill_starts(client: Client, editor: User) -> None:
    client.force_login(editor)
    url, data = reverse("monitoring:drills"), {"scenario": "cup", "speed": "60", "people": [str(editor.pk)]}
    asked = client.post(url, data)
    assert "会通知 1 人" in asked.text
    assert not Drill.objects.exists()
    client.post(url, {**data, "confirmed": "1"})
    drill = Drill.objects.get()
    page = client.get(reverse("monitoring:drill", args=[drill.pk]))
    assert "drill-band" in page.text
    client.post(reverse("monitoring:drill_case", args=[drill.pk]))
    case = Drill.objects.get().case
    assert case is not None
    assert "drill-band" in client.get(reverse("monitoring:case", args=[case.pk])).text
    assert "drill-band" in client.get(reverse("monitoring:case_report", args=[case.pk])).text
    refused = client.post(reverse("monitoring:drill_act", args=[drill.pk, "answer"]))
    assert refused.status_code == 422
    client.post(reverse("monitoring:drill_act", args=[drill.pk, "end"]))
    assert client.get(url).text.count("保温杯爆裂") >= 2


def test_m5_a_new_company_starts_its_first_drill_in_two_clicks(editor: User, client: Client) -> None:
    client.force_login(editor)
    url = reverse("monitoring:drills")
    sample = {"scenario": "cup", "speed": "60", "people": str(editor.pk)}
    for page in (reverse("monitoring:cases"), url):
        shown = client.get(page).content.decode()
        assert all(f'name="{name}" value="{value}"' in shown for name, value in sample.items())
    asked = client.post(url, sample).content.decode()
    assert "会通知 1 人" in asked and not Drill.objects.exists()
    assert client.post(url, {**sample, "confirmed": "1"}).status_code == 302
    drill = Drill.objects.get()
    assert (drill.scenario, drill.speed, list(drill.people.all())) == ("cup", 60, [editor])
