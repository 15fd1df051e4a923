"""K5: an approval is bound to a time window; a slot outside it is refused, and the last look asks again."""

import datetime as dt

import pytest

from accounts.models import User
from content.models import Post
from content.models.posts import window_seal
from core.errors import Conflict
from publishing.services import move_slot, place_slot


@pytest.fixture
def bounded(post: Post, at: dt.datetime) -> Post:
    """Approved for the next two days only."""
    approved = post
    approved.approved_from, approved.approved_until = at, at + dt.timedelta(days=2)
    approved.approved_seal = window_seal(approved.approved_hash, approved.approved_from, approved.approved_until)
    approved.save()
    return approved


def test_k5_a_slot_outside_the_window_is_refused_and_says_why(bounded: Post, editor: User, at: dt.datetime) -> None:
    with pytest.raises(Conflict, match=r"审核只批准在 .* 至 .* 之间发布"):
        place_slot(post=bounded, scheduled_at=at + dt.timedelta(days=3), by=editor, at=at)


def test_k5_nor_is_it_moved_there(bounded: Post, editor: User, at: dt.datetime) -> None:
    slot = place_slot(post=bounded, scheduled_at=at + dt.timedelta(hours=30), by=editor, at=at, reason="试")

    with pytest.raises(Conflict, match="重新送审"):
        move_slot(slot=slot, scheduled_at=at + dt.timedelta(days=3), by=editor, at=at, reason="试")

    slot.refresh_from_db()
    assert slot.planned_at == at + dt.timedelta(hours=30)
