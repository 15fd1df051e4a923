"""I1: the roll-up beside an independent computation in plain Python, on random samples."""

import datetime as dt
from collections import defaultdict
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import WeiboAccount
from core.dates import BEIJING, local_day
from reports.models import DailyRollup, Dimension
from reports.queries.values import KEPT_WHOLE
from reports.services import roll_up_days
from tests.reports.conftest import Publish

FIRST = dt.datetime(2026, 12, 29, tzinfo=BEIJING)
"""The days go over the end of a year, whose week is the 53rd."""
DAYS = 7
ADDED = ("posts", "reposts", "comments", "likes", "participants", "samples_due", "samples_taken")
Counts = tuple[int, int, int]
counters = st.tuples(*[st.integers(0, 200_000)] * 3)
"""They go up, jump by 100,000 and fall."""
posts = st.lists(
    st.tuples(st.integers(0, DAYS * 1440 - 1), st.dictionaries(st.integers(1, 4 * 1440), counters, max_size=6)),
    max_size=5,
)


def expected(written: list[tuple[dt.datetime, dict[int, Counts]]]) -> dict[dt.date, list[int]]:
    """Posts and growth of the three counters by day, walked sample by sample."""
    days: dict[dt.date, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for at, samples in written:
        days[local_day(at)][0] += 1
        known: Counts = (0, 0, 0)
        for minutes in sorted(samples):
            day = days[local_day(at + dt.timedelta(minutes=minutes))]
            for place in range(3):
                day[place + 1] += samples[minutes][place] - known[place]
            known = samples[minutes]
    return days


def stored(dimension: Dimension, key: int) -> dict[dt.date, list[int]]:
    found = DailyRollup.objects.filter(dimension=dimension, key=key)
    rows = found.values_list("day", "posts", "reposts", "comments", "likes")
    return {day: list(numbers) for day, *numbers in rows if any(numbers)}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=posts, cut=st.integers(0, DAYS - 1))
def test_i1_any_samples_add_up_as_they_do_by_hand(
    publish: Publish, account: WeiboAccount, drawn: list[tuple[int, dict[int, Counts]]], cut: int
) -> None:
    with transaction.atomic():
        written = [(FIRST + dt.timedelta(minutes=minutes), samples) for minutes, samples in drawn]
        for at, samples in written:
            publish(at, samples=samples)
        first, last = FIRST.date(), FIRST.date() + dt.timedelta(days=DAYS + 4)
        now = FIRST + dt.timedelta(days=30)
        # However the span is cut, the figures are the same: the later part first, then all of it.
        roll_up_days(first=first + dt.timedelta(days=cut), last=last, at=now)
        later = stored(Dimension.ACCOUNT, account.pk)
        roll_up_days(first=first, last=last, at=now)
        by_hand = {day: numbers for day, numbers in expected(written).items() if any(numbers)}
        for dimension, key in ((Dimension.ACCOUNT, account.pk), (Dimension.MATRIX, 0)):
            assert stored(dimension, key) == by_hand
        assert later == {day: n for day, n in by_hand.items() if day >= first + dt.timedelta(days=cut)}
        assert all(run.changed == 0 for run in roll_up_days(first=first, last=last, at=now))
        transaction.set_rollback(True)


def test_i1_the_plain_computation_is_right_on_a_case_done_by_eye() -> None:
    day = dt.datetime(2026, 12, 31, 23, 50, tzinfo=BEIJING)
    found = expected([(day, {5: (1, 0, 4), 60: (0, 2, 104_000)})])
    assert found == {dt.date(2026, 12, 31): [1, 1, 0, 4], dt.date(2027, 1, 1): [0, -1, 2, 103_996]}


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(samples=st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 50)), min_size=1, max_size=6))
def test_i1_categories_and_elements_of_all_accounts_are_the_sums_of_the_accounts(
    publish: Publish, account: WeiboAccount, other_account: WeiboAccount, samples: list[tuple[bool, int, int]]
) -> None:
    first = dt.datetime(2026, 11, 16, 10, tzinfo=BEIJING)
    with transaction.atomic():
        for is_other, day, reposts in samples:
            publish(
                first + dt.timedelta(days=day), samples={60: (reposts, 1, 2), 1500: (reposts + 3, 1, 2)},
                by=other_account if is_other else account, elements={"text": True, "link": reposts % 2 == 0},
            )  # fmt: skip
        roll_up_days(first=first.date(), last=first.date() + dt.timedelta(days=6), at=first + dt.timedelta(days=7))
        rolled, summed = whole_rows(), summed_rows()
        assert rolled == summed
        # what an upgrade writes for the days of before is the same
        DailyRollup.objects.filter(dimension__in=KEPT_WHOLE, account_id=0).delete()
        with connection.cursor() as cursor:
            cursor.execute(import_module("reports.migrations.0012_categories_of_all_accounts").SUM_UP)
        assert whole_rows() == summed
        transaction.set_rollback(True)


def whole_rows() -> dict[Any, tuple[int, ...]]:
    rows = DailyRollup.objects.filter(dimension__in=KEPT_WHOLE, account_id=0)
    return {(row.day, row.dimension, row.key): tuple(getattr(row, name) for name in ADDED) for row in rows}


def summed_rows() -> dict[Any, tuple[int, ...]]:
    found: dict[Any, tuple[int, ...]] = {}
    for row in DailyRollup.objects.filter(dimension__in=KEPT_WHOLE, account_id__gt=0):
        key = (row.day, row.dimension, row.key)
        numbers = tuple(getattr(row, name) for name in ADDED)
        found[key] = tuple(map(sum, zip(found.get(key, (0,) * len(ADDED)), numbers, strict=True)))
    return found
