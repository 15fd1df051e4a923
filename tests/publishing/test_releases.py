"""Held slots go back: by one decision, and after a crisis by two people (issue 4, point 7)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import User, WeiboAccount
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from publishing import services
from publishing.models import Freeze, FreezeOrigin, FreezeScope, Release, ReleaseKind, ReleaseState, Slot, SlotState
from publishing.queries import Reach
from publishing.services import ReleaseWish
from tests.conftest import ClientOf
from tests.publishing.makers import make_post, make_slot

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def slot(account: WeiboAccount, at: dt.datetime) -> Slot:
    return make_slot(make_post(account), at + 5 * HOUR)


@pytest.fixture
def crisis(slot: Slot, approver: User, manager: User, at: dt.datetime) -> Freeze:
    """A crisis froze everything and is over; the slot is still held. Who froze is neither of the two."""
    origin, source = FreezeOrigin.CRISIS, "/monitoring/cases/12/"
    freeze, held = services.freeze(
        scope=Reach(), reason="保温杯爆炸视频", by=manager, at=at, origin=origin, source=source
    )
    assert held == 1
    return services.unfreeze(freeze=freeze, by=approver, at=at)


def asked(slot: Slot, by: User, at: dt.datetime, **wish: object) -> Release:
    done = services.release_held(wish=ReleaseWish((slot.pk,), reason="事情已经平息", **wish), by=by, at=at)  # type: ignore[arg-type]
    assert (done.asked, done.planned) == (1, 0)
    return done.releases[0]


def test_a_crisis_needs_a_second_person(
    slot: Slot, crisis: Freeze, editor: User, approver: User, administrator: User, at: dt.datetime
) -> None:
    with pytest.raises(UserError, match="理由"):
        services.release_held(wish=ReleaseWish((slot.pk,)), by=editor, at=at)
    release = asked(slot, editor, at)
    slot.refresh_from_db()
    assert slot.state == SlotState.HELD
    told = set(Notice.objects.filter(settled_at=None).values_list("user_id", flat=True))
    assert {approver.pk, administrator.pk} <= told and editor.pk not in told
    services.decide_release(release=release, accept=True, by=approver, at=at + SECOND)
    slot.refresh_from_db()
    release.refresh_from_db()
    assert (slot.state, slot.held_by) == (SlotState.PLANNED, None)
    assert (release.state, release.asked_by, release.decided_by) == (ReleaseState.DONE, editor, approver)
    assert not Notice.objects.filter(settled_at=None, key__startswith="release:").exists()
    codes = set(AuditEntry.objects.values_list("code", flat=True))
    assert {"calendar.release.asked", "calendar.release.accepted", "calendar.slot.released"} <= codes


def test_nobody_is_his_own_second_person(slot: Slot, crisis: Freeze, approver: User, at: dt.datetime) -> None:
    release = asked(slot, approver, at)
    with pytest.raises(Conflict, match="另一个人"):
        services.decide_release(release=release, accept=True, by=approver, at=at)
    slot.refresh_from_db()
    assert slot.state == SlotState.HELD


def test_who_may_not_freeze_may_not_decide(
    slot: Slot, crisis: Freeze, editor: User, approver: User, at: dt.datetime
) -> None:
    release = asked(slot, approver, at)
    with pytest.raises(Forbidden):
        services.decide_release(release=release, accept=True, by=editor, at=at)


def test_a_no_keeps_it_held_and_a_new_proposal_may_come(
    slot: Slot, crisis: Freeze, editor: User, approver: User, at: dt.datetime
) -> None:
    release = asked(slot, editor, at)
    with pytest.raises(UserError, match="理由"):
        services.decide_release(release=release, accept=False, by=approver, at=at)
    services.decide_release(release=release, accept=False, by=approver, at=at, answer="家属还在场")
    slot.refresh_from_db()
    assert slot.state == SlotState.HELD
    with pytest.raises(Conflict, match="已经有了决定"):
        services.decide_release(release=release, accept=True, by=approver, at=at)
    again = asked(slot, editor, at)
    with pytest.raises(Conflict, match="等待第二人"):
        asked(slot, approver, at)
    services.withdraw_release(release=again, by=editor, at=at)
    assert asked(slot, approver, at).state == ReleaseState.ASKED


def test_cancelling_needs_no_second_person_but_leads_round_nobody(
    slot: Slot, crisis: Freeze, editor: User, at: dt.datetime
) -> None:
    done = services.release_held(wish=ReleaseWish((slot.pk,), ReleaseKind.CANCEL), by=editor, at=at)
    assert done.cancelled == 1
    slot.post.refresh_from_db()
    with pytest.raises(Conflict, match="重新送审"):
        services.place_slot(post=slot.post, scheduled_at=at + 9 * HOUR, by=editor, at=at)


def test_moving_does_not_release(slot: Slot, crisis: Freeze, editor: User, at: dt.datetime) -> None:
    moved, _change = services.move_slot(slot=slot, scheduled_at=at + 9 * HOUR, by=editor, at=at, reason="错开")
    assert (moved.state, moved.held_by) == (SlotState.HELD, crisis)


def test_a_crisis_takes_over_what_was_held_by_hand(slot: Slot, approver: User, at: dt.datetime) -> None:
    by_hand, _held = services.freeze(scope=FreezeScope.ALL, reason="演练", by=approver, at=at)
    crisis, held = services.freeze(scope=FreezeScope.ALL, reason="危机", by=approver, at=at, origin=FreezeOrigin.CRISIS)
    slot.refresh_from_db()
    assert (held, slot.held_by) == (1, crisis)
    services.unfreeze(freeze=crisis, by=approver, at=at)
    services.unfreeze(freeze=by_hand, by=approver, at=at)
    slot.refresh_from_db()
    assert slot.held_by == crisis, "it still needs two people"


def test_ending_one_freeze_leaves_it_under_the_other(
    slot: Slot, account: WeiboAccount, editor: User, approver: User, at: dt.datetime
) -> None:
    first, _held = services.freeze(scope=FreezeScope.ALL, reason="演练", by=approver, at=at)
    second, held = services.freeze(scope=FreezeScope.ACCOUNT, target=account, reason="核实", by=approver, at=at)
    assert held == 0
    services.unfreeze(freeze=first, by=approver, at=at)
    slot.refresh_from_db()
    assert (slot.held_by, slot.state_detail) == (second, "已冻结：核实")
    with pytest.raises(Conflict, match="还在冻结中"):
        services.release_held(wish=ReleaseWish((slot.pk,)), by=editor, at=at)


def test_it_is_undone_within_its_short_time(slot: Slot, editor: User, approver: User, at: dt.datetime) -> None:
    freeze, _held = services.freeze(scope=FreezeScope.ALL, reason="演练", by=approver, at=at)
    services.unfreeze(freeze=freeze, by=approver, at=at)
    release = services.release_held(wish=ReleaseWish((slot.pk,)), by=editor, at=at).releases[0]
    assert services.undo_release(release=release, by=editor, at=at + 9 * SECOND) == 1
    assert AuditEntry.objects.get(code="calendar.slot.undone").actor_id == editor.pk
    slot.refresh_from_db()
    assert (slot.state, slot.held_by, slot.state_detail) == (SlotState.HELD, freeze, "已冻结：演练")
    late = services.release_held(wish=ReleaseWish((slot.pk,)), by=editor, at=at).releases[0]
    with pytest.raises(Conflict, match="时限"):
        services.undo_release(release=late, by=editor, at=at + 16 * SECOND)


def test_undoing_the_second_word_asks_for_it_again(
    slot: Slot, crisis: Freeze, editor: User, approver: User, at: dt.datetime
) -> None:
    release = asked(slot, editor, at)
    services.decide_release(release=release, accept=True, by=approver, at=at)
    services.undo_release(release=release, by=approver, at=at + SECOND)
    slot.refresh_from_db()
    release.refresh_from_db()
    assert (slot.state, slot.held_by, release.state) == (SlotState.HELD, crisis, ReleaseState.ASKED)
    assert services.decide_release(release=release, accept=True, by=approver, at=at + SECOND).planned == 1


def test_a_new_time_or_missed(account: WeiboAccount, editor: User, approver: User, at: dt.datetime) -> None:
    past, other = make_slot(make_post(account), at + HOUR), make_slot(make_post(account, text="另一条"), at + HOUR)
    freeze, _held = services.freeze(scope=FreezeScope.ALL, reason="演练", by=approver, at=at)
    services.unfreeze(freeze=freeze, by=approver, at=at)
    now = at + 2 * HOUR
    assert services.release_held(wish=ReleaseWish((past.pk,)), by=editor, at=now).missed == 1
    later = ReleaseWish((other.pk,), ReleaseKind.TIME, now + 5 * HOUR)
    assert services.release_held(wish=later, by=editor, at=now).planned == 1
    other.refresh_from_db()
    assert (other.state, other.scheduled_at) == (SlotState.PLANNED, now + 5 * HOUR)


def test_the_pages_lead_through_it(
    slot: Slot, crisis: Freeze, editor: User, approver: User, client_of: ClientOf
) -> None:
    page = reverse("calendar:freeze", args=[crisis.pk])
    asking = client_of(editor)
    assert "放回需要两个人" in asking.get(page).content.decode()
    address = reverse("calendar:freeze_release", args=[crisis.pk])
    missing = asking.post(address, {"slots": [slot.pk], "kind": "back"})
    assert missing.status_code == 422 and "请写明放回的理由" in missing.content.decode()
    asking.post(address, {"slots": [slot.pk], "kind": "back", "reason": "平息"})
    assert "已提出放回 1 条，等待第二人决定。" in asking.get(page).content.decode()
    deciding = client_of(approver)
    assert "同意放回 1 条" in deciding.get(page).content.decode()
    decide = reverse("calendar:release_decide", args=[Release.objects.get().pk])
    deciding.post(decide, {"accept": "1"})
    decided = deciding.get(page).content.decode()
    assert "原定时间已过" in decided or "已放回 1 条。" in decided
    listed = deciding.get(reverse("calendar:freezes")).content.decode()
    assert crisis.reason in listed and approver.name in listed


def test_one_click_on_the_board_does_not_lead_round_the_second_person(
    slot: Slot, crisis: Freeze, editor: User, client_of: ClientOf
) -> None:
    client = client_of(editor)
    client.post(reverse("calendar:release", args=[slot.pk]))
    client.post(reverse("calendar:release_all"))
    client.post(reverse("calendar:send_now", args=[slot.pk]))
    client.post(reverse("calendar:board_bulk"), {"do": "release", "slot": [slot.pk]})
    client.post(reverse("calendar:next_slot", args=[slot.pk]))
    slot.refresh_from_db()
    assert slot.state == SlotState.HELD
