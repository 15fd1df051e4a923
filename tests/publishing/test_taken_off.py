"""K5: an edit takes a scheduled post off; people are told, and put it back with one click once it is approved again."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, WeiboAccount
from content.models import Post, PostState
from content.services import DraftInput, approve, save_draft, submit_for_review
from core.models import Notice
from publishing.models import Slot, SlotState
from publishing.services import place_slot
from tests.conftest import ClientOf
from tests.publishing.makers import make_post

NEW = "改过的一句，入秋第一杯热茶，你喝哪一款？ https://weibo-ops.example/p/1"


@pytest.fixture
def slot(account: WeiboAccount, editor: User, transactional_db: None) -> Slot:
    now = timezone.now()
    return place_slot(
        post=make_post(account), scheduled_at=now + dt.timedelta(days=2), by=editor, at=now, reason="赶热点"
    )


def edit(slot: Slot, by: User) -> Post:
    draft = DraftInput(account=slot.account, category=slot.post.category, text=NEW, post=slot.post)
    return save_draft(draft=draft, by=by, at=timezone.now())


def test_k5_it_is_told_and_offered_back(slot: Slot, editor: User, approver: User, client_of: ClientOf) -> None:
    post = edit(slot, editor)
    slot.refresh_from_db()
    assert slot.state == SlotState.CANCELLED
    gone = Notice.objects.get(key__startswith="taken-off:gone")
    assert gone.user_id == editor.pk
    post = submit_for_review(post=post, by=editor, at=timezone.now())
    assert post.state == PostState.IN_REVIEW
    approve(post=post, version_id=post.version_id or 0, by=approver, at=timezone.now())
    gone.refresh_from_db()
    assert gone.settled_at is not None
    assert Notice.objects.filter(key__startswith="taken-off:back", user_id=editor.pk).exists()
    client, url = client_of(editor), reverse("calendar:schedule", args=[post.pk])
    assert "放回原时间" in client.get(url).content.decode()
    panel = client.get(f"{reverse('calendar:free_slots')}?account={slot.account_id}&post={post.pk}")
    assert "放回原时间" in panel.content.decode()
    sent = {"offered": slot.planned_at.isoformat(), "reason": slot.reason, "late_rule": slot.late_rule}
    assert client.post(url, {**sent, "late_minutes": slot.late_minutes}).status_code == 302
    again = Slot.objects.get(post=post, state=SlotState.PLANNED)
    assert (again.scheduled_at, again.reason) == (slot.scheduled_at, slot.reason)
    assert "放回原时间" not in client.get(url).content.decode()


def test_a_cancelled_slot_is_not_offered_back(slot: Slot, editor: User, client_of: ClientOf) -> None:
    from publishing.services import cancel_slot

    cancel_slot(slot=slot, by=editor, at=timezone.now())
    page = client_of(editor).get(reverse("calendar:schedule", args=[slot.post_id])).content.decode()
    assert "放回原时间" not in page
