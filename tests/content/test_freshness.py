"""K8: the last day on which a post is fresh."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User, WeiboAccount
from content.models import Post, PostState
from content.services import set_best_before
from core.errors import Conflict, Forbidden
from core.models import AuditEntry
from tests.content.conftest import Write

DAY = dt.date(2026, 12, 1)


def test_k8_a_day_is_set_and_taken_away_without_touching_the_approval(
    client: Client, write: Write, editor: User, account: WeiboAccount
) -> None:
    client.force_login(editor)
    post = write("冬至前的汤谱，你家放姜吗？")
    version = post.version_id
    address = reverse("content:best_before", args=[post.pk])
    assert client.post(address, {"best_before": "2026-12-01"}).status_code == 302
    post.refresh_from_db()
    assert (post.best_before, post.version_id) == (DAY, version)
    assert "2026-12-01" in client.get(reverse("content:post", args=[post.pk])).content.decode()
    client.post(address, {"best_before": ""})
    post.refresh_from_db()
    assert post.best_before is None
    assert AuditEntry.objects.filter(code="content.post.freshness_set").count() == 2
    assert client.post(address, {"best_before": "下周"}, headers={"accept": "application/json"}).status_code == 422


def test_k8_not_for_strangers_and_not_once_it_is_out(
    write: Write, colleague: User, editor: User, at: dt.datetime
) -> None:
    post = write("已经发出的")
    with pytest.raises(Forbidden):
        set_best_before(post=post, day=DAY, by=colleague, at=at)
    Post.objects.filter(pk=post.pk).update(state=PostState.PUBLISHED)
    with pytest.raises(Conflict):
        set_best_before(post=post, day=DAY, by=editor, at=at)
