"""I1–I3: the values of measures over a span, beside an independent computation from the same rows."""

import datetime as dt
from statistics import median
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import WeiboAccount
from monitoring.models import Source, SourceKind
from reports.measures import COUNTERS, Definition, Gathering
from reports.models import DailyRollup, Dimension, RollupRun
from reports.queries import Measured, Subject, measured
from reports.weekly.base import compare, like_spans

LAST = dt.date(2027, 1, 3)
"""The Sunday of the 53rd ISO week of 2026."""
TODAY = dt.date(2027, 1, 4)
ALL = (*COUNTERS, "interactions", "per_post", "growth_rate", "answered_share", "completeness")


def rolled(day: dt.date, *, account: int = 0, **values: Any) -> DailyRollup:
    dimension = Dimension.ACCOUNT if account else Dimension.MATRIX
    return DailyRollup(day=day, dimension=dimension, key=account, account_id=account, **values)


def whole_matrix(days: int, last: dt.date = LAST) -> list[DailyRollup]:
    return [rolled(last - dt.timedelta(days=n)) for n in range(days)]


def week_before(number: int) -> dt.date:
    return LAST - dt.timedelta(weeks=number)


numbers = st.integers(-1000, 200_000)
drawn_rows = st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(0, 34)),
    st.fixed_dictionaries(
        {
            "posts": st.integers(0, 9), "reposts": numbers, "comments": numbers, "likes": numbers,
            "followers": st.none() | st.integers(0, 10**9), "followers_growth": st.none() | numbers,
            "threads": st.integers(0, 50), "answer_minutes": st.none() | st.floats(0, 5000),
        }
    ),
    max_size=40,
)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=drawn_rows, days=st.sampled_from([1, 7]))
def test_i3_values_and_bases_are_those_counted_by_hand(rows: dict[tuple[int, int], dict[str, Any]], days: int) -> None:
    with transaction.atomic():
        made = [rolled(LAST - dt.timedelta(days=ago), account=who, **row) for (who, ago), row in rows.items()]
        DailyRollup.objects.bulk_create([*made, *whole_matrix(35)])
        first = LAST - dt.timedelta(days=days - 1)
        found = measured(Subject(accounts=frozenset({1, 2})), first=first, last=LAST, keys=ALL, today=TODAY)
        spans = [(first, LAST), *like_spans(first, LAST)]
        for who in (1, 2):
            mine = [row for row in made if row.key == who]
            counted = [_interactions([row for row in mine if a <= row.day <= z]) for a, z in spans]
            if not any(first <= row.day for row in mine):
                assert who not in found.rows
                continue
            value = found.rows[who]["interactions"]
            assert value.value == counted[0]
            assert value.comparison == compare(counted[0], counted[1:])
            now = sorted((row for row in mine if row.day >= first), key=lambda row: row.day)
            followers = [row.followers for row in now if row.followers is not None]
            assert found.rows[who]["followers"].value == (followers[-1] if followers else None)
            minutes = [row.answer_minutes for row in now if row.answer_minutes is not None]
            expected = pytest.approx(median(minutes)) if minutes else None
            assert found.rows[who]["first_answer"].value == expected
        assert 3 not in found.rows
        each = [row["likes"].value or 0 for row in found.rows.values()]
        assert (found.total["likes"].value or 0) == sum(each)
        followers_of_all = [row["followers"].value or 0 for row in found.rows.values()]
        assert (found.total["followers"].value or 0) == sum(followers_of_all)
        transaction.set_rollback(True)


def _interactions(rows: list[DailyRollup]) -> int | None:
    return sum(row.reposts + row.comments + row.likes for row in rows) if rows else None


@pytest.mark.django_db
def test_i3_a_day_is_beside_the_same_weekdays_and_28_days_beside_28() -> None:
    assert like_spans(LAST, LAST) == [(week_before(n), week_before(n)) for n in (1, 2, 3, 4)]
    first = LAST - dt.timedelta(days=27)
    assert like_spans(first, LAST)[0] == (first - dt.timedelta(days=28), first - dt.timedelta(days=1))
    assert like_spans(first, LAST)[3][1] == LAST - dt.timedelta(days=112)


@pytest.mark.django_db
def test_i3_a_week_that_was_not_rolled_up_whole_is_no_part_of_the_base() -> None:
    DailyRollup.objects.bulk_create([rolled(week_before(n), account=1, likes=100 + n) for n in range(5)])
    matrix = [row for row in whole_matrix(35) if row.day != week_before(2) - dt.timedelta(days=3)]
    DailyRollup.objects.bulk_create(matrix)
    found = measured(Subject(), first=LAST - dt.timedelta(days=6), last=LAST, keys=["likes"], today=TODAY)
    comparison = found.rows[1]["likes"].comparison
    assert comparison is not None and comparison.base is not None
    assert (comparison.base.median, comparison.base.periods) == (103, 3)


@pytest.mark.django_db
def test_i3_half_a_day_is_not_held_against_whole_ones() -> None:
    DailyRollup.objects.bulk_create([*whole_matrix(35), rolled(LAST, account=1, likes=1)])
    for today, has_base in ((LAST, False), (TODAY, True)):
        found = measured(Subject(), first=LAST, last=LAST, keys=["likes"], today=today)
        assert (found.rows[1]["likes"].comparison is not None, found.has_base) == (has_base, has_base)


@pytest.mark.django_db
def test_i1_completeness_tells_days_that_are_missing_and_accounts_unheard_of() -> None:
    at = dt.datetime(2027, 1, 4, 0, 20, tzinfo=dt.UTC)
    RollupRun.objects.create(day=LAST, started_at=at, finished_at=at)
    first = LAST - dt.timedelta(days=6)
    DailyRollup.objects.bulk_create(whole_matrix(5))
    DailyRollup.objects.bulk_create([rolled(LAST, account=1, samples_due=10, samples_taken=10)])
    found = measured(Subject(accounts=frozenset({1, 2})), first=first, last=LAST, keys=[], today=TODAY).completeness
    assert found.missing == (first, first + dt.timedelta(days=1))
    assert (found.share, found.asked, found.heard, found.last_run, found.state) == (1, 2, 1, at, "partial")
    nothing = measured(
        Subject(), first=dt.date(2020, 1, 1), last=dt.date(2020, 12, 31), keys=["likes", "completeness"], today=TODAY
    )
    assert nothing.completeness.state == "none"
    assert len(nothing.completeness.missing) == 366
    assert nothing.total["likes"].value is None
    assert nothing.rows == {}


@pytest.mark.django_db
def test_i3_small_samples_and_unknown_values_have_no_rank() -> None:
    posts = {1: 5, 2: 8, 3: 4, 4: 10, 5: 0}
    rows = [rolled(LAST, account=who, posts=n, likes=n * (20 if who == 3 else who)) for who, n in posts.items()]
    DailyRollup.objects.bulk_create([*whole_matrix(7), *rows])
    first = LAST - dt.timedelta(days=6)
    found = measured(Subject(), first=first, last=LAST, keys=["per_post", "first_answer"], today=TODAY)
    assert found.ranks("per_post") == {4: 1, 2: 2, 1: 3}
    assert found.rows[3]["per_post"].is_small and found.rows[3]["per_post"].value == 20
    assert found.ranks("first_answer") == {}


@pytest.mark.django_db
def test_i3_equal_values_share_a_place_and_fewer_failures_stand_first() -> None:
    rows = [rolled(LAST, account=who, failed=n) for who, n in ((1, 0), (2, 3), (3, 0), (4, 1))]
    DailyRollup.objects.bulk_create([*whole_matrix(1), *rows])
    found = measured(Subject(), first=LAST, last=LAST, keys=["failed"], today=TODAY)
    assert found.ranks("failed") == {1: 1, 3: 1, 4: 3, 2: 4}


@pytest.mark.django_db
def test_i2_own_measures_stand_beside_the_others_and_unknown_keys_are_left_out() -> None:
    DailyRollup.objects.bulk_create([*whole_matrix(1), rolled(LAST, account=1, likes=10, comments=5, posts=1)])
    own = Definition(
        "own_1", "热度", "", "", gathering=Gathering.FORMULA, formula="comments * 3 + likes + 0 * per_post"
    )
    keys = ["own_1", "own_2", "likes", "likes"]
    found = measured(Subject(), first=LAST, last=LAST, keys=keys, today=TODAY, own=[own])
    assert [one.key for one in found.definitions] == ["own_1", "likes"]
    assert found.rows[1]["own_1"].value == 25
    assert found.rows[1]["own_1"].is_small


@pytest.mark.django_db
def test_i1_six_queries_whatever_there_is() -> None:
    DailyRollup.objects.bulk_create([*whole_matrix(200), *(rolled(LAST, account=n, likes=n) for n in range(1, 30))])
    for first in (LAST, LAST - dt.timedelta(days=199)):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            measured(Subject(), first=first, last=LAST, keys=ALL, today=TODAY)
        assert len(asked) == 6


@pytest.mark.django_db
def test_i2_what_nobody_listens_to_is_unknown_and_not_0(account: WeiboAccount) -> None:
    DailyRollup.objects.bulk_create([*whole_matrix(1), rolled(LAST, account=account.pk, threads=3, mentions=0)])
    DailyRollup.objects.create(day=LAST, dimension=Dimension.POST, key=9, account_id=account.pk, likes=4)

    def asked(subject: Subject) -> Measured:
        return measured(subject, first=LAST, last=LAST, keys=["mentions", "threads", "likes"], today=TODAY)

    assert asked(Subject()).rows[account.pk]["mentions"].value is None
    assert asked(Subject()).total["mentions"].value is None
    Source.objects.create(kind=SourceKind.MENTIONS, name="提及", account=account)
    found = asked(Subject()).rows[account.pk]
    assert (found["mentions"].value, found["threads"].value) == (0, 3)
    of_post = asked(Subject(dimension=Dimension.POST)).rows[9]
    assert (of_post["threads"].value, of_post["likes"].value) == (None, 4)
