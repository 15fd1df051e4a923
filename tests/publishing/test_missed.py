"""The Missed box: what an outage made miss, by cause, decided in bulk, with undo; and who is told."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, WeiboAccount
from core import heartbeats
from core.models import Notice
from publishing import queries, services
from publishing.models import Attempt, LateRule, Outage, Outcome, Policy, Slot, SlotState, SlotTime
from publishing.services.outages import SENDER, WATCH
from tests.conftest import AT, ClientOf
from tests.publishing.makers import make_post, make_slot

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)


def missed(account: WeiboAccount, at: dt.datetime, *, rule: str = LateRule.SEND, by: User | None = None) -> Slot:
    slot = make_slot(make_post(account, text=f"{at} https://weibo-ops.example/1"), at, rule=rule)
    Slot.objects.filter(pk=slot.pk).update(
        state=SlotState.MISSED, state_detail="已迟 90 分钟", reason="", created_by=by, updated_at=at
    )
    slot.refresh_from_db()
    return slot


def box() -> dict[str, list[int]]:
    found = queries.missed_box(WeiboAccount.objects.all(), at=AT)
    return {group.key: [slot.pk for slot in group.rows] for group in found.groups}


@pytest.mark.django_db
def test_an_outage_is_noted_when_it_begins_and_when_it_ends() -> None:
    heartbeats.beat(SENDER, at=AT)
    services.watch_for_outages(now=AT + 30 * dt.timedelta(seconds=1))
    assert not Outage.objects.exists()
    services.watch_for_outages(now=AT + 2 * MINUTE)
    services.watch_for_outages(now=AT + 3 * MINUTE)
    assert Outage.objects.get().started_at == AT
    heartbeats.beat(SENDER, at=AT + 68 * MINUTE)
    services.watch_for_outages(now=AT + 68 * MINUTE)
    assert Outage.objects.get().ended_at == AT + 68 * MINUTE


@pytest.mark.django_db
def test_it_is_noted_afterwards_when_everything_was_down() -> None:
    heartbeats.beat(SENDER, at=AT)
    heartbeats.beat(WATCH, at=AT)
    heartbeats.beat(SENDER, at=AT + HOUR)
    services.watch_for_outages(now=AT + HOUR)
    outage = Outage.objects.get()
    assert (outage.started_at, outage.ended_at) == (AT, AT + HOUR)


def test_a_watch_that_slept_is_no_outage_while_something_was_sent(account: WeiboAccount) -> None:
    slot = make_slot(make_post(account), AT)
    claimed = AT + 30 * MINUTE
    Attempt.objects.create(slot=slot, generation=1, worker="w", claimed_at=claimed, lease_until=claimed)
    heartbeats.beat(WATCH, at=AT)
    heartbeats.beat(SENDER, at=AT + HOUR)
    services.watch_for_outages(now=AT + HOUR)
    assert not Outage.objects.exists()


def test_it_groups_by_outage_and_by_cause(account: WeiboAccount) -> None:
    outage = Outage.objects.create(started_at=AT - 5 * HOUR, ended_at=AT - 3 * HOUR)
    down, asks = missed(account, AT - 4 * HOUR), missed(account, AT - 2 * HOUR, rule=LateRule.ASK)
    skipped, limited = missed(account, AT - HOUR, rule=LateRule.SKIP), missed(account, AT - 2 * HOUR)
    Attempt.objects.create(
        slot=limited, generation=1, worker="w", claimed_at=AT, lease_until=AT, outcome=Outcome.LIMITED
    )
    assert box() == {f"outage:{outage.pk}": [down.pk], "ask": [asks.pk], "skip": [skipped.pk], "limited": [limited.pk]}
    title = queries.missed_box(WeiboAccount.objects.all(), at=AT).groups[0].title
    assert "停了 120 分钟" in title


def test_sending_now_keeps_the_gaps_and_can_be_undone(account: WeiboAccount, editor: User) -> None:
    Policy.objects.create(account=account, name="x", min_gap_minutes=30)
    slots = [missed(account, AT - HOUR + number * MINUTE) for number in range(3)]
    decided = services.send_missed(slots=slots, by=editor, at=AT)
    first = AT + dt.timedelta(seconds=20)
    assert [Slot.objects.get(pk=slot.pk).scheduled_at for slot in slots] == [
        first + number * 30 * MINUTE for number in range(3)
    ]
    assert services.undo_all(changes=decided.changes, by=editor, at=AT + dt.timedelta(seconds=5)).count == 3
    assert set(Slot.objects.values_list("state", flat=True)) == {SlotState.MISSED}


def test_free_places_are_given_one_to_each(account: WeiboAccount, editor: User) -> None:
    services.set_slot_times(account=account, times=[(0, dt.time(11)), (0, dt.time(15))], by=editor, at=AT)
    assert SlotTime.objects.count() == 2
    slots = [missed(account, AT - HOUR + number * MINUTE) for number in range(3)]
    services.replan_missed(slots=slots, by=editor, at=AT)
    times = [Slot.objects.get(pk=slot.pk).scheduled_at for slot in slots]
    assert times == [AT + 2 * HOUR, AT + 6 * HOUR, AT + dt.timedelta(days=7) + 2 * HOUR]


def test_each_person_is_told_once_and_no_more_when_all_is_decided(account: WeiboAccount, editor: User) -> None:
    Outage.objects.create(started_at=AT - 5 * HOUR, ended_at=AT - 3 * HOUR)
    slots = [missed(account, AT - 4 * HOUR + number * MINUTE, by=editor) for number in range(2)]
    assert services.tell_missed(now=AT) == 1
    assert services.tell_missed(now=AT) == 0
    notice = Notice.objects.get()
    assert notice.user_id == editor.pk
    assert notice.params == {"n": 2}
    services.cancel_slot(slot=slots[0], by=editor, at=AT)
    services.tell_missed(now=AT)
    notice.refresh_from_db()
    assert notice.params == {"n": 1}
    services.cancel_slot(slot=slots[1], by=editor, at=AT)
    services.tell_missed(now=AT)
    notice.refresh_from_db()
    assert notice.settled_at == AT


def test_what_one_person_has_decided_stays_on_the_list_of_another(account: WeiboAccount, editor: User) -> None:
    other = User.objects.create(pk=editor.pk * 10 + 1, email="alike@weibo-ops.example")
    own = missed(account, AT - 4 * HOUR, by=editor)
    missed(account, AT - 4 * HOUR + MINUTE, by=other)
    assert services.tell_missed(now=AT) == 2
    services.cancel_slot(slot=own, by=editor, at=AT)
    services.tell_missed(now=AT)
    assert list(Notice.objects.filter(settled_at=None).values_list("user_id", flat=True)) == [other.pk]


def test_the_box_in_the_browser_shows_a_plan_before_it_changes_anything(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    now = timezone.now()
    slots = [missed(account, now - 5 * HOUR + number * MINUTE, by=editor) for number in range(2)]
    client = client_of(editor)
    assert "2 条没有按时发出" in client.get(reverse("calendar:missed")).content.decode()
    chosen = {"what": "now", "slot": [slot.pk for slot in slots]}
    plan = client.post(reverse("calendar:missed_plan"), chosen)
    assert "就这样排 2 条" in plan.content.decode()
    assert set(Slot.objects.values_list("state", flat=True)) == {SlotState.MISSED}
    done = client.post(reverse("calendar:missed_decide"), chosen)
    assert done["Location"] == reverse("calendar:missed")
    assert "已处理 2 条" in client.get(done["Location"]).content.decode()
    assert set(Slot.objects.values_list("state", flat=True)) == {SlotState.PLANNED}
    single = missed(account, now - 3 * HOUR)
    client.post(reverse("calendar:missed_decide"), {"what": f"cancel-{single.pk}"})
    single.refresh_from_db()
    assert single.state == SlotState.CANCELLED


def test_nothing_chosen_and_a_stranger_are_refused(
    account: WeiboAccount, editor: User, colleague: User, client_of: ClientOf
) -> None:
    slot = missed(account, AT)
    assert client_of(editor).post(reverse("calendar:missed_decide"), {"what": "now"}).status_code == 422
    other = client_of(colleague).post(reverse("calendar:missed_decide"), {"what": "cancel", "slot": [slot.pk]})
    assert other.status_code == 409
    slot.refresh_from_db()
    assert slot.state == SlotState.MISSED


def test_the_empty_box_teaches(editor: User, client_of: ClientOf) -> None:
    assert "都按时发出了" in client_of(editor).get(reverse("calendar:missed")).content.decode()
