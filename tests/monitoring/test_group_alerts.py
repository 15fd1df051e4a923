"""M4: copies of one post that grow are an alert of their own, none beside the set's alert on the same event."""

import datetime as dt

import pytest

from accounts.models import User
from core.models import AuditEntry, Notice
from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import Alert, AlertState, KeywordSet, Mention, NewsKind, Source, SourceKind
from monitoring.queries import alerts as queries
from monitoring.services import count_groups, settle_alert, sweep_set, take_alert, tell_alerts
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set
from weibo.text import id_floor_of_time

WEEK, HOUR, MINUTE = dt.timedelta(weeks=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)
COPY = "山岚随行杯在地铁上漏了一包，电脑当场黑屏，客服说是我没拧紧，有没有人一样"
OTHER = "转发抽奖：关注山岚并转发这一条，周五抽三位朋友各送一只新款保温杯"


def chatter(number: int) -> str:
    """Texts that have nothing in common but the brand."""
    signs = [chr(0x4E00 + (number * 7919 + step * 104729) % 20000) for step in range(14)]
    return "山岚" + "".join(signs)


@pytest.fixture
def busy(source: Source) -> KeywordSet:
    """A set that catches a hundred an hour around this time, in each of nine weeks, and is heard all the time."""
    keyword_set = make_set("山岚")
    times = [AT - 3 * HOUR - part * 6 * HOUR for part in range(9 * 28)]
    for week in range(1, 9):
        times += [AT - week * WEEK + part * 10 * MINUTE for part in range(-9, 10) for _ in range(17)]
    rows = [
        MentionRow(str(id_floor_of_time(at) + number), chatter(number), author_name="路人", published_at=at)
        for number, at in enumerate(times)
    ]
    merge_rows(rows, source=source, at=AT)
    sweep_set(keyword_set, now=AT - HOUR)
    return keyword_set


def spread(say: Say, text: str, number: int, *, at: dt.datetime) -> None:
    say(*[f"{text}//@路人{one}" for one in range(number)], at=at)


def test_m4_copies_that_drown_in_a_busy_set_raise_an_alert_of_their_own(say: Say, busy: KeywordSet) -> None:
    spread(say, COPY, 24, at=AT + 5 * MINUTE)
    sweep_set(busy, now=AT + 10 * MINUTE)
    alert = Alert.objects.get()
    assert alert.group_id is not None and alert.count == 24
    assert alert.facts["post"]["text"].startswith("山岚随行杯") and alert.facts["authors"]
    assert [hit.mention.group_id for hit in queries.leading_hits(alert)] == [alert.group_id] * 8
    spread(say, COPY, 30, at=AT + 12 * MINUTE)
    sweep_set(busy, now=AT + 15 * MINUTE)
    assert Alert.objects.get().count > 24


def test_m4_a_group_no_louder_than_those_of_other_weeks_is_no_news(say: Say, busy: KeywordSet) -> None:
    for week in range(1, 9):
        spread(say, OTHER + chatter(week), 30, at=AT - week * WEEK + 20 * HOUR)
    count_groups(now=AT)
    spread(say, COPY, 24, at=AT + 5 * MINUTE)
    sweep_set(busy, now=AT + 10 * MINUTE)
    assert not Alert.objects.exists()


def test_m4_copies_from_a_crawler_that_has_just_begun_are_no_growth(say: Say, busy: KeywordSet) -> None:
    newcomer = Source.objects.create(kind=SourceKind.SEARCH, name="新的采集")
    spread(say, COPY, 24, at=AT + 5 * MINUTE)
    Mention.objects.filter(text__startswith=COPY).update(source=newcomer)
    sweep_set(busy, now=AT + 10 * MINUTE)
    assert not Alert.objects.exists()


def test_m4_when_the_set_stands_out_by_one_group_there_is_one_alert(say: Say, busy: KeywordSet) -> None:
    spread(say, COPY, 300, at=AT + 5 * MINUTE)
    sweep_set(busy, now=AT + 10 * MINUTE)
    alert = Alert.objects.get()
    assert alert.group_id is None
    assert [group["count"] for group in alert.facts["groups"]] == [300]


def test_m4_an_alert_on_a_group_widens_into_that_of_the_set(say: Say, busy: KeywordSet, approver: User) -> None:
    spread(say, COPY, 24, at=AT + 5 * MINUTE)
    sweep_set(busy, now=AT + 10 * MINUTE)
    alert = take_alert(alert=Alert.objects.get(), by=approver, at=AT + 11 * MINUTE)
    spread(say, COPY, 400, at=AT + 12 * MINUTE)
    sweep_set(busy, now=AT + 15 * MINUTE)
    alert = Alert.objects.get()
    assert (alert.group_id, alert.acknowledged_by, alert.count) == (None, approver, 400)
    assert alert.news.filter(kind=NewsKind.RAISED).count() == 1
    assert alert.facts["groups"][0]["post"]["text"].startswith("山岚随行杯")


def test_m4_another_group_beside_a_live_alert_of_the_set_is_told(say: Say, busy: KeywordSet) -> None:
    say(*[chatter(90_000 + one) for one in range(400)], at=AT + 5 * MINUTE)
    sweep_set(busy, now=AT + 10 * MINUTE)
    spread(say, COPY, 60, at=AT + 12 * MINUTE)
    sweep_set(busy, now=AT + 15 * MINUTE)
    assert sorted(alert.group_id is None for alert in Alert.objects.all()) == [False, True]


def test_m4_a_group_alert_that_turns_out_to_be_the_sets_event_is_joined(
    say: Say, busy: KeywordSet, approver: User
) -> None:
    say(*[chatter(90_000 + one) for one in range(400)], at=AT + 5 * MINUTE)
    sweep_set(busy, now=AT + 10 * MINUTE)
    spread(say, COPY, 60, at=AT + 12 * MINUTE)
    sweep_set(busy, now=AT + 15 * MINUTE)
    part = Alert.objects.exclude(group_id=None).get()
    take_alert(alert=part, by=approver, at=AT + 16 * MINUTE)
    spread(say, COPY, 900, at=AT + 25 * MINUTE)
    sweep_set(busy, now=AT + 30 * MINUTE)
    part.refresh_from_db()
    whole = Alert.objects.get(group_id=None)
    assert (part.joined, part.closed_at) == (whole, AT + 30 * MINUTE)
    assert whole.acknowledged_by == approver
    assert list(queries.alerts_shown(AlertState.OPEN, "")) == [whole]
    assert AuditEntry.objects.filter(code="monitoring.alert.joined").count() == 1


def test_m4_a_dismissed_group_stays_silent_and_ends_after_the_cool_down(
    say: Say, busy: KeywordSet, approver: User
) -> None:
    spread(say, COPY, 24, at=AT + 5 * MINUTE)
    sweep_set(busy, now=AT + 10 * MINUTE)
    tell_alerts(now=AT + 10 * MINUTE)
    told = Notice.objects.count()
    settle_alert(alert=Alert.objects.get(), state=AlertState.DISMISSED, by=approver, at=AT + 11 * MINUTE, reason="抽奖")
    spread(say, COPY, 10, at=AT + 20 * MINUTE)
    sweep_set(busy, now=AT + 25 * MINUTE)
    tell_alerts(now=AT + 25 * MINUTE)
    assert Notice.objects.count() == told and Alert.objects.get().state == AlertState.DISMISSED
    sweep_set(busy, now=AT + 5 * HOUR)
    assert Alert.objects.get().closed_at == AT + 5 * HOUR
