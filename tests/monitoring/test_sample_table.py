"""I1: the table of samples stands in months of the instant at which each is due (ADR 16)."""

import datetime as dt
import importlib
import re
from typing import Any

import pytest
from django.db import connection

from core.dates import day_start
from monitoring.collect.months import AHEAD
from monitoring.collect.sample_months import make_sample_months
from monitoring.models import MetricSample, SampleState
from monitoring.services import metrics, schedule_samples
from reports.rollup import ACCOUNT_DAYS
from reports.services.rolling import span_of
from tests.conftest import AT
from tests.reports.conftest import Publish, category, publish

__all__ = ["category", "publish"]

migration = importlib.import_module("monitoring.migrations.0026_samples_by_month")


def asked(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def parts_of(sql: str = "true") -> dict[int, str]:
    rows = asked(f"SELECT id, right(tableoid::regclass::text, 8) FROM monitoring_metricsample WHERE {sql}")
    return dict(rows)


def everything() -> list[tuple[Any, ...]]:
    return asked("SELECT * FROM monitoring_metricsample ORDER BY id")


@pytest.mark.parametrize(
    ("moment", "part"),
    [("2026-11-01T00:00:00+08:00", "y2026m11"), ("2026-10-31T23:59:59.999999+08:00", "y2026m10")],
)
def test_i1_a_sample_lies_in_the_month_in_which_it_is_due_in_beijing(publish: Publish, moment: str, part: str) -> None:
    due_at = dt.datetime.fromisoformat(moment)
    make_sample_months(AT, since=dt.date(2026, 10, 1))
    publish(due_at - dt.timedelta(hours=1), samples={60: (1, 2, 3)})
    assert list(parts_of().values()) == [part]


def test_i1_months_stand_ready_ahead_and_a_second_call_makes_none(db: None) -> None:
    later = dt.datetime(2031, 5, 9, tzinfo=dt.UTC)
    assert make_sample_months(later) == AHEAD + 1
    assert make_sample_months(later) == 0


def test_i1_rows_that_came_before_their_month_move_into_it(publish: Publish) -> None:
    publish(dt.datetime(2032, 2, 10, tzinfo=dt.UTC), samples={10: (1, 0, 0), 40320: (2, 0, 0)})
    before = everything()
    assert set(parts_of().values()) == {"_default"}
    make_sample_months(AT)
    assert list(parts_of().values()) == ["y2032m02", "y2032m03"]
    assert everything() == before


def test_i1_an_age_is_scheduled_once(publish: Publish) -> None:
    publication = publish(AT, samples={})
    schedule_samples(publication)
    schedule_samples(publication)
    assert sorted(publication.samples.values_list("age_minutes", flat=True)) == sorted(metrics.AGES)
    assert len(set(MetricSample.objects.values_list("pk", flat=True))) == len(metrics.AGES)


def test_i1_the_way_there_and_back_keeps_every_row(publish: Publish) -> None:
    publish(AT - dt.timedelta(days=70), samples={10: (1, 2, 3), 40320: (9, 8, 7)})
    schedule_samples(publish(AT, samples={}))
    before = everything()
    for sql in (migration.BACKWARD, migration.FUNCTION, migration.FORWARD):
        with connection.cursor() as cursor:
            cursor.execute(sql)
        assert everything() == before
    assert len(set(parts_of().values())) >= 3
    assert "_default" not in parts_of().values()
    newest = publish(AT, samples={10: (1, 1, 1)}).samples.get()
    assert newest.pk > max(row[0] for row in before)


def test_i1_a_night_opens_only_the_months_that_can_matter(db: None) -> None:
    """Two years of months stand; the probes of a day in the middle of one read this one and the one before."""
    make_sample_months(AT, since=dt.date(2024, 11, 1))
    day = dt.date(2026, 6, 15)
    plan = "\n".join(row[0] for row in asked(f"EXPLAIN {ACCOUNT_DAYS}", span_of(day, day)))
    assert set(re.findall(r"metricsample_y\w{7}", plan)) == {
        "metricsample_y2026m06", "metricsample_y2026m05",
    }  # fmt: skip
    assert "metricsample_default" not in plan


def test_i1_what_was_taken_at_the_last_moment_is_within_the_bounds_of_the_roll_up() -> None:
    """No sample is taken later after it was due than the roll-up looks back."""
    day = dt.date(2026, 6, 1)
    span = span_of(day, day)
    for age in metrics.AGES:
        assert day_start(day) - metrics.tolerance(age) >= span["due_since"]
    assert span["before_since"] == span["begin"] - span["measured"]


def test_i1_a_batch_is_looked_for_in_its_months_alone(publish: Publish) -> None:
    publication = publish(AT - dt.timedelta(days=1), samples={})
    schedule_samples(publication)
    due = list(MetricSample.objects.filter(due_at__lte=AT, state=SampleState.DUE))
    assert {row.pk for row in metrics._rows_of(due)} == {row.pk for row in due}
