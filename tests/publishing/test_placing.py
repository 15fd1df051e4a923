"""`place_slots`: any number of posts by the same rules as one, in a constant number of queries (K2, K4, K5, K6)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User, WeiboAccount
from content.models import Category, Post, PostState
from core.errors import Forbidden, UserError
from core.models import AuditEntry
from publishing.models import Policy, Slot, SlotState
from publishing.services import Manner, PolicyBroken, Wish, place_slot, place_slots
from tests.conftest import AT
from tests.publishing.makers import make_post

HOUR = dt.timedelta(hours=1)


def spread_out(posts: list[Post], every: dt.timedelta = HOUR) -> list[Wish]:
    return [Wish(post.pk, AT + every * (number + 1)) for number, post in enumerate(posts)]


def test_it_places_what_fits_and_says_why_the_rest_does_not(account: WeiboAccount, editor: User) -> None:
    first, second, draft = make_post(account), make_post(account), make_post(account)
    Post.objects.filter(pk=draft.pk).update(state=PostState.DRAFT)
    wishes = [
        Wish(first.pk, AT + HOUR),
        Wish(second.pk, AT + HOUR),
        Wish(draft.pk, AT + 3 * HOUR),
        Wish(second.pk, AT - HOUR),
        Wish(999999, AT + HOUR),
    ]
    placed = place_slots(wishes=wishes, by=editor, at=AT)
    assert [slot.post_id for slot in placed.slots] == [first.pk]
    assert [row.wish for row in placed.refused] == wishes[1:]
    assert isinstance(placed.refused[0].error, PolicyBroken)
    assert all(str(row.error) for row in placed.refused)
    first.refresh_from_db()
    assert first.state == PostState.SCHEDULED
    assert first.due_at == AT + HOUR
    entry = AuditEntry.objects.get(code="calendar.slot.placed")
    assert entry.object_id == str(placed.slots[0].pk)
    assert entry.after["scheduled_at"] == (AT + HOUR).isoformat()


def test_it_lets_a_later_wish_see_an_earlier_one(account: WeiboAccount, editor: User) -> None:
    Policy.objects.create(account=account, name="x", min_gap_minutes=60)
    placed = place_slots(
        wishes=spread_out([make_post(account) for _i in range(4)], dt.timedelta(minutes=30)), by=editor, at=AT
    )
    assert [slot.scheduled_at for slot in placed.slots] == [AT + HOUR / 2, AT + 3 * HOUR / 2]


def test_it_takes_a_post_only_once(account: WeiboAccount, editor: User) -> None:
    post = make_post(account)
    placed = place_slots(wishes=[Wish(post.pk, AT + HOUR), Wish(post.pk, AT + 5 * HOUR)], by=editor, at=AT)
    assert len(placed.slots) == 1
    assert placed.refused[0].error.code == "calendar.already_placed"


def test_a_colleague_of_another_account_is_refused_row_by_row(
    account: WeiboAccount, other_account: WeiboAccount, colleague: User
) -> None:
    mine, foreign = make_post(other_account), make_post(account)
    placed = place_slots(wishes=[Wish(mine.pk, AT + HOUR), Wish(foreign.pk, AT + HOUR)], by=colleague, at=AT)
    assert [slot.post_id for slot in placed.slots] == [mine.pk]
    assert isinstance(placed.refused[0].error, Forbidden)


@pytest.mark.parametrize("number", [2, 20])
def test_it_asks_the_database_the_same_number_of_times(
    account: WeiboAccount, other_account: WeiboAccount, editor: User, number: int
) -> None:
    posts = [make_post(one) for one in (account, other_account) for _i in range(number)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        placed = place_slots(wishes=spread_out(posts), by=editor, at=AT)
    assert len(placed.slots) == len(posts)
    assert len(asked) <= 17


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(minutes=st.lists(st.integers(-60, 1500), min_size=1, max_size=8), gap=st.integers(0, 120))
def test_one_by_one_and_together_answer_the_same(
    account: WeiboAccount, editor: User, minutes: list[int], gap: int
) -> None:
    Policy.objects.update_or_create(account=account, defaults={"name": "x", "min_gap_minutes": gap, "max_per_day": 4})
    together = place_slots(wishes=_wishes(account, minutes), by=editor, at=AT)
    expected = [slot.scheduled_at for slot in together.slots]
    sentences = [str(row.error) for row in together.refused]
    Slot.objects.all().delete()
    slots, refused = [], []
    for wish in _wishes(account, minutes):
        try:
            slots.append(place_slot(post=Post.objects.get(pk=wish.post_id), scheduled_at=wish.at, by=editor, at=AT))
        except UserError as error:
            refused.append(str(error))
    assert [slot.scheduled_at for slot in slots] == expected
    assert refused == sentences
    Slot.objects.all().delete()


def _wishes(account: WeiboAccount, minutes: list[int]) -> list[Wish]:
    return [Wish(make_post(account).pk, AT + dt.timedelta(minutes=minute)) for minute in minutes]


def test_a_slot_gets_the_lateness_of_its_category_unless_told_otherwise(account: WeiboAccount, editor: User) -> None:
    Category.objects.filter(slug="timely").update(late_rule="ask", late_minutes=15)
    preset, own = make_post(account), make_post(account)
    Post.objects.filter(pk__in=[preset.pk, own.pk]).update(category=Category.objects.get(slug="timely"))
    wishes = [Wish(preset.pk, AT + HOUR), Wish(own.pk, AT + 3 * HOUR, manner=Manner("send", 5))]
    slots = place_slots(wishes=wishes, by=editor, at=AT).slots
    assert [(slot.late_rule, slot.late_minutes) for slot in slots] == [("ask", 15), ("send", 5)]


def test_k6_it_spreads_within_the_accounts_minutes_and_keeps_the_planned_one(
    account: WeiboAccount, editor: User
) -> None:
    Policy.objects.create(account=account, name="x", spread_minutes=6)
    slots = place_slots(wishes=spread_out([make_post(account) for _i in range(6)]), by=editor, at=AT).slots
    assert [slot.planned_at for slot in slots] == [AT + HOUR * (number + 1) for number in range(6)]
    assert all(0 < slot.spread_seconds < 360 for slot in slots)
    assert len({slot.spread_seconds for slot in slots}) > 1
    exact = place_slots(
        wishes=[Wish(make_post(account).pk, AT + 9 * HOUR, manner=Manner(exact=True))], by=editor, at=AT
    )
    assert exact.slots[0].spread_seconds == 0


def test_a_published_slot_is_immutable_in_the_database(account: WeiboAccount, editor: User) -> None:
    from django.db import IntegrityError, transaction

    slot = place_slots(wishes=spread_out([make_post(account)]), by=editor, at=AT).slots[0]
    Slot.objects.filter(pk=slot.pk).update(state=SlotState.PUBLISHED)
    for change in ({"state": SlotState.PLANNED}, {"scheduled_at": AT}):
        with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
            Slot.objects.filter(pk=slot.pk).update(**change)
    Slot.objects.filter(pk=slot.pk).update(checks=3)
