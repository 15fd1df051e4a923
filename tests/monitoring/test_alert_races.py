"""M4: sweeps at once raise one alert; who takes it while it grows keeps it. Two real connections."""

import datetime as dt
from collections import Counter

import pytest

from accounts.models import User
from monitoring.models import Alert, AlertNews, KeywordSet, Source, SourceKind
from monitoring.services import sweep_set, take_alert, watch_set
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set
from tests.monitoring.test_alerts import past
from tests.publishing.test_races import in_threads

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = dt.timedelta(minutes=1)
NOW = AT + 10 * MINUTE


@pytest.fixture
def heard(say: Say, monkeypatch: pytest.MonkeyPatch) -> KeywordSet:
    """A wave that was caught but not looked at yet."""
    keyword_set = make_set("山岚")
    past(say, keyword_set)
    say(*["山岚"] * 41, at=AT + 5 * MINUTE)
    monkeypatch.setattr("monitoring.services.sweeps.watch_set", lambda **kwargs: [])
    sweep_set(keyword_set, now=NOW)
    assert Source.objects.get().kind == SourceKind.FILE
    return keyword_set


def test_m4_two_looks_at_once_raise_one_alert(heard: KeywordSet) -> None:
    def look() -> int:
        return len(watch_set(keyword_set=heard, now=NOW))

    assert Counter(in_threads(look, look, look)) == {0: 2, 1: 1}
    assert Alert.objects.count() == 1 and AlertNews.objects.count() == 1


def test_m4_who_takes_an_alert_while_it_grows_keeps_it(heard: KeywordSet, say: Say, approver: User) -> None:
    (alert,) = watch_set(keyword_set=heard, now=NOW)
    say(*["山岚"] * 300, at=AT + 25 * MINUTE)
    sweep_set(heard, now=AT + 30 * MINUTE)

    def grow() -> object:
        return watch_set(keyword_set=heard, now=AT + 30 * MINUTE)

    def take() -> object:
        return take_alert(alert=Alert.objects.get(), by=approver, at=AT + 30 * MINUTE)

    in_threads(grow, take)
    alert.refresh_from_db()
    assert (alert.acknowledged_by, alert.count) == (approver, 300)
    assert not alert.news.filter(told_at__isnull=False).exists()
