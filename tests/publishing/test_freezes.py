"""Freezing, ending a freeze, releasing (the switch), and posts that people publish by hand (K6)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountGroup, Channel, User, WeiboAccount
from core.errors import Conflict, Forbidden, UserError
from publishing import services
from publishing.models import FreezeScope, Slot, SlotState
from publishing.queries import frozen_now
from tests.conftest import ClientOf
from tests.publishing.makers import make_post, make_slot
from weibo.text import id_floor_of_time, mid_to_base62

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def test_it_holds_the_scope_and_nothing_else(
    account: WeiboAccount, other_account: WeiboAccount, approver: User, at: dt.datetime
) -> None:
    company = AccountGroup.objects.create(name="集团")
    WeiboAccount.objects.filter(pk=account.pk).update(group=AccountGroup.objects.create(name="品牌", parent=company))
    ours, theirs = make_slot(make_post(account), at + HOUR), make_slot(make_post(other_account, text="别处"), at + HOUR)
    freeze, held = services.freeze(scope=FreezeScope.GROUP, target=company, reason="危机", by=approver, at=at)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (held, ours.state, ours.held_by, theirs.state) == (1, SlotState.HELD, freeze, SlotState.PLANNED)
    assert "危机" in ours.state_detail


def test_it_needs_a_decision_to_go_back(account: WeiboAccount, approver: User, at: dt.datetime) -> None:
    soon, later = make_slot(make_post(account), at + HOUR), make_slot(make_post(account, text="后"), at + 9 * HOUR)
    freeze, _held = services.freeze(scope=FreezeScope.ACCOUNT, target=account, reason="核实", by=approver, at=at)
    with pytest.raises(Conflict, match="还在冻结中"):
        services.release_slots(slot_ids=[soon.pk], by=approver, at=at)
    services.unfreeze(freeze=freeze, by=approver, at=at + 2 * HOUR)
    assert set(Slot.objects.values_list("state", flat=True)) == {SlotState.HELD}
    assert services.release_slots(slot_ids=[soon.pk, later.pk], by=approver, at=at + 2 * HOUR) == (1, 1)
    soon.refresh_from_db()
    later.refresh_from_db()
    assert (soon.state, later.state, later.held_by) == (SlotState.MISSED, SlotState.PLANNED, None)
    assert frozen_now().freeze_of(later) is None


def test_it_refuses_without_reason_target_or_right(
    account: WeiboAccount, approver: User, editor: User, at: dt.datetime
) -> None:
    with pytest.raises(UserError, match="理由"):
        services.freeze(scope=FreezeScope.ALL, reason=" ", by=approver, at=at)
    with pytest.raises(UserError, match="请选择"):
        services.freeze(scope=FreezeScope.ACCOUNT, reason="x", by=approver, at=at)
    with pytest.raises(Forbidden):
        services.freeze(scope=FreezeScope.ALL, reason="x", by=editor, at=at)


def test_the_switch_shows_what_it_will_hold(account: WeiboAccount, approver: User, client_of: ClientOf) -> None:
    make_slot(make_post(account), timezone.now() + HOUR)
    client = client_of(approver)
    preview = client.get(reverse("calendar:freeze_preview"), {"scope": "all"}).content.decode()
    assert "将冻结 1 个账号的 1 条排期。" in preview
    client.post(reverse("calendar:freezes"), {"scope": "all", "reason": "演练"})
    assert Slot.objects.get().state == SlotState.HELD
    assert "演练" in client.get(reverse("calendar:board")).content.decode()


def by_hand(account: WeiboAccount, at: dt.datetime) -> Slot:
    WeiboAccount.objects.filter(pk=account.pk).update(channel=Channel.HAND_OVER)
    account.refresh_from_db()
    return make_slot(make_post(account), at)


def test_k6_it_hands_over_at_the_time_and_not_before(account: WeiboAccount, at: dt.datetime) -> None:
    slot = by_hand(account, at)
    early = at - dt.timedelta(seconds=2)
    ahead = dt.timedelta(seconds=5)
    assert services.claim_due_slots(now=early, limit=9, worker="w", ahead=ahead) == []
    slot.refresh_from_db()
    assert slot.handed_over_at is None
    assert services.claim_due_slots(now=at, limit=9, worker="w", ahead=ahead) == []
    handed = Slot.objects.get(pk=slot.pk)
    assert (handed.state, handed.handed_over_at) == (SlotState.PLANNED, at)
    assert "人工发布" in handed.state_detail


def test_k6_a_link_makes_it_a_publication(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    now = timezone.now()
    slot = by_hand(account, now)
    services.claim_due_slots(now=now, limit=9, worker="w", ahead=HOUR)
    weibo_id = str(id_floor_of_time(now) + 7)
    client, address = client_of(editor), reverse("calendar:stands", args=[slot.pk])
    wrong = client.post(address, {"link": "https://weibo.com/123456/Abc"})
    assert wrong.status_code == 422
    assert "不是该账号的微博链接" in wrong.content.decode()
    client.post(address, {"link": f"https://weibo.com/{account.uid}/{mid_to_base62(weibo_id)}?refer_flag=1"})
    slot.refresh_from_db()
    assert (slot.state, slot.post.state, slot.publication.weibo_id) == ("published", "published", weibo_id)
    page = client.get(reverse("calendar:sent_text", args=[slot.pk]))
    assert slot.publication.version.text in page.content.decode()
