"""Placing, moving, cancelling, undoing."""

import datetime as dt

import pytest

from accounts.models import AccountState, Channel, User, WeiboAccount
from content.models import Post, PostState
from content.services import DraftInput, save_draft
from core.errors import Conflict, UserError
from core.models import AuditEntry
from publishing import services
from publishing.models import Policy, Slot, SlotState
from tests.publishing.makers import Wanted, make_category, make_post, make_slot

HOUR = dt.timedelta(hours=1)


def test_k5_it_places_an_approved_post(post: Post, editor: User, at: dt.datetime) -> None:
    slot = services.place_slot(post=post, scheduled_at=at + HOUR, by=editor, at=at)
    post.refresh_from_db()
    assert (slot.state, post.state, post.due_at) == (SlotState.PLANNED, PostState.SCHEDULED, at + HOUR)
    assert slot.late_minutes == post.category.late_minutes
    assert AuditEntry.objects.filter(code="calendar.slot.placed", actor_id=editor.pk).exists()


@pytest.mark.parametrize("state", [PostState.DRAFT, PostState.IN_REVIEW, PostState.CHANGES_ASKED, PostState.CANCELLED])
def test_k5_it_refuses_what_was_not_approved(post: Post, editor: User, at: dt.datetime, state: str) -> None:
    Post.objects.filter(pk=post.pk).update(state=state)
    with pytest.raises(Conflict, match="只有审核通过的内容才能排期"):
        services.place_slot(post=post, scheduled_at=at + HOUR, by=editor, at=at)


def test_k5_it_refuses_an_approval_of_other_bytes(post: Post, editor: User, at: dt.datetime) -> None:
    Post.objects.filter(pk=post.pk).update(approved_hash="0" * 64)
    with pytest.raises(Conflict):
        services.place_slot(post=post, scheduled_at=at + HOUR, by=editor, at=at)


def test_it_refuses_the_past_and_a_second_place(post: Post, editor: User, at: dt.datetime) -> None:
    with pytest.raises(UserError, match="已经过去"):
        services.place_slot(post=post, scheduled_at=at - HOUR, by=editor, at=at)
    services.place_slot(post=post, scheduled_at=at + HOUR, by=editor, at=at)
    with pytest.raises(Conflict):
        services.place_slot(post=post, scheduled_at=at + 5 * HOUR, by=editor, at=at)


@pytest.mark.parametrize(
    ("state", "channel", "sentence"),
    [
        (AccountState.EXPIRED, Channel.SHARE, "授权已失效"),
        (AccountState.UNCONNECTED, Channel.COMMERCIAL, "还没有授权"),
        (AccountState.RETIRED, Channel.HAND_OVER, "已停用"),
    ],
)
def test_it_refuses_an_account_that_cannot_send(
    post: Post, editor: User, at: dt.datetime, state: str, channel: str, sentence: str
) -> None:
    WeiboAccount.objects.filter(pk=post.account_id).update(state=state, channel=channel)
    with pytest.raises(UserError, match=sentence):
        services.place_slot(post=post, scheduled_at=at + HOUR, by=editor, at=at)


def test_k6_it_takes_a_hand_over_account_without_a_grant(post: Post, editor: User, at: dt.datetime) -> None:
    WeiboAccount.objects.filter(pk=post.account_id).update(state=AccountState.UNCONNECTED, channel=Channel.HAND_OVER)
    assert services.place_slot(post=post, scheduled_at=at + HOUR, by=editor, at=at).state == SlotState.PLANNED


def test_k2_it_shows_what_is_broken_and_takes_a_reason(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    Policy.objects.create(account=account, name="至少一小时", min_gap_minutes=60)
    make_slot(make_post(account), at + HOUR)
    second = make_post(account, text="第二条，间隔太近 https://weibo-ops.example/2")
    with pytest.raises(services.PolicyBroken) as broken:
        services.place_slot(post=second, scheduled_at=at + 1.5 * HOUR, by=editor, at=at)
    assert [breach.rule for breach in broken.value.breaches] == ["min_gap"]
    assert broken.value.status == 409
    slot = services.place_slot(post=second, scheduled_at=at + 1.5 * HOUR, by=editor, at=at, reason="配合直播")
    assert slot.reason == "配合直播"


def test_k4_it_counts_every_source_of_posts(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    for step in range(3):
        make_slot(make_post(account, text=f"第 {step} 条"), at + HOUR + step * dt.timedelta(minutes=5))
    last = make_post(account, text="第四条")
    with pytest.raises(services.PolicyBroken, match="连发上限"):
        services.place_slot(post=last, scheduled_at=at + HOUR + dt.timedelta(minutes=20), by=editor, at=at)


def test_k7_it_moves_and_undoes_exactly(post: Post, editor: User, at: dt.datetime) -> None:
    slot = services.place_slot(post=post, scheduled_at=at + HOUR, by=editor, at=at)
    moved, change = services.move_slot(slot=slot, scheduled_at=at + 8 * HOUR, by=editor, at=at, reason="换个时间")
    assert moved.scheduled_at == at + 8 * HOUR
    back = services.undo_change(change=change, by=editor, at=at + dt.timedelta(seconds=9))
    post.refresh_from_db()
    assert (back.scheduled_at, back.reason, post.due_at) == (at + HOUR, "", at + HOUR)


def test_k7_it_undoes_a_cancellation_exactly(post: Post, editor: User, at: dt.datetime) -> None:
    slot = services.place_slot(post=post, scheduled_at=at + HOUR, by=editor, at=at)
    _gone, change = services.cancel_slot(slot=slot, by=editor, at=at)
    post.refresh_from_db()
    assert (post.state, post.due_at) == (PostState.APPROVED, None)
    assert services.undo_change(change=change, by=editor, at=at).state == SlotState.PLANNED
    post.refresh_from_db()
    assert (post.state, post.due_at) == (PostState.SCHEDULED, at + HOUR)


def test_k7_it_refuses_to_undo_late_or_over_somebody_elses_change(post: Post, editor: User, at: dt.datetime) -> None:
    slot = services.place_slot(post=post, scheduled_at=at + HOUR, by=editor, at=at)
    _moved, change = services.move_slot(slot=slot, scheduled_at=at + 8 * HOUR, by=editor, at=at)
    with pytest.raises(Conflict):
        services.undo_change(change=change, by=editor, at=at + dt.timedelta(seconds=30))
    services.move_slot(slot=slot, scheduled_at=at + 9 * HOUR, by=editor, at=at + dt.timedelta(seconds=1))
    with pytest.raises(Conflict):
        services.undo_change(change=change, by=editor, at=at + dt.timedelta(seconds=2))


@pytest.mark.parametrize("state", [SlotState.SENDING, SlotState.UNKNOWN, SlotState.PUBLISHED, SlotState.CANCELLED])
def test_k5_it_locks_what_is_under_way_or_ended(post: Post, editor: User, at: dt.datetime, state: str) -> None:
    slot = make_slot(post, at + HOUR)
    Slot.objects.filter(pk=slot.pk).update(state=state)
    with pytest.raises(Conflict):
        services.move_slot(slot=slot, scheduled_at=at + 2 * HOUR, by=editor, at=at)
    with pytest.raises(Conflict):
        services.cancel_slot(slot=slot, by=editor, at=at)


def test_it_puts_a_missed_one_back_when_moved(post: Post, editor: User, at: dt.datetime) -> None:
    slot = make_slot(post, at - 5 * HOUR)
    Slot.objects.filter(pk=slot.pk).update(state=SlotState.MISSED, state_detail="已迟")
    moved, _change = services.move_slot(slot=slot, scheduled_at=at + HOUR, by=editor, at=at)
    assert (moved.state, moved.state_detail) == (SlotState.PLANNED, "")


@pytest.mark.django_db(transaction=True)
def test_k5_it_takes_an_edited_post_off_the_schedule(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    category = make_category()
    post = make_post(account, Wanted(category=category))
    slot = make_slot(post, at + HOUR)
    save_draft(draft=DraftInput(account=account, category=category, text="改过的正文", post=post), by=editor, at=at)
    slot.refresh_from_db()
    post.refresh_from_db()
    assert (slot.state, post.state) == (SlotState.CANCELLED, PostState.DRAFT)
    assert "退出排期" in slot.state_detail
