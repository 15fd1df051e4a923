"""M2: a source that is blind or far too quiet alarms its owner once, and the alarm goes when it hears again."""

import datetime as dt

import pytest

from accounts.models import User, WeiboAccount
from core.models import Notice
from monitoring.models import RunOutcome, Source, SourceKind
from monitoring.queries.volumes import volumes_of
from monitoring.services import Run, mind_sources, note_run
from tests.conftest import AT
from tests.monitoring.conftest import Say

MINUTE, HOUR, DAY, WEEK = (dt.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days", "weeks"))


@pytest.fixture
def owned(account: WeiboAccount, customer_editor: User) -> Source:
    return Source.objects.create(
        kind=SourceKind.MENTIONS, name="山岚", account=account, owner=customer_editor, interval_minutes=10
    )


def read(source: Source, at: dt.datetime, error: str = "", covers_from: dt.datetime | None = None) -> None:
    outcome = RunOutcome.FAILED if error else RunOutcome.OK
    until = None if error else at
    run = Run(at, at, outcome, covers_from=covers_from, covers_until=until, error=error)
    note_run(source=source, run=run, at=at)


def standing() -> list[str]:
    return list(Notice.objects.filter(settled_at=None).values_list("key", flat=True))


def test_m2_its_owner_is_told_once_and_no_more_when_it_hears_again(owned: Source) -> None:
    read(owned, AT)
    read(owned, AT + 10 * MINUTE, "超时。")
    assert mind_sources(now=AT + 11 * MINUTE) == 1
    assert not standing(), "one failed read is no alarm"
    read(owned, AT + 21 * MINUTE, "超时。")
    for minute in (22, 27):
        mind_sources(now=AT + minute * MINUTE)
    (notice,) = Notice.objects.all()
    assert (notice.key, notice.user_id, notice.params["reason"]) == (
        f"source:{owned.pk}:blind",
        owned.owner_id,
        "超时。",
    )
    owned.refresh_from_db()
    assert owned.blind_since == AT
    read(owned, AT + 30 * MINUTE)
    assert mind_sources(now=AT + 31 * MINUTE) == 0
    owned.refresh_from_db()
    assert not standing()
    assert not Source.objects.exclude(blind_since=None).exists()


def test_m2_a_source_nobody_reads_any_more_is_blind_too(owned: Source) -> None:
    read(owned, AT)
    mind_sources(now=AT + 31 * MINUTE)
    assert standing() == [f"source:{owned.pk}:blind"]


def test_m2_a_file_that_stays_out_alarms_by_the_rhythm_of_those_before(source: Source, customer_editor: User) -> None:
    for day in range(5):
        read(source, AT + day * DAY, covers_from=AT + (day - 1) * DAY)
    mind_sources(now=AT + 5 * DAY)
    assert not standing()
    mind_sources(now=AT + 6 * DAY)
    assert set(standing()) == {f"source:{source.pk}:blind"}
    read(source, AT + 6 * DAY + HOUR, covers_from=AT + 4 * DAY)
    mind_sources(now=AT + 6 * DAY + 2 * HOUR)
    assert not standing()


def test_m2_far_less_than_usual_in_the_same_hours_is_a_warning_of_its_own(say: Say, owned: Source) -> None:
    now = AT.replace(minute=0)
    read(owned, now - 9 * WEEK)
    read(owned, now)
    for week in range(1, 6):
        for mention in say(*["山岚"] * (25 + week), at=now - week * WEEK - 3 * HOUR):
            type(mention).objects.filter(pk=mention.pk).update(source=owned)
    volume = volumes_of([owned], now=now)[owned.pk]
    assert (volume.count, volume.is_far_less) == (0, False), "weeks without a word are part of what is usual"
    Source.objects.filter(pk=owned.pk).update(heard_until=now)
    owned.stretches.update(start=now - 5 * WEEK - DAY)
    owned.refresh_from_db()
    volume = volumes_of([owned], now=now)[owned.pk]
    assert (volume.usual, volume.low, volume.high, volume.is_far_less) == (28, 26, 30, True)
    assert mind_sources(now=now) == 1
    assert standing() == [f"source:{owned.pk}:quiet"]
    say_now = say(*["山岚"] * 20, at=now - 3 * HOUR)
    type(say_now[0]).objects.filter(pk__in=[one.pk for one in say_now]).update(source=owned)
    mind_sources(now=now)
    assert not standing()
