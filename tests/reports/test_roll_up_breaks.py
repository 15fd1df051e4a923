"""I1: a roll-up that is killed, run twice at once, or overtaken by late data."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection

from accounts.models import WeiboAccount
from core.dates import BEIJING
from monitoring.models import MetricSample, SampleState
from publishing.models import Publication
from reports.models import DailyRollup, Dimension, Restatement, RollupRun
from reports.rollup import ELEMENT_KEYS
from reports.services import roll_up_day, roll_up_days, roll_up_recent
from tests.reports.conftest import Publish

DAY = dt.date(2026, 11, 16)
TEN = dt.datetime(2026, 11, 16, 10, tzinfo=BEIJING)
ONE_DAY = dt.timedelta(days=1)


def snapshot() -> list[tuple[Any, ...]]:
    return list(DailyRollup.objects.order_by("day", "dimension", "key", "account_id").values_list())


def sample(publication: Publication, minutes: int, reposts: int) -> None:
    at = publication.published_at + dt.timedelta(minutes=minutes)
    MetricSample.objects.create(
        publication=publication, age_minutes=minutes, due_at=at, taken_at=at, state=SampleState.TAKEN,
        reposts=reposts, comments=0, likes=0,
    )  # fmt: skip


class Killed(Exception):
    """What stands for kill -9: nothing behind it is done."""


@pytest.mark.django_db(transaction=True)
def test_i1_a_run_killed_at_any_statement_leaves_all_or_nothing(publish: Publish, at: dt.datetime) -> None:
    publication = publish(TEN, samples={60: (3, 2, 10)})
    roll_up_day(day=DAY, at=at)
    whole, runs = snapshot(), RollupRun.objects.count()
    sample(publication, 90, 8)
    for victim in range(1, 30):
        seen = 0

        def dying(execute: Any, sql: str, params: Any, many: bool, context: Any, victim: int = victim) -> Any:
            nonlocal seen
            seen += 1
            if seen == victim:
                raise Killed
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(dying):
                roll_up_day(day=DAY, at=at)
        except Killed:
            assert snapshot() == whole
            assert (RollupRun.objects.count(), Restatement.objects.count()) == (runs, 0)
        else:
            break
    assert victim > 5, "hardly a statement was tried"
    assert DailyRollup.objects.get(day=DAY, dimension=Dimension.MATRIX).reposts == 8
    assert roll_up_day(day=DAY, at=at).changed == 0


@pytest.mark.django_db(transaction=True)
def test_i1_two_at_once_write_every_row_once(publish: Publish, at: dt.datetime) -> None:
    publish(TEN, samples={60: (3, 2, 10)})
    changed: list[int] = []

    def work() -> None:
        changed.append(roll_up_day(day=DAY, at=at).changed)
        connection.close()

    both = [threading.Thread(target=work) for _n in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(changed)[0] == 0
    assert sorted(changed)[1] == DailyRollup.objects.count()


def test_i1_what_changes_after_its_day_says_what_it_was(
    publish: Publish, account: WeiboAccount, at: dt.datetime
) -> None:
    publication = publish(TEN, samples={60: (3, 2, 10)})
    roll_up_day(day=DAY, at=TEN + dt.timedelta(hours=2))
    sample(publication, 120, 5)
    roll_up_day(day=DAY, at=TEN + dt.timedelta(hours=3))
    assert not Restatement.objects.exists(), "the day was not over"
    roll_up_day(day=DAY, at=at + ONE_DAY)
    sample(publication, 600, 9)
    roll_up_day(day=DAY, at=at + 2 * ONE_DAY)
    told = Restatement.objects.get(dimension=Dimension.ACCOUNT)
    assert (told.day, told.key, told.restated_at) == (DAY, account.pk, at + 2 * ONE_DAY)
    assert (told.was["reposts"], told.now["reposts"]) == (5, 9)
    roll_up_day(day=DAY, at=at + 3 * ONE_DAY)
    assert Restatement.objects.filter(dimension=Dimension.ACCOUNT).count() == 1


def test_i1_hours_and_elements_have_rows_of_their_own(publish: Publish, account: WeiboAccount, at: dt.datetime) -> None:
    elements = {"text": True, "link": True, "video": False}
    publication = publish(TEN, samples={60: (3, 2, 10), 2 * 1440: (4, 2, 10)}, elements=elements)
    roll_up_days(first=DAY, last=DAY + 2 * ONE_DAY, at=at)
    found = DailyRollup.objects.filter(account_id=account.pk)
    rows = found.filter(dimension=Dimension.ELEMENT).values_list("day", "key", "posts", "reposts")
    keys = [ELEMENT_KEYS["text"], ELEMENT_KEYS["link"]]
    assert set(rows) == {(DAY, key, 1, 3) for key in keys} | {(DAY + 2 * ONE_DAY, key, 0, 1) for key in keys}
    hours = found.filter(dimension=Dimension.HOUR).values_list("day", "key", "posts", "reposts")
    assert set(hours) == {(DAY, 10, 1, 3), (DAY + 2 * ONE_DAY, 10, 0, 1)}
    assert publication.published_at.astimezone(BEIJING).hour == 10


def test_i1_the_days_before_are_looked_at_again_once_a_night(db: None) -> None:
    night = dt.datetime(2026, 11, 17, 0, 5, tzinfo=BEIJING)
    assert [run.day for run in roll_up_recent(at=night)] == [DAY - 2 * ONE_DAY, DAY - ONE_DAY, DAY, DAY + ONE_DAY]
    assert [run.day for run in roll_up_recent(at=night + dt.timedelta(minutes=15))] == [DAY + ONE_DAY]
    assert len(roll_up_recent(at=night + ONE_DAY)) == 4


def test_i1_missing_samples_are_counted_as_due(publish: Publish, account: WeiboAccount, at: dt.datetime) -> None:
    publication = publish(TEN, samples={60: (3, 2, 10)})
    for minutes, state in ((360, SampleState.MISSED), (1440, SampleState.MISSED)):
        MetricSample.objects.create(
            publication=publication, age_minutes=minutes, due_at=TEN + dt.timedelta(minutes=minutes), state=state
        )
    roll_up_days(first=DAY, last=DAY + ONE_DAY, at=at)
    found = DailyRollup.objects.filter(dimension=Dimension.ACCOUNT, key=account.pk).order_by("day")
    assert list(found.values_list("day", "samples_due", "samples_taken", "posts")) == [
        (DAY, 2, 1, 1), (DAY + ONE_DAY, 1, 0, 0),
    ]  # fmt: skip
