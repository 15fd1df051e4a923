"""Edits lock at the claim (point 12): on two connections whoever is first wins; what is sent is what was approved."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.models import User, WeiboAccount
from content.models import Post, PostState
from content.services import DraftInput, save_draft
from core.errors import UserError
from publishing import services
from publishing.dispatch.messages import Claimed
from publishing.models import Attempt, Slot, SlotState
from tests.publishing.makers import make_post, make_slot
from tests.publishing.test_races import in_threads

pytestmark = pytest.mark.django_db(transaction=True)
Change = Callable[[Slot, User], object]


def edit(slot: Slot, by: User) -> object:
    post = Post.objects.get(pk=slot.post_id)
    draft = DraftInput(account=post.account, category=post.category, text="偷偷改过的正文", post=post)
    return save_draft(draft=draft, by=by, at=timezone.now())


def cancel(slot: Slot, by: User) -> object:
    return services.cancel_slot(slot=slot, by=by, at=timezone.now())


def move(slot: Slot, by: User) -> object:
    later = slot.scheduled_at + dt.timedelta(hours=2)
    return services.move_slot(slot=slot, scheduled_at=later, by=by, at=timezone.now())


@pytest.mark.parametrize("change", [edit, cancel, move])
def test_a_change_and_a_claim_at_once_never_change_what_is_sent(
    account: WeiboAccount, editor: User, change: Change
) -> None:
    for number in range(6):
        slot = make_slot(make_post(account, text=f"第 {number} 条 https://weibo-ops.example/{number}"), timezone.now())

        def claim() -> list[Claimed]:
            ahead = dt.timedelta(seconds=1)
            return services.claim_due_slots(now=timezone.now(), limit=9, worker="w", ahead=ahead)

        def alter(slot: Slot = slot) -> object:
            try:
                return change(slot, editor)
            except UserError as error:
                return error

        claimed, changed = in_threads(claim, alter)
        slot.refresh_from_db()
        if claimed:
            attempt = Attempt.objects.get(slot=slot)
            assert isinstance(changed, UserError), "the claim was first: nobody changes it any more"
            assert (slot.state, slot.post.state) == (SlotState.SENDING, PostState.SENDING)
            assert attempt.text.startswith(f"第 {number} 条") and attempt.content_hash == slot.post.approved_hash
        else:
            assert not isinstance(changed, UserError), changed
            assert not Attempt.objects.filter(slot=slot).exists()
        Slot.objects.filter(pk=slot.pk, state=SlotState.PLANNED).update(state=SlotState.CANCELLED)
