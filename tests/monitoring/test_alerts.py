"""M4: a set that catches clearly more than usual raises one explainable alert, and old files raise none."""

import datetime as dt

import pytest

from accounts.models import User
from core.errors import Conflict
from core.models import AuditEntry
from monitoring.models import Alert, AlertState, KeywordSet, NewsKind, Source, SourceKind
from monitoring.services import alert_rows, settle_alert, sweep_set, take_alert
from monitoring.watch.spikes import Spike
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set

NOW = AT + dt.timedelta(minutes=40)
WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)


def past(say: Say, keyword_set: KeywordSet, *, an_hour: int = 2) -> None:
    """Eight quiet weeks with a few mentions in the same hours."""
    for week in range(1, 9):
        for hour in (-1, 0, 1):
            say(*["山岚"] * an_hour, at=AT - week * WEEK + dt.timedelta(hours=hour, minutes=35))
    sweep_set(keyword_set, now=AT - DAY)


def test_m4_it_raises_an_alert_that_explains_itself(say: Say) -> None:
    keyword_set = make_set("山岚", "爆炸")
    past(say, keyword_set)
    say(*["山岚杯子爆炸"] * 41, at=AT + dt.timedelta(minutes=20), author="目击者")
    sweep_set(keyword_set, now=NOW)
    alert = Alert.objects.get()
    assert alert.count == 41
    assert (alert.usual_low, alert.usual_high) == (2, 2) or alert.minutes < 20
    assert alert.window_start <= AT + dt.timedelta(minutes=20) < alert.window_end
    assert alert.facts["threshold"] < 41
    assert alert.facts["words"][0] == {"name": "山岚", "count": 41} or alert.facts["words"][0]["name"] == "爆炸"
    assert alert.facts["authors"] == [{"name": "目击者", "count": 41}]
    assert 1 < alert.severity <= 10
    assert AuditEntry.objects.filter(code="monitoring.alert.raised").count() == 1


def test_m4_one_alert_per_set_and_hour_grows(say: Say) -> None:
    keyword_set = make_set("山岚")
    past(say, keyword_set)
    say(*["山岚"] * 30, at=AT + dt.timedelta(minutes=5))
    sweep_set(keyword_set, now=AT + dt.timedelta(minutes=10))
    say(*["山岚"] * 30, at=AT + dt.timedelta(minutes=30))
    sweep_set(keyword_set, now=NOW)
    assert Alert.objects.get().count == 60


def test_m4_an_old_file_that_is_imported_today_alarms_nobody(say: Say) -> None:
    keyword_set = make_set("山岚")
    past(say, keyword_set)
    say(*["山岚"] * 500, at=AT - dt.timedelta(days=3, hours=2))
    sweep_set(keyword_set, now=NOW)
    assert not Alert.objects.exists()


def test_m4_without_a_comparable_past_nothing_is_raised(say: Say) -> None:
    keyword_set = make_set("山岚")
    say(*["山岚"] * 100, at=AT + dt.timedelta(minutes=5))
    sweep_set(keyword_set, now=NOW)
    assert not Alert.objects.exists()


def test_m4_an_hour_in_which_we_were_deaf_does_not_count_as_calm(say: Say) -> None:
    """Only two weeks were collected: hours before must not be taken for zeros."""
    keyword_set = make_set("山岚")
    for week in (1, 2):
        say(*["山岚"] * 60, at=AT - week * WEEK + dt.timedelta(minutes=5))
    say(*["山岚"] * 50, at=AT + dt.timedelta(minutes=5))
    sweep_set(keyword_set, now=NOW)
    assert not Alert.objects.exists()


def test_m4_small_numbers_alarm_nobody(say: Say) -> None:
    keyword_set = make_set("山岚")
    past(say, keyword_set, an_hour=0)
    say(*["山岚"] * 19, at=AT + dt.timedelta(minutes=5))
    sweep_set(keyword_set, now=NOW)
    assert not Alert.objects.exists()


def test_m4_it_is_settled_once(say: Say, approver: User) -> None:
    keyword_set = make_set("山岚")
    past(say, keyword_set)
    say(*["山岚"] * 41, at=AT + dt.timedelta(minutes=5))
    sweep_set(keyword_set, now=NOW)
    alert = settle_alert(alert=Alert.objects.get(), state=AlertState.DISMISSED, by=approver, at=NOW)
    assert (alert.state, alert.handled_by, alert.handled_at) == (AlertState.DISMISSED, approver, NOW)
    with pytest.raises(Conflict):
        settle_alert(alert=alert, state=AlertState.CONFIRMED, by=approver, at=NOW)


def raised(say: Say, keyword_set: KeywordSet, *, number: int = 41) -> Alert:
    past(say, keyword_set)
    say(*["山岚"] * number, at=AT + dt.timedelta(minutes=5))
    sweep_set(keyword_set, now=AT + dt.timedelta(minutes=10))
    return Alert.objects.get()


def test_m4_only_new_facts_are_told_again(say: Say) -> None:
    keyword_set = make_set("山岚")
    alert = raised(say, keyword_set)
    say(*["山岚"] * 5, at=AT + dt.timedelta(minutes=15))
    sweep_set(keyword_set, now=AT + dt.timedelta(minutes=20))
    assert list(alert.news.values_list("kind", flat=True)) == [NewsKind.RAISED]
    say(*["山岚"] * 300, at=AT + dt.timedelta(minutes=25))
    sweep_set(keyword_set, now=AT + dt.timedelta(minutes=30))
    assert list(alert.news.values_list("kind", flat=True)) == [NewsKind.RAISED, NewsKind.WORSE]


def test_m4_what_was_dismissed_stays_silent_until_it_is_much_worse(say: Say, approver: User) -> None:
    keyword_set = make_set("山岚")
    alert = raised(say, keyword_set)
    settle_alert(alert=alert, state=AlertState.DISMISSED, by=approver, at=NOW, reason="自己的活动")
    say(*["山岚"] * 40, at=AT + dt.timedelta(minutes=35))
    sweep_set(keyword_set, now=NOW)
    assert Alert.objects.get().state == AlertState.DISMISSED
    say(*["山岚"] * 900, at=AT + dt.timedelta(minutes=45))
    sweep_set(keyword_set, now=AT + dt.timedelta(minutes=50))
    assert Alert.objects.get().state == AlertState.OPEN


def test_m4_after_the_cool_down_it_is_over_and_the_next_is_new(say: Say) -> None:
    keyword_set = make_set("山岚")
    raised(say, keyword_set)
    later = AT + dt.timedelta(hours=4)
    sweep_set(keyword_set, now=later)
    assert Alert.objects.get().closed_at == later
    for week in range(1, 9):
        say("山岚", at=later - week * WEEK)
    say(*["山岚"] * 50, at=later + dt.timedelta(minutes=30))
    sweep_set(keyword_set, now=later + dt.timedelta(minutes=35))
    assert Alert.objects.filter(closed_at=None).count() == 1 and Alert.objects.count() == 2


def test_m2_while_a_source_is_blind_silence_is_not_calm(say: Say) -> None:
    keyword_set = make_set("山岚")
    raised(say, keyword_set)
    Source.objects.create(kind=SourceKind.MENTIONS, name="@", last_run_at=AT, last_error="超时")
    sweep_set(keyword_set, now=AT + dt.timedelta(hours=5))
    assert Alert.objects.get().closed_at is None


def test_m4_a_post_that_comes_in_late_still_tells_of_an_onset(say: Say) -> None:
    keyword_set = make_set("山岚")
    past(say, keyword_set)
    say(*["山岚"] * 60, at=AT + dt.timedelta(minutes=5))
    now = AT + dt.timedelta(hours=3)
    sweep_set(keyword_set, now=now)
    alert = Alert.objects.get()
    assert alert.window_end < now - dt.timedelta(hours=1) and alert.created_at == now


def test_m4_the_burst_of_a_crawler_that_has_just_begun_is_no_spike(say: Say) -> None:
    """Its first file holds many posts of this hour; of the weeks before it knows nothing."""
    keyword_set = make_set("山岚")
    past(say, keyword_set)
    newcomer = Source.objects.create(kind=SourceKind.SEARCH, name="新的采集")
    for mention in say(*["山岚"] * 100, at=AT + dt.timedelta(minutes=5)):
        mention.source = newcomer
        mention.save()
    sweep_set(keyword_set, now=NOW)
    assert not Alert.objects.exists()


def test_m4_one_person_takes_it(say: Say, approver: User, editor: User) -> None:
    alert = raised(say, make_set("山岚"))
    assert take_alert(alert=alert, by=approver, at=NOW).acknowledged_by == approver
    with pytest.raises(Conflict):
        take_alert(alert=alert, by=editor, at=NOW)
    assert AuditEntry.objects.filter(code="monitoring.alert.taken").count() == 1


def test_m4_who_takes_it_while_it_grows_keeps_it(say: Say, approver: User, monkeypatch: pytest.MonkeyPatch) -> None:
    keyword_set = make_set("山岚")
    alert = raised(say, keyword_set)
    real = alert_rows.picture_of

    def meanwhile(given: KeywordSet, spike: Spike, group_id: int | None = None) -> alert_rows.Picture:
        Alert.objects.filter(pk=alert.pk).update(acknowledged_by=approver, acknowledged_at=NOW)
        return real(given, spike, group_id)

    monkeypatch.setattr(alert_rows, "picture_of", meanwhile)
    say(*["山岚"] * 300, at=AT + dt.timedelta(minutes=25))
    sweep_set(keyword_set, now=AT + dt.timedelta(minutes=30))
    alert.refresh_from_db()
    assert (alert.acknowledged_by, alert.count) == (approver, 300)
