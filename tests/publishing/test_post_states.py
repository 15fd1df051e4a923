"""What publishing tells the content library about many posts at once (K5)."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import WeiboAccount
from content.models import Post, PostState
from content.services import mark_published_many
from tests.publishing.makers import make_post

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


def test_k5_many_posts_stand_on_weibo_by_one_statement(
    account: WeiboAccount, at: dt.datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found = [make_post(account) for _ in range(4)]
    for post, state in zip(found, ["sending", "unconfirmed", "draft", "cancelled"], strict=True):
        Post.objects.filter(pk=post.pk).update(state=state)
    due = at - SECOND
    Post.objects.filter(pk=found[0].pk).update(due_at=due)
    with django_assert_num_queries(1):
        marked = mark_published_many({post.pk: at + SECOND * n for n, post in enumerate(found)})
    assert marked == {found[0].pk, found[1].pk}
    rows = list(Post.objects.order_by("pk").values_list("state", "published_at", "due_at", "updated_at"))
    assert rows[0] == (PostState.PUBLISHED, at, due, at)
    assert rows[1] == (PostState.PUBLISHED, at + SECOND, at + SECOND, at + SECOND)
    assert [row[:2] for row in rows[2:]] == [("draft", None), ("cancelled", None)]


def test_k5_no_posts_cost_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert mark_published_many({}) == set()
