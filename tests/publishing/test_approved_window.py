"""K5: an approval is bound to a time window: placing, moving, filling a week and the last look keep it."""

import datetime as dt

import pytest

from accounts.models import User, WeiboAccount
from content.models import Post, PostState, QuotaPlan
from content.models.posts import window_seal
from core.dates import BEIJING, week_of
from core.errors import Conflict
from publishing.dispatch.facts import read_facts
from publishing.dispatch.last_look import no_because_of_approval
from publishing.models import LateRule, SlotState
from publishing.queries import propose_weeks
from publishing.queries.sending import load_slots
from publishing.services import Span, accept_wanted, apply_slot_preset, move_slot, place_slot, plan_week
from publishing.services.claims import claim_due_slots
from tests.publishing.makers import Wanted, make_post, make_slot

DAY = dt.timedelta(days=1)
FRIDAY = dt.datetime(2026, 11, 27, 9, 0, tzinfo=BEIJING)
WEEK = week_of(dt.date(2026, 11, 30))


def bind(post: Post, since: dt.datetime | None, until: dt.datetime | None) -> Post:
    """As its reviewers bound it."""
    post.approved_from, post.approved_until = since, until
    post.approved_seal = window_seal(post.approved_hash, since, until)
    post.save()
    return post


@pytest.fixture
def bounded(post: Post, at: dt.datetime) -> Post:
    """Approved for the next two days only."""
    return bind(post, at, at + 2 * DAY)


def test_k5_a_slot_outside_the_window_is_refused_and_says_why(bounded: Post, editor: User, at: dt.datetime) -> None:
    with pytest.raises(Conflict, match=r"审核只批准在 .* 至 .* 之间发布"):
        place_slot(post=bounded, scheduled_at=at + 3 * DAY, by=editor, at=at)


def test_k5_nor_is_it_moved_there(bounded: Post, editor: User, at: dt.datetime) -> None:
    slot = place_slot(post=bounded, scheduled_at=at + dt.timedelta(hours=30), by=editor, at=at, reason="试")

    with pytest.raises(Conflict, match="重新送审"):
        move_slot(slot=slot, scheduled_at=at + 3 * DAY, by=editor, at=at, reason="试")

    slot.refresh_from_db()
    assert slot.planned_at == at + dt.timedelta(hours=30)


def test_k5_the_last_look_fails_what_the_approval_no_longer_covers(post: Post, at: dt.datetime) -> None:
    slot = make_slot(bind(post, None, at - dt.timedelta(minutes=5)), at - dt.timedelta(minutes=10))

    assert claim_due_slots(now=at, limit=10, worker="test", ahead=dt.timedelta(seconds=5)) == []

    slot.refresh_from_db()
    assert slot.state == SlotState.FAILED and "审核只批准在" in slot.state_detail


def test_k5_the_last_look_lets_through_what_is_covered(bounded: Post, at: dt.datetime) -> None:
    slot = make_slot(bounded, at + DAY)

    assert [one.slot_id for one in claim_due_slots(now=at + DAY, limit=10, worker="t", ahead=DAY)] == [slot.pk]


@pytest.mark.parametrize("days,covered", [(-1, False), (0, True), (2, True), (3, False)])
def test_k5_looking_ahead_asks_for_the_time_of_the_slot(
    bounded: Post, at: dt.datetime, days: int, covered: bool
) -> None:
    slot = make_slot(bounded, at + days * DAY, rule=LateRule.SEND)
    loaded = load_slots([slot.pk])
    verdict = no_because_of_approval(loaded[0], read_facts(loaded, now=slot.scheduled_at))
    assert (verdict is None) == covered


def test_k5_moved_bounds_void_the_approval(bounded: Post, at: dt.datetime) -> None:
    slot = make_slot(bounded, at + DAY)
    Post.objects.filter(pk=bounded.pk).update(approved_until=at + 30 * DAY)
    loaded = load_slots([slot.pk])
    verdict = no_because_of_approval(loaded[0], read_facts(loaded, now=slot.scheduled_at))
    assert verdict is not None and "不一致" in verdict.sentence


@pytest.fixture
def fillable(account: WeiboAccount, editor: User) -> WeiboAccount:
    """Fourteen places in the week and no quotas."""
    QuotaPlan.objects.all().delete()
    apply_slot_preset(account, by=editor, at=FRIDAY)
    return account


def test_k8_filling_proposes_only_times_that_the_approval_covers(fillable: WeiboAccount, editor: User) -> None:
    def wanted(text: str, since: dt.datetime | None, until: dt.datetime | None) -> Post:
        return bind(make_post(fillable, Wanted(at=FRIDAY), text=f"{text}，你说呢？"), since, until)

    tuesday, thursday = WEEK.start + DAY, WEEK.start + 3 * DAY
    early = wanted("周二之前", None, tuesday)
    between = wanted("周二到周四", tuesday, thursday)
    late = wanted("周四以后", thursday, None)
    never = wanted("下周才行", WEEK.end + DAY, None)
    over = wanted("已经过了", None, FRIDAY + DAY)

    (plan,) = propose_weeks([fillable], [WEEK], at=FRIDAY)
    found = {choice.post_id: choice.at for choice in plan.filling.choices}
    assert set(found) == {early.pk, between.pk, late.pk}
    assert found[early.pk] <= tuesday <= found[between.pk] <= thursday <= found[late.pk]
    assert {never.pk, over.pk}.isdisjoint(found)
    assert any("审核只批准在" in gap.why for gap in plan.filling.gaps)
    first = next(choice for choice in plan.filling.choices if choice.post_id == early.pk)
    assert "最迟" in first.why

    filled = plan_week(accounts=[fillable], week=WEEK, by=editor, at=FRIDAY)
    assert {slot.post_id for slot in filled.slots} == set(found), "placing refuses nothing that was proposed"


def test_k8_what_was_ticked_is_asked_again(fillable: WeiboAccount, editor: User) -> None:
    post = make_post(fillable, Wanted(at=FRIDAY), text="先看到，后来只批准到周一，你说呢？")
    (plan,) = propose_weeks([fillable], [WEEK], at=FRIDAY)
    last = plan.filling.gaps[-1].at
    bind(post, None, WEEK.start + DAY)

    filled = accept_wanted(span=Span([fillable], [WEEK]), wanted=[(post.pk, last)], by=editor, at=FRIDAY)

    assert (filled.slots, len(filled.gaps)) == ((), 1) and "审核只批准在" in filled.gaps[0].why
    post.refresh_from_db()
    assert post.state == PostState.APPROVED
