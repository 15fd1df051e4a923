"""K2, K4 after an outage: late posts keep the account's rhythm, nothing is lost, the order is kept."""

import datetime as dt
import threading
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import WeiboAccount
from publishing import services
from publishing.models import Attempt, LateRule, Policy, Slot, SlotState
from publishing.planner import Limits, Neighbour, Timeline, breaches
from tests.conftest import AT, make_account
from tests.publishing.makers import make_post, make_slot

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
limits = st.builds(
    Limits,
    max_per_day=st.none() | st.integers(1, 12),
    min_gap_minutes=st.none() | st.integers(1, 180),
    burst_posts=st.integers(1, 5),
    burst_minutes=st.integers(1, 120),
)


@settings(deadline=None)
@given(
    limits=limits,
    before=st.lists(st.integers(-600, 0), max_size=6),
    after=st.lists(st.integers(1, 600), max_size=6),
    late=st.lists(st.tuples(st.integers(-300, -2), st.integers(1, 600)), max_size=12),
)
def test_k2_k4_late_posts_break_nothing_keep_their_order_and_none_is_lost(
    limits: Limits, before: list[int], after: list[int], late: list[tuple[int, int]]
) -> None:
    near = [Neighbour(AT + minute * MINUTE) for minute in [*before, *after]]
    wanted = [(number, AT + (due + most) * MINUTE) for number, (due, most) in enumerate(sorted(late))]
    places = one_after_the_other(Timeline(limits, near), wanted)
    assert set(places) == {key for key, _last in wanted}
    going = [(at, key) for key, at in places.items() if at is not None]
    assert [at for at, _key in going] == sorted(at for at, _key in going)
    for at, key in going:
        assert AT <= at <= dict(wanted)[key]
        others = [*near, *(Neighbour(other) for other, pk in going if pk != key)]
        day = dt.timedelta(days=1)
        assert not breaches(limits, [other for other in others if abs(other.at - at) < day], at)


def one_after_the_other(timeline: Timeline, late: list[tuple[int, dt.datetime]]) -> dict[int, dt.datetime | None]:
    """Where each late post (key, last allowed moment) goes when none overtakes another."""
    places: dict[int, dt.datetime | None] = {}
    start = AT
    for key, last in late:
        place = places[key] = timeline.earliest(start, last)
        if place is not None:
            timeline.add(Neighbour(place))
            start = place
    return places


def slot_of(account: WeiboAccount, at: dt.datetime, *, minutes: int = 240, reason: str = "") -> Slot:
    slot = make_slot(
        make_post(account, text=f"{account.pk} {at} https://weibo-ops.example/1"), at, late_minutes=minutes
    )
    Slot.objects.filter(pk=slot.pk).update(reason=reason)
    return slot


def claim(now: dt.datetime, worker: str = "one") -> list[int]:
    batch = services.claim_due_slots(now=now, limit=64, worker=worker, ahead=dt.timedelta(seconds=5))
    return [one.slot_id for one in batch]


def simulate(start: dt.datetime, minutes: int) -> list[tuple[dt.datetime, int]]:
    """Claims every minute as a sender would, and begins what it claimed at once."""
    sent = []
    for minute in range(minutes):
        now = start + minute * MINUTE
        for slot_id in claim(now):
            attempt = Attempt.objects.get(slot=slot_id, outcome="")
            services.begin_calls(attempt_ids=[attempt.pk], now=now)
            sent.append((now, slot_id))
    return sent


@pytest.mark.django_db
def test_after_three_hours_down_forty_slots_of_five_accounts_keep_their_gaps() -> None:
    """Each account had eight posts in the three hours, half an hour and more apart; the sender is back at 12:00."""
    accounts = [make_account(f"外景{number}", str(5600000000 + number)) for number in range(5)]
    for account in accounts:
        Policy.objects.create(account=account, name="x", min_gap_minutes=20, max_per_day=20)
        for number in range(8):
            slot_of(account, AT + number * 22 * MINUTE + 20 * MINUTE, minutes=120)
    up = AT + 3 * HOUR
    sent = simulate(up, 200)
    by_account: dict[int, list[dt.datetime]] = {}
    order: dict[int, list[dt.datetime]] = {}
    for at, slot_id in sent:
        slot = Slot.objects.get(pk=slot_id)
        by_account.setdefault(slot.account_id, []).append(at)
        order.setdefault(slot.account_id, []).append(slot.scheduled_at)
    for account in accounts:
        times = by_account[account.pk]
        assert times[0] == up
        assert all(later - earlier >= 20 * MINUTE for earlier, later in pairwise(times))
        assert order[account.pk] == sorted(order[account.pk])
    states = dict.fromkeys(SlotState.values, 0)
    for slot in Slot.objects.all():
        states[slot.state] += 1
        if slot.state == SlotState.MISSED:
            assert slot.state_detail
    # five of eight were at most 120 minutes late when the sender came back; each goes 20 minutes after the other
    assert states[SlotState.SENDING] + states[SlotState.MISSED] == 40
    assert states[SlotState.SENDING] == len(sent) >= 20


@pytest.mark.django_db
def test_a_slot_on_time_keeps_its_time_and_late_ones_go_around_it(account: WeiboAccount) -> None:
    Policy.objects.create(account=account, name="x", min_gap_minutes=30)
    late, on_time = slot_of(account, AT - HOUR), slot_of(account, AT + 10 * MINUTE)
    assert claim(AT) == []
    late.refresh_from_db()
    assert late.state == SlotState.PLANNED
    assert late.check_after == AT + 40 * MINUTE
    assert "错开" in late.state_detail
    assert claim(AT + 10 * MINUTE) == [on_time.pk]
    assert claim(AT + 40 * MINUTE) == [late.pk]


@pytest.mark.django_db
def test_what_finds_no_place_within_its_lateness_is_missed_with_the_sentence(account: WeiboAccount) -> None:
    Policy.objects.create(account=account, name="x", min_gap_minutes=60)
    first, second = slot_of(account, AT - 20 * MINUTE, minutes=30), slot_of(account, AT - 15 * MINUTE, minutes=30)
    assert claim(AT) == [first.pk]
    second.refresh_from_db()
    assert second.state == SlotState.MISSED
    assert "60 分钟" in second.state_detail


@pytest.mark.django_db
def test_two_of_one_account_in_one_batch_see_each_other(account: WeiboAccount) -> None:
    slots = [slot_of(account, AT - HOUR + number * MINUTE) for number in range(5)]
    assert claim(AT) == [slots[0].pk]
    waits = [slot.check_after for slot in Slot.objects.filter(state=SlotState.PLANNED).order_by("scheduled_at")]
    assert waits == [AT + MINUTE, AT + 2 * MINUTE, AT + 30 * MINUTE, AT + 31 * MINUTE]  # K4: three in thirty minutes


@pytest.mark.django_db
def test_k4_a_post_by_hand_on_weibo_counts_for_the_burst(account: WeiboAccount) -> None:
    Policy.objects.create(account=account, name="x", burst_posts=1, burst_minutes=20)
    WeiboAccount.objects.filter(pk=account.pk).update(last_post_at=AT - 5 * MINUTE)
    slot = slot_of(account, AT)
    assert claim(AT) == []
    slot.refresh_from_db()
    assert slot.check_after == AT + 15 * MINUTE
    overridden = slot_of(account, AT, reason="现场直播")
    assert claim(AT) == [overridden.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_two_late_posts_of_one_account(account: WeiboAccount) -> None:
    for number in range(6):
        slot_of(account, AT - HOUR + number * MINUTE)
    barrier, found = threading.Barrier(2), list[int]()

    def work(name: str) -> None:
        barrier.wait()
        try:
            for _i in range(6):
                batch = services.claim_due_slots(now=AT, limit=1, worker=name, ahead=dt.timedelta(seconds=5))
                found.extend(one.slot_id for one in batch)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Each may have put off what the other was judging: a moment later it goes, and then nothing more.
    found.extend(claim(AT + dt.timedelta(seconds=10)))
    assert len(found) == 1
    assert Slot.objects.filter(state=SlotState.SENDING).count() == 1


@pytest.mark.django_db
def test_it_asks_nothing_more_while_nothing_is_late(account: WeiboAccount, django_assert_num_queries: object) -> None:
    from publishing.queries.rhythm import read_rhythm
    from publishing.queries.sending import load_slots

    slots = load_slots([slot_of(account, AT).pk])
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert read_rhythm(slots, now=AT).sent == {}


def test_asking_and_skipping_rules_are_unchanged(account: WeiboAccount) -> None:
    ask = make_slot(make_post(account), AT - HOUR, rule=LateRule.ASK)
    claim(AT)
    ask.refresh_from_db()
    assert ask.state == SlotState.MISSED
    assert "请决定" in ask.state_detail
