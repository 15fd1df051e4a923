"""A claim is set-based: as many queries for fifty slots as for two, by its own index; no slot stops another."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import Post, PostState
from content.queries.lexicons import current_lists
from core.audit import SYSTEM
from publishing import services
from publishing.dispatch import last_look
from publishing.dispatch.messages import Claimed
from publishing.dispatch.verdicts import No
from publishing.models import Attempt, LateRule, Slot, SlotState
from publishing.queries.sending import DUE_SQL, EVERYTHING, Share
from publishing.services.begins import begin_calls
from publishing.services.turning_away import turn_away_many
from tests.conftest import make_account
from tests.publishing.makers import make_post, make_slot

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)
Make = Callable[[int], list[Slot]]


@pytest.fixture
def due(db: None) -> Make:
    """So many due slots, each of an account of its own that can send."""
    made: list[Slot] = []

    def make(count: int) -> list[Slot]:
        now = timezone.now()
        for number in range(len(made), len(made) + count):
            account = make_account(f"领取账号{number}", str(5519000000 + number))
            made.append(make_slot(make_post(account, text=f"第 {number} 条 https://weibo-ops.example/{number}"), now))
        return made[-count:]

    return make


def claim(share: Share = EVERYTHING) -> list[Claimed]:
    return services.claim_due_slots(now=timezone.now(), limit=100, worker="w", ahead=SECOND, share=share)


def queries_of(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_it_asks_as_many_queries_for_fifty_as_for_two(due: Make) -> None:
    current_lists()  # compiled once per process, by whoever asks first
    due(2)
    few = queries_of(claim)
    due(50)
    assert Attempt.objects.count() == 2
    assert queries_of(claim) == few
    assert Attempt.objects.count() == 52


def test_a_begin_asks_as_many_queries_for_fifty_as_for_two(due: Make) -> None:
    due(52)
    ids = [claimed.attempt_id for claimed in claim()]
    now = timezone.now()
    assert queries_of(lambda: begin_calls(attempt_ids=ids[:2], now=now)) <= 6
    assert queries_of(lambda: begin_calls(attempt_ids=ids[2:], now=now)) <= 6
    assert Attempt.objects.filter(called_at__isnull=False).count() == 52


def test_turning_away_many_takes_as_many_queries_as_a_few(due: Make) -> None:
    due(3)
    Slot.objects.update(scheduled_at=timezone.now() - dt.timedelta(hours=3), late_rule=LateRule.SKIP)
    few = queries_of(claim)
    due(50)
    late = timezone.now() - dt.timedelta(hours=3)
    Slot.objects.filter(state=SlotState.PLANNED).update(scheduled_at=late, late_rule=LateRule.SKIP)
    assert queries_of(claim) == few
    assert Slot.objects.filter(state=SlotState.MISSED).count() == 53


def test_the_claim_reads_the_index_made_for_it(due: Make) -> None:
    due(3)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        order = "ORDER BY slot.scheduled_at, slot.id LIMIT 9"
        statement = f"EXPLAIN SELECT slot.id FROM calendar_slot slot WHERE {DUE_SQL} {order}"
        cursor.execute(statement, {"until": timezone.now(), "now": timezone.now()})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using calendar_slot_claim" in plan and "Sort" not in plan, plan


def test_one_slot_that_cannot_be_looked_at_does_not_stop_the_others(due: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, *others = due(4)

    def stumble(slot: Slot, facts: object) -> None:
        if slot.pk == broken.pk:
            raise ZeroDivisionError

    monkeypatch.setattr(last_look, "CHECKS", (stumble, *last_look.CHECKS))
    assert [claimed.slot_id for claimed in claim()] == [slot.pk for slot in others]
    broken.refresh_from_db()
    assert broken.state == SlotState.PLANNED and broken.check_after is not None
    assert "ZeroDivisionError" in broken.state_detail and claim() == []


def test_one_slot_that_cannot_be_written_does_not_stop_the_others(due: Make) -> None:
    broken, *others = due(5)
    Attempt.objects.create(
        slot=broken, generation=1, worker="x", claimed_at=broken.scheduled_at, lease_until=broken.scheduled_at, text=""
    )
    assert {claimed.slot_id for claimed in claim()} == {slot.pk for slot in others}
    broken.refresh_from_db()
    assert (broken.state, broken.post.state, broken.generation) == (SlotState.PLANNED, PostState.SCHEDULED, 0)
    assert broken.check_after is not None


def test_living_senders_divide_what_is_still_away(due: Make) -> None:
    slots = due(6)
    own_after = slots[0].scheduled_at - SECOND
    first = {claimed.slot_id for claimed in claim(share=Share(2, 0, own_after))}
    assert first == {slot.pk for slot in slots if slot.pk % 2 == 0}
    late_for_that = timezone.now() + SECOND
    assert {claimed.slot_id for claimed in claim(share=Share(2, 0, late_for_that))} == {
        slot.pk for slot in slots
    } - first


def test_a_call_begins_at_its_time_and_never_after_the_last_moment(due: Make) -> None:
    slot = due(1)[0]
    (claimed,) = claim()
    attempt = Attempt.objects.get()
    assert attempt.send_by == last_look.latest(slot)
    early = slot.scheduled_at - dt.timedelta(milliseconds=150)
    Attempt.objects.update(send_by=early - SECOND)
    Slot.objects.update(late_rule=LateRule.SKIP)
    assert begin_calls(attempt_ids=[claimed.attempt_id], now=early) == set()
    Attempt.objects.update(send_by=slot.scheduled_at + SECOND)
    assert begin_calls(attempt_ids=[claimed.attempt_id], now=early) == {claimed.attempt_id}
    attempt.refresh_from_db()
    assert attempt.called_at == slot.scheduled_at


def test_a_post_by_hand_steps_aside_until_its_time(due: Make) -> None:
    slot = due(1)[0]
    later = timezone.now() + dt.timedelta(seconds=3)
    Slot.objects.update(scheduled_at=later)
    Post.objects.update(by_hand=True)
    ahead = dt.timedelta(seconds=5)
    assert services.claim_due_slots(now=timezone.now(), limit=9, worker="w", ahead=ahead) == []
    slot.refresh_from_db()
    assert (slot.handed_over_at, slot.check_after) == (None, later)
    services.claim_due_slots(now=later, limit=9, worker="w", ahead=ahead)
    slot.refresh_from_db()
    assert slot.handed_over_at == later


def test_no_verdict_can_send_a_slot_where_it_may_not_go(due: Make) -> None:
    slot = due(1)[0]
    with pytest.raises(ValueError, match="no way"):
        turn_away_many([(slot, No(SlotState.PUBLISHED, "x"))], at=timezone.now())


def test_what_is_turned_away_at_the_last_moment_says_why_in_our_words(due: Make) -> None:
    due(1)
    (claimed,) = claim()
    services.freeze(scope="all", reason="产品召回", by=SYSTEM, at=timezone.now())
    assert begin_calls(attempt_ids=[claimed.attempt_id], now=timezone.now()) == set()
    attempt = Attempt.objects.get()
    assert "产品召回" in attempt.sentence and attempt.error_text == "", "nothing was said by Weibo"
