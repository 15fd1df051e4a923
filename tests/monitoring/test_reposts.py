"""M2: reposts of our own posts are a source; posts that nobody carries on cost nothing, what is hidden is said."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from monitoring.models import Mention, RepostCursor, RunOutcome, Source, SourceKind, SourceStretch, StretchState
from monitoring.services import reposts
from monitoring.services.reposts import read_reposts
from publishing.models import Publication
from tests.conftest import ClientOf
from tests.live_weibo import FANS, UID, Live
from tests.monitoring.test_metrics import publish

TURN = dt.timedelta(hours=3)
STRANGER = "5504000099"
"""Did not authorise our app: an ordinary app is not shown what he writes."""


def carry_on(live: Live, post: Publication, text: str = "转给大家看看", uid: str = FANS[0]) -> None:
    live.platform.control("reposts", {"uid": uid, "id": post.weibo_id, "text": text})


def source() -> Source:
    return Source.objects.get(kind=SourceKind.REPOSTS)


def test_m2_reposts_of_our_posts_are_heard_and_name_the_post(live: Live) -> None:
    post = publish(live)
    carry_on(live, post, "盖子漏水，别买")
    assert read_reposts(now=timezone.now()) == 1
    said = Mention.objects.get()
    assert (said.author_id, said.retweet_id, said.is_comment) == (FANS[0], post.weibo_id, False)
    assert "盖子漏水" in said.text
    assert (source().last_new, source().last_error) == (1, "")


def test_m2_posts_that_nobody_carried_on_further_cost_one_call_together(live: Live) -> None:
    posts = [publish(live, f"第{number}篇") for number in range(4)]
    carry_on(live, posts[1])
    now = timezone.now()
    read_reposts(now=now)
    assert live.calls().count("statuses/repost_timeline") == 1
    carry_on(live, posts[1], "再转一次", FANS[1])
    assert read_reposts(now=now + dt.timedelta(minutes=1)) == 0, "not its turn yet"
    assert read_reposts(now=now + TURN) == 1
    assert read_reposts(now=now + 2 * TURN) == 0
    assert live.calls().count("statuses/repost_timeline") == 2
    assert live.calls().count("statuses/count") == 3


def test_m2_reposts_by_our_own_accounts_are_no_mentions(live: Live) -> None:
    carry_on(live, publish(live), uid=UID)
    assert read_reposts(now=timezone.now()) == 0
    assert RepostCursor.objects.get().told == 1
    assert not Mention.objects.exists()


def test_m2_people_whom_the_app_is_not_shown_make_the_stretch_a_partial_one(live: Live) -> None:
    live.platform.control("users", {"uid": STRANGER, "screen_name": "陌生人"})
    post = publish(live)
    now = timezone.now()
    read_reposts(now=now)
    carry_on(live, post)
    carry_on(live, post, uid=STRANGER)
    assert read_reposts(now=now + TURN) == 1
    assert source().runs.latest("pk").outcome == RunOutcome.PARTIAL
    assert StretchState.PARTIAL in SourceStretch.objects.values_list("state", flat=True)


def test_m2_what_a_turn_did_not_reach_comes_at_the_next_and_is_not_called_heard(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reposts, "CALLS", 2)
    posts = [publish(live, f"第{number}篇") for number in range(3)]
    for post in posts:
        carry_on(live, post)
    now = timezone.now()
    assert [read_reposts(now=now + number * TURN) for number in range(2)] == [1, 1]
    assert (source().heard_until, source().runs.latest("pk").outcome) == (None, RunOutcome.CAPPED)
    assert read_reposts(now=now + 2 * TURN) == 1
    assert source().heard_until == now + 2 * TURN


@pytest.mark.parametrize("call", ["statuses/count", "statuses/repost_timeline"])
def test_m2_a_read_that_fails_is_said_and_loses_nothing(live: Live, call: str) -> None:
    carry_on(live, publish(live))
    live.fault("http_502", call=call, count=1)
    now = timezone.now()
    assert read_reposts(now=now) == 0
    assert source().last_error
    assert (source().heard_until, RepostCursor.objects.count()) == (None, 0)
    assert read_reposts(now=now + TURN) == 1
    assert source().last_error == ""


def test_m2_who_took_a_repost_back_does_not_hide_the_next_one(live: Live) -> None:
    post = publish(live)
    carry_on(live, post)
    now = timezone.now()
    read_reposts(now=now)
    RepostCursor.objects.update(told=5)
    assert read_reposts(now=now + TURN) == 0
    carry_on(live, post, "又一个", FANS[1])
    assert read_reposts(now=now + 2 * TURN) == 1


def test_m2_reposts_are_read_now_from_the_page_of_the_source(
    live: Live, customer_editor: User, client_of: ClientOf
) -> None:
    post, now = publish(live), timezone.now()
    read_reposts(now=now)
    carry_on(live, post)
    client: Client = client_of(customer_editor)
    page = reverse("monitoring:source", args=[source().pk])
    assert "立即读取" in client.get(page).content.decode()
    client.post(reverse("monitoring:source_read", args=[source().pk]), {"next": page})
    assert Mention.objects.count() == 1
