"""I3: one post after 24 hours, 7 and 28 days, beside the account's own earlier posts at the same age."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from monitoring.models import MetricSample, SampleState
from reports.queries.post import post_page
from tests.conftest import ClientOf
from tests.reports.conftest import Publish

DAY = 1440


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


def test_i3_each_window_is_compared_at_the_same_age(publish: Publish, now: dt.datetime) -> None:
    for number in range(1, 6):
        publish(now - dt.timedelta(days=20 + number), samples={DAY: (0, 0, 10 * number), 7 * DAY: (0, 0, 99)})
    publish(now - dt.timedelta(days=120), samples={DAY: (0, 0, 9_000)})
    made = publish(now - dt.timedelta(days=10), samples={DAY: (10, 20, 30), 7 * DAY: (10, 20, 36)})
    page = post_page(made.post, now=now)
    assert page is not None
    day, week, month = page.windows
    assert (day.total, day.base.posts, day.base.middle, day.change) == (60, 5, 30, 1.0)
    assert (week.total, week.base.middle) == (66, 99)
    assert (month.total, month.is_due, month.change) == (None, True, None)
    assert [since for _age, since in page.growth if since is not None] == [60, 6]


def test_i3_a_few_earlier_posts_make_no_base(publish: Publish, now: dt.datetime) -> None:
    publish(now - dt.timedelta(days=20), samples={DAY: (0, 0, 10)})
    made = publish(now - dt.timedelta(days=10), samples={DAY: (0, 0, 30)})
    page = post_page(made.post, now=now)
    assert page is not None
    assert page.windows[0].base.is_few and page.windows[0].change is None


def test_i1_a_gap_is_shown_as_one(client_of: ClientOf, manager: User, publish: Publish, now: dt.datetime) -> None:
    made = publish(now - dt.timedelta(days=2), samples={60: (0, 0, 10)})
    MetricSample.objects.create(
        publication=made, age_minutes=DAY, due_at=now - dt.timedelta(days=1), state=SampleState.MISSED
    )
    page = post_page(made.post, now=now)
    assert page is not None
    day = page.windows[0]
    assert (day.total, day.is_due) == (None, False)
    client: Client = client_of(manager)
    assert "缺失" in client.get(f"/reports/posts/{made.post_id}/").content.decode()
    assert client.get(f"/reports/posts/{made.post_id}.csv").status_code == 200


def test_i1_a_post_that_was_never_published_has_no_numbers(
    client_of: ClientOf, manager: User, publish: Publish, now: dt.datetime
) -> None:
    made = publish(now, samples={})
    post = made.post
    MetricSample.objects.all().delete()
    made.delete()
    client = client_of(manager)
    assert "还没有发布" in client.get(f"/reports/posts/{post.pk}/").content.decode()
    assert client.get(f"/reports/posts/{post.pk}.xlsx").status_code == 404
