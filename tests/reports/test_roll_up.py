"""I1: the nightly roll-up."""

import datetime as dt

import pytest
from django.db import connection

from accounts.models import User, WeiboAccount
from content.models import Category
from core.dates import BEIJING
from monitoring.models import AccountSample, MetricSample, SampleState
from reports.models import DailyRollup, Dimension, RollupRun
from reports.services import roll_up_day, roll_up_recent
from tests.reports.conftest import Publish

DAY = dt.date(2026, 11, 16)
TEN = dt.datetime(2026, 11, 16, 10, tzinfo=BEIJING)
DAY_MINUTES = 1440


def row(day: dt.date, dimension: Dimension, key: int) -> DailyRollup:
    """Of the account; of all together where there is none."""
    return DailyRollup.objects.filter(day=day, dimension=dimension, key=key).latest("account_id")


def snapshot() -> list[dict[str, object]]:
    return [dict(values) for values in DailyRollup.objects.order_by("pk").values()]


def places() -> list[tuple[object, ...]]:
    """Where each row stands, and who wrote or locked it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ctid::text, xmin::text, xmax::text FROM reports_dailyrollup ORDER BY id")
        found: list[tuple[object, ...]] = cursor.fetchall()
        return found


def test_i1_it_counts_growth_per_day(
    publish: Publish, account: WeiboAccount, category: Category, editor: User, at: dt.datetime
) -> None:
    publication = publish(TEN, samples={60: (3, 2, 10), 2 * DAY_MINUTES: (5, 2, 9)})
    for offset in range(3):
        roll_up_day(day=DAY + dt.timedelta(days=offset), at=at)
    for dimension, key in (
        (Dimension.ACCOUNT, account.pk),
        (Dimension.POST, publication.post_id),
        (Dimension.CATEGORY, category.pk),
        (Dimension.PERSON, editor.pk),
        (Dimension.MATRIX, 0),
    ):
        first, last = row(DAY, dimension, key), row(DAY + dt.timedelta(days=2), dimension, key)
        assert (first.posts, first.reposts, first.comments, first.likes) == (1, 3, 2, 10)
        # counters that fall give negative growth, never a wrong maximum
        assert (last.posts, last.reposts, last.comments, last.likes) == (0, 2, 0, -1)


def test_i1_a_second_run_changes_no_row(publish: Publish, at: dt.datetime) -> None:
    publish(TEN, samples={10: (1, 1, 1), 60: (3, 2, 10)})
    assert roll_up_day(day=DAY, at=at).changed > 0
    before, stood = snapshot(), places()
    assert roll_up_day(day=DAY, at=at).changed == 0
    assert snapshot() == before
    assert places() == stood  # not a byte: rows are not even locked


def test_i1_late_data_restates_the_day(publish: Publish, account: WeiboAccount, at: dt.datetime) -> None:
    publication = publish(TEN, samples={10: (1, 0, 0)})
    roll_up_day(day=DAY, at=at)
    late = TEN + dt.timedelta(hours=1)
    MetricSample.objects.create(
        publication=publication, age_minutes=60, due_at=late, taken_at=late, state=SampleState.TAKEN, reposts=4,
        comments=0, likes=0,
    )  # fmt: skip
    assert roll_up_day(day=DAY, at=at).changed > 0
    assert row(DAY, Dimension.ACCOUNT, account.pk).reposts == 4


def test_i1_rows_that_no_longer_hold_disappear(publish: Publish, category: Category, at: dt.datetime) -> None:
    publication = publish(TEN, samples={10: (1, 0, 0)})
    roll_up_day(day=DAY, at=at)
    other = Category.objects.create(slug="other-test", name="另一类")
    publication.post.category = other
    publication.post.save(update_fields=["category"])
    roll_up_day(day=DAY, at=at)
    keys = DailyRollup.objects.filter(day=DAY, dimension=Dimension.CATEGORY).values_list("key", "account_id")
    assert set(keys) == {(other.pk, 0), (other.pk, publication.account_id)}


@pytest.mark.parametrize(("hour", "day"), [(0, DAY), (23, DAY)])
def test_i1_a_day_is_a_day_in_beijing(
    publish: Publish, account: WeiboAccount, at: dt.datetime, hour: int, day: dt.date
) -> None:
    publish(dt.datetime(2026, 11, 16, hour, 30, tzinfo=BEIJING), samples={})
    for offset in (-1, 0, 1):
        roll_up_day(day=DAY + dt.timedelta(days=offset), at=at)
    days = DailyRollup.objects.filter(dimension=Dimension.ACCOUNT, key=account.pk, posts=1).values_list(
        "day", flat=True
    )
    assert list(days) == [day]


def test_i1_followers_grow_against_the_last_known_day(account: WeiboAccount, at: dt.datetime) -> None:
    for day, followers in ((DAY - dt.timedelta(days=3), 100), (DAY, 130)):
        AccountSample.objects.create(account=account, day=day, followers=followers, taken_at=at)
    roll_up_day(day=DAY, at=at)
    found = row(DAY, Dimension.ACCOUNT, account.pk)
    assert (found.followers, found.followers_growth) == (130, 30)


def test_i1_unknown_followers_stay_unknown(publish: Publish, account: WeiboAccount, at: dt.datetime) -> None:
    publish(TEN, samples={})
    roll_up_day(day=DAY, at=at)
    assert row(DAY, Dimension.ACCOUNT, account.pk).followers is None


def test_i1_the_nightly_run_looks_back_over_late_days(db: None, at: dt.datetime) -> None:
    roll_up_recent(at=at)
    assert RollupRun.objects.count() == 4
