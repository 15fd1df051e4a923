"""M4: who is told of an alert, when, by which ways, and how often."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Robot, RobotKind, RobotMessage, RobotTopic, User
from accounts.secrets import seal
from core.dates import BEIJING
from core.models import Notice
from monitoring.models import Alert, AlertRule, AlertState, KeywordSet, NewsKind
from monitoring.queries.alerting import after_quiet
from monitoring.services import RuleDraft, escalate_alerts, save_rule, settle_alert, sweep_set, take_alert, tell_alerts
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set
from tests.monitoring.test_alerts import past

MINUTE = dt.timedelta(minutes=1)
RAISED = AT + 10 * MINUTE


@pytest.fixture
def watched(say: Say, editor: User) -> KeywordSet:
    keyword_set = make_set("山岚")
    past(say, keyword_set)
    return keyword_set


def rise(say: Say, keyword_set: KeywordSet, *, number: int = 41) -> Alert:
    say(*["山岚"] * number, at=AT + 5 * MINUTE)
    sweep_set(keyword_set, now=RAISED)
    return Alert.objects.get()


def save(keyword_set: KeywordSet, by: User, draft: RuleDraft) -> None:
    save_rule(keyword_set=keyword_set, draft=draft, by=by, at=AT)


def told() -> dict[int, str]:
    """Who was told, with the address of what he was told."""
    return dict(Notice.objects.filter(settled_at=None).values_list("user_id", "url"))


def test_m4_duty_and_named_people_are_told_once_by_page_and_mail(
    say: Say, watched: KeywordSet, editor: User, approver: User, administrator: User
) -> None:
    save(watched, editor, RuleDraft(duty=editor, people=(approver,), by_mail=True))
    alert = rise(say, watched)
    for now in (RAISED, RAISED + MINUTE):
        tell_alerts(now=now)
    assert set(told()) == {editor.pk, approver.pk}
    notices = Notice.objects.all()
    assert all(notice.url.endswith(f"/alerts/{alert.pk}/") and notice.mail_due_at for notice in notices)
    assert notices.count() == 2
    assert notices[0].text % notices[0].params == (
        f"“品牌”10 分钟 41 条，平常 0 至 0 条；0% 负面；带头的是 @路人，严重程度 {alert.severity}/10。"
    )


@pytest.mark.parametrize("kind", RobotKind.values)
def test_m4_every_sort_of_robot_gets_it_once_with_a_title_of_its_own(
    say: Say, watched: KeywordSet, editor: User, kind: str
) -> None:
    robot = Robot.objects.create(
        name="群", kind=kind, topics=[RobotTopic.ALERT], url_sealed=seal("https://example.com/x"), host="example.com",
        created_at=AT,
    )  # fmt: skip
    rise(say, watched)
    tell_alerts(now=RAISED)
    tell_alerts(now=RAISED + MINUTE)
    message = RobotMessage.objects.get(robot=robot)
    assert message.title == "舆情预警：品牌" and "41 条" in message.text and "/alerts/" in message.url


def test_m4_robots_stay_silent_when_the_rule_says_so(say: Say, watched: KeywordSet, editor: User) -> None:
    Robot.objects.create(
        name="群", kind=RobotKind.GENERIC, topics=[RobotTopic.ALERT], url_sealed=seal("https://example.com/x"),
        host="example.com", created_at=AT,
    )  # fmt: skip
    save(watched, editor, RuleDraft(duty=editor, by_robots=False, by_mail=False))
    rise(say, watched)
    tell_alerts(now=RAISED)
    assert not RobotMessage.objects.exists() and Notice.objects.get().mail_due_at is None


def test_m4_in_quiet_hours_a_small_one_waits_for_the_morning(say: Say, watched: KeywordSet, editor: User) -> None:
    save(watched, editor, RuleDraft(duty=editor, quiet_from=dt.time(8), quiet_to=dt.time(11), breaks_quiet=9))
    alert = rise(say, watched)
    assert tell_alerts(now=RAISED) == 0 and not told()
    morning = AT.replace(hour=11)
    assert alert.news.get().due_at == morning
    assert tell_alerts(now=morning) == 1 and set(told()) == {editor.pk}


def test_m4_a_grave_one_breaks_quiet_hours(say: Say, watched: KeywordSet, editor: User) -> None:
    save(watched, editor, RuleDraft(duty=editor, quiet_from=dt.time(8), quiet_to=dt.time(11), breaks_quiet=2))
    rise(say, watched)
    assert tell_alerts(now=RAISED) == 1


def test_m4_what_was_taken_during_quiet_hours_is_not_told_afterwards(
    say: Say, watched: KeywordSet, editor: User
) -> None:
    save(watched, editor, RuleDraft(duty=editor, quiet_from=dt.time(8), quiet_to=dt.time(11), breaks_quiet=9))
    take_alert(alert=rise(say, watched), by=editor, at=RAISED)
    assert tell_alerts(now=AT.replace(hour=12)) == 0 and not told()


@given(st.times(), st.times(), st.integers(0, 3 * 1440))
def test_m4_quiet_hours_end_within_a_day_and_outside_of_them(first: dt.time, last: dt.time, later: int) -> None:
    now = AT + later * MINUTE
    rule = AlertRule(quiet_from=first, quiet_to=last, breaks_quiet=7)
    due = after_quiet(rule, 3, now)
    assert now <= due <= now + dt.timedelta(days=1)
    assert due == now or due.astimezone(BEIJING).time() == last
    assert after_quiet(rule, 7, now) == now


def test_m4_who_does_not_take_it_in_time_is_followed_by_the_next(
    say: Say, watched: KeywordSet, editor: User, approver: User
) -> None:
    save(watched, editor, RuleDraft(duty=editor, escalate_minutes=30, escalate_to=approver))
    alert = rise(say, watched)
    assert escalate_alerts(now=RAISED + 60 * MINUTE) == 0  # nobody was told yet, so nobody is late
    tell_alerts(now=RAISED)
    assert escalate_alerts(now=RAISED + 29 * MINUTE) == 0
    assert escalate_alerts(now=RAISED + 30 * MINUTE) == 1
    assert escalate_alerts(now=RAISED + 60 * MINUTE) == 0
    tell_alerts(now=RAISED + 31 * MINUTE)
    assert set(told()) == {editor.pk, approver.pk}
    assert alert.news.filter(kind=NewsKind.ESCALATED).count() == 1


@pytest.mark.parametrize("act", ["take", "confirm", "dismiss", "calm"])
def test_m4_what_somebody_minds_or_what_is_over_is_not_escalated(
    say: Say, watched: KeywordSet, editor: User, act: str
) -> None:
    alert = rise(say, watched)
    tell_alerts(now=RAISED)
    if act == "take":
        take_alert(alert=alert, by=editor, at=RAISED)
    elif act == "calm":
        sweep_set(watched, now=RAISED + 4 * 60 * MINUTE)
    else:
        state = AlertState.CONFIRMED if act == "confirm" else AlertState.DISMISSED
        settle_alert(alert=alert, state=state, by=editor, at=RAISED)
    assert escalate_alerts(now=RAISED + 5 * 60 * MINUTE) == 0
    if act != "calm":
        assert not told()


def test_m4_without_anybody_named_the_owner_is_told(
    say: Say, watched: KeywordSet, editor: User, approver: User
) -> None:
    watched.owner = approver
    watched.save()
    rise(say, watched)
    tell_alerts(now=RAISED)
    assert set(told()) == {approver.pk}
