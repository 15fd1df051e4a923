"""M4: a rule is run over the past before it is saved; nothing is raised by that."""

import datetime as dt
import io
import json
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from core.models import AuditEntry, Job, JobState, Notice
from monitoring.models import Alert, AlertNews, AlertRule, AlertState, KeywordSet
from monitoring.queries.alerting import rule_of
from monitoring.queries.replays import Figures, outcome_of, replay
from monitoring.services import run_replay, search_figures, settle_alert, start_replay, sweep_set
from tests.conftest import AT, ClientOf
from tests.monitoring.conftest import Say, make_set
from tests.monitoring.test_alerts import past

SINCE, UNTIL = AT - dt.timedelta(days=2), AT + dt.timedelta(hours=6)


@pytest.fixture
def heard(say: Say) -> KeywordSet:
    """A set with a loud event that was raised, and a small one before that nobody was told of."""
    keyword_set = make_set("山岚")
    past(say, keyword_set)
    say(*["山岚"] * 41, at=AT + dt.timedelta(minutes=5))
    sweep_set(keyword_set, now=AT + dt.timedelta(minutes=10))
    say(*["山岚"] * 15, at=AT - dt.timedelta(hours=4))
    sweep_set(keyword_set, now=AT + dt.timedelta(minutes=20))
    return keyword_set


def test_m4_a_replay_finds_what_the_live_watch_raised_and_writes_nothing(heard: KeywordSet) -> None:
    before = [model.objects.count() for model in (Alert, AlertNews, AuditEntry, Notice, AlertRule)]
    saved = Figures.of_rule(rule_of(heard))
    lax = replace(saved, minimum=5)
    strict = replace(saved, minimum=50)
    found = replay(heard, [saved, lax, strict], since=SINCE, until=UNTIL)
    alert = Alert.objects.get()
    assert [one.count for one in found[0].raised] == [alert.count]
    assert found[0].raised[0].at == alert.first_spike_at
    assert len(found[1].raised) == 2 and not found[2].raised
    assert [model.objects.count() for model in (Alert, AlertNews, AuditEntry, Notice, AlertRule)] == before


def test_m4_a_job_compares_the_tried_rule_with_what_people_said(heard: KeywordSet, editor: User) -> None:
    settle_alert(alert=Alert.objects.get(), state=AlertState.DISMISSED, by=editor, at=UNTIL, reason="自己的活动")
    tried = replace(Figures.of_rule(rule_of(heard)), minimum=50)
    job = start_replay(keyword_set=heard, tried=tried, days=7, by=editor, at=UNTIL)
    run_replay(job.pk, clock=lambda: UNTIL)
    job.refresh_from_db()
    outcome = outcome_of(job, heard)
    assert job.state == JobState.DONE and outcome is not None and outcome.tried is not None
    assert (outcome.saved.raised, outcome.saved.wrong) == (1, 1)
    assert (outcome.tried.raised, outcome.tried.wrong, outcome.only_saved) == (0, 0, 1)
    (line,) = outcome.lines
    assert line.alert == Alert.objects.get() and line.saved is not None and line.tried is None


def test_m4_a_replay_can_be_stopped_and_a_new_one_stops_the_old(heard: KeywordSet, editor: User) -> None:
    first = start_replay(keyword_set=heard, tried=None, days=7, by=editor, at=UNTIL)
    second = start_replay(keyword_set=heard, tried=None, days=7, by=editor, at=UNTIL)
    run_replay(first.pk, clock=lambda: UNTIL)
    first.refresh_from_db()
    assert first.state == JobState.CANCELLED and first.result == {}
    run_replay(second.pk, clock=lambda: UNTIL)
    second.refresh_from_db()
    assert (second.state, second.percent) == (JobState.DONE, 100)


def test_m4_what_people_dismissed_proposes_calmer_figures(heard: KeywordSet, client_of: ClientOf, editor: User) -> None:
    settle_alert(alert=Alert.objects.get(), state=AlertState.DISMISSED, by=editor, at=UNTIL, reason="自己的活动")
    job = search_figures(keyword_set=heard, by=editor, at=UNTIL)
    job.params["since"] = SINCE.isoformat()
    job.save()
    run_replay(job.pk, clock=lambda: UNTIL)
    job.refresh_from_db()
    outcome = outcome_of(job, heard)
    assert outcome is not None and outcome.tried is not None
    assert (outcome.saved.wrong, outcome.tried.wrong, outcome.tried.missed) == (1, 0, 0)
    page = client_of(editor).get(reverse("monitoring:replay_run", args=[heard.pk, job.pk])).content.decode()
    assert "采用这组数字" in page
    client_of(editor).post(reverse("monitoring:replay_adopt", args=[heard.pk, job.pk]))
    heard.refresh_from_db()
    assert heard.alert_minimum == job.result["figures"]["minimum"] > 40


def test_m4_nothing_is_proposed_that_would_miss_what_was_real(heard: KeywordSet, editor: User) -> None:
    settle_alert(alert=Alert.objects.get(), state=AlertState.CONFIRMED, by=editor, at=UNTIL)
    job = search_figures(keyword_set=heard, by=editor, at=UNTIL)
    job.params["since"] = SINCE.isoformat()
    job.save()
    run_replay(job.pk, clock=lambda: UNTIL)
    job.refresh_from_db()
    assert "figures" not in job.result and job.message.startswith("现在的规则已经不会")


def rule(keyword_set: KeywordSet, **changed: object) -> dict[str, object]:
    return {
        "sensitivity": "normal", "minimum": 20, "windows": "10 20 60", "slow_hours": 12, "cooldown_minutes": 120,
        "breaks_quiet": 7, "escalate_minutes": 30, **changed,
    }  # fmt: skip


def test_m4_changed_figures_are_shown_on_the_past_before_they_are_saved(
    heard: KeywordSet, client_of: ClientOf, editor: User
) -> None:
    client = client_of(editor)
    url = reverse("monitoring:alert_rule", args=[heard.pk])
    page = client.post(url, rule(heard, minimum=50))
    job = Job.objects.get()
    assert page.status_code == 200 and not AlertRule.objects.exists() and "确认保存" in page.content.decode()
    run_replay(job.pk, clock=lambda: UNTIL)
    state = reverse("monitoring:replay_run", args=[heard.pk, job.pk])
    assert "改后会发出" in client.get(state, headers={"HX-Request": "true"}).content.decode()
    digest = Figures.of_json(job.params["rules"][-1]).digest
    assert client.post(url, rule(heard, minimum=50, tried=digest)).status_code == 302
    heard.refresh_from_db()
    assert (heard.alert_minimum, AlertRule.objects.count(), Job.objects.count()) == (50, 1, 1)
    assert heard.versions.first().facts["alert_minimum"] == 50  # type: ignore[union-attr]


def test_m4_who_is_told_is_saved_without_a_replay(heard: KeywordSet, client_of: ClientOf, editor: User) -> None:
    client = client_of(editor)
    url = reverse("monitoring:alert_rule", args=[heard.pk])
    assert client.post(url, rule(heard, escalate_minutes=45)).status_code == 302
    assert AlertRule.objects.get().escalate_minutes == 45 and not Job.objects.exists()


def test_m4_the_page_starts_a_run_and_stops_it(heard: KeywordSet, client_of: ClientOf, editor: User) -> None:
    client = client_of(editor)
    url = reverse("monitoring:replay", args=[heard.pk])
    assert "还没有回放过" in client.get(url).content.decode()
    answer = client.post(url, {**rule(heard), "days": 30})
    job = Job.objects.get()
    assert answer["Location"] == reverse("monitoring:replay_run", args=[heard.pk, job.pk])
    client.post(reverse("monitoring:replay_stop", args=[heard.pk, job.pk]))
    assert "正在停止" in client.get(answer["Location"]).content.decode()
    assert client.post(url, {**rule(heard, windows="3"), "days": 30}).status_code == 422


def test_m4_the_command_tells_what_would_be_raised(heard: KeywordSet) -> None:
    out = io.StringIO()
    call_command("replay_alerts", heard.name, "--days", "3", "--minimum", "5", "--json", stdout=out)
    assert json.loads(out.getvalue())["figures"]["minimum"] == 5
    assert not AlertRule.objects.exists()
