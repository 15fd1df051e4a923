"""Three channels, the override of one post, and what real sends teach: no call is made for what Weibo would refuse."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Capability, Channel, KnownFrom, User, WeiboAccount
from accounts.queries import abilities_of
from content.models import Post, PostState
from content.services import set_by_hand
from core.errors import Conflict, Forbidden, UserError
from publishing import services
from publishing.dispatch.sender import Pace
from publishing.models import Attempt, Publication, Slot, SlotState
from publishing.tasks import dispatch
from tests.conftest import ClientOf
from tests.publishing.makers import Wanted, connect, make_post, make_slot
from tests.publishing.test_dispatch import picture
from tests.weibo.sandbox_process import Platform

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = Pace(ahead=1.0, poll=0.05)
LINK = "https://weibo-ops.example/p/7"


def run() -> None:
    dispatch(0.3, QUICK)


def calls(sandbox: Platform, account: WeiboAccount) -> int:
    return sum("你喝" in str(row["raw"]) for row in sandbox.posts(account.uid or ""))


@pytest.fixture
def many_pictures(settings: Settings, tmp_path: object) -> list[object]:
    settings.MEDIA_ROOT = tmp_path
    return [picture(shade) for shade in range(3)]


def test_k6_the_last_look_refuses_without_a_call(
    connected: WeiboAccount, sandbox: Platform, many_pictures: list[object]
) -> None:
    slot = make_slot(make_post(connected, Wanted(media=many_pictures)), timezone.now())  # type: ignore[arg-type]
    run()
    slot.refresh_from_db()
    assert slot.state == SlotState.FAILED and slot.post.state == PostState.FAILED
    assert "最多可带 1 张图片，现在有 3 张" in slot.state_detail and "改为人工发布" in slot.state_detail
    assert not Attempt.objects.exists() and calls(sandbox, connected) == 0


def test_k6_a_refused_one_is_handed_to_a_person_and_is_not_lost(
    connected: WeiboAccount, sandbox: Platform, many_pictures: list[object], editor: User
) -> None:
    slot = make_slot(make_post(connected, Wanted(media=many_pictures)), timezone.now())  # type: ignore[arg-type]
    run()
    services.hand_over_slot(slot=slot, by=editor, at=timezone.now())
    run()
    slot.refresh_from_db()
    assert slot.state == SlotState.PLANNED and slot.handed_over_at is not None
    assert slot.post.by_hand and slot.post.state == PostState.SCHEDULED and calls(sandbox, connected) == 0
    mid = sandbox.control("posts", {"uid": connected.uid, "text": "人工发的"})["idstr"]  # type: ignore[index]
    services.confirm_hand_over(slot=slot, link=f"https://weibo.com/detail/{mid}", by=editor, at=timezone.now())
    assert Publication.objects.get(slot=slot).weibo_id == mid
    assert Attempt.objects.get(slot=slot).channel == Channel.HAND_OVER
    assert not Capability.objects.exists(), "what a person does teaches nothing about an app"


def test_k6_a_missing_permission_is_learnt_and_the_next_one_waits(connected: WeiboAccount, sandbox: Platform) -> None:
    sandbox.fault("10014", call="statuses/share", uid=connected.uid)
    first = make_slot(make_post(connected), timezone.now())
    run()
    first.refresh_from_db()
    assert first.state == SlotState.FAILED
    row = Capability.objects.get(account=connected, name="publish")
    assert (row.app, row.allowed, row.detail, row.source) == (Channel.SHARE, False, "10014", KnownFrom.LEARNT)
    second = make_slot(make_post(connected, text=f"后面的一条，你喝哪款？ {LINK}"), timezone.now())
    run()
    second.refresh_from_db()
    assert (second.state, second.generation) == (SlotState.HELD, 0)
    assert "改为人工发布" in second.state_detail and calls(sandbox, connected) == 0


def test_k6_it_goes_on_after_the_refusal_was_forgotten(
    connected: WeiboAccount, sandbox: Platform, editor: User
) -> None:
    facts = {"allowed": False, "detail": "10014", "source": KnownFrom.LEARNT, "checked_at": timezone.now()}
    Capability.objects.create(account=connected, name="publish", **facts)
    slot = make_slot(make_post(connected), timezone.now())
    run()
    Capability.objects.all().delete()
    services.release_slots(slot_ids=[slot.pk], by=editor, at=slot.scheduled_at)
    run()
    slot.refresh_from_db()
    assert slot.state == SlotState.PUBLISHED, slot.state_detail
    assert abilities_of(connected).publish.from_where.endswith("发送成功得知")


def test_k6_it_learns_what_became_of_topics(connected: WeiboAccount, sandbox: Platform) -> None:
    make_slot(make_post(connected, text=f"#好茶# 你喝哪款？ {LINK}"), timezone.now())
    run()
    row = Capability.objects.get(account=connected, name="topics")
    assert (row.allowed, row.source) == (False, KnownFrom.LEARNT), "the topic was filtered out without a word"
    WeiboAccount.objects.update(channel=Channel.COMMERCIAL)
    connected.refresh_from_db()
    connect(connected, sandbox, app=Channel.COMMERCIAL)
    make_slot(make_post(connected, text=f"#新茶# 你喝哪款？ {LINK}2"), timezone.now())
    run()
    assert Capability.objects.get(account=connected, name="topics", app=Channel.COMMERCIAL).allowed


def test_k6_an_override_needs_no_grant_of_weibo(account: WeiboAccount, post: Post, editor: User) -> None:
    WeiboAccount.objects.update(state="expired")
    post.refresh_from_db()
    now = timezone.now()
    with pytest.raises(UserError, match="授权已失效"):
        services.place_slot(post=post, scheduled_at=now, by=editor, at=now)
    set_by_hand(post=post, by_hand=True, by=editor, at=now)
    slot = services.place_slot(post=post, scheduled_at=now, by=editor, at=now)
    services.claim_due_slots(now=now, limit=5, worker="w", ahead=dt.timedelta(seconds=1))
    slot.refresh_from_db()
    assert slot.handed_over_at is not None


def test_k6_an_override_is_for_people_who_schedule_and_only_before_the_send(
    post: Post, customer_editor: User, editor: User
) -> None:
    with pytest.raises(Forbidden):
        set_by_hand(post=post, by_hand=True, by=customer_editor, at=timezone.now())
    Post.objects.update(state=PostState.SENDING)
    with pytest.raises(Conflict, match="发送中"):
        set_by_hand(post=post, by_hand=True, by=editor, at=timezone.now())


def test_k6_back_to_the_app_only_what_the_app_can_send(
    account: WeiboAccount, editor: User, many_pictures: list[object]
) -> None:
    post = make_post(account, Wanted(media=many_pictures))  # type: ignore[arg-type]
    set_by_hand(post=post, by_hand=True, by=editor, at=timezone.now())
    with pytest.raises(UserError, match="最多可带 1 张图片"):
        set_by_hand(post=post, by_hand=False, by=editor, at=timezone.now())
    post.refresh_from_db()
    assert post.by_hand


def test_k6_the_slot_page_hands_over_and_takes_back(post: Post, editor: User, client_of: ClientOf) -> None:
    now = timezone.now()
    slot = make_slot(post, now + dt.timedelta(hours=1))
    client, url = client_of(editor), reverse("calendar:by_hand", args=[slot.pk])
    assert "改为人工发布" in client.get(reverse("calendar:slot", args=[slot.pk])).text
    client.post(url)
    assert "改回由系统发布" in client.get(reverse("calendar:slot", args=[slot.pk])).text
    Slot.objects.update(handed_over_at=now)
    client.post(url, {"back": "1"})
    slot.refresh_from_db()
    assert (slot.post.by_hand, slot.handed_over_at) == (False, None)
