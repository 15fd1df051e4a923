"""What publishing speaks for, and whether planned posts fit (issue 4, point 9)."""

import datetime as dt

import pytest

from accounts.budget import Wanted, count_calls, take
from accounts.models import CallWindow, Channel, Purpose, WeiboAccount
from accounts.reservations import Planned, planned_by_app, planned_calls
from content.models import Media
from publishing.dispatch.costs import cost_of
from publishing.dispatch.messages import Answer
from publishing.models import Outcome, Slot, SlotState
from publishing.queries.budgets import slots_too_many
from publishing.services.begins import begin_calls
from publishing.services.claims import claim_due_slots
from publishing.services.outcomes import record_outcomes
from publishing.services.reaping import give_back
from tests.publishing.makers import Wanted as Text
from tests.publishing.makers import make_post, make_slot
from weibo.limits import Denied, Grant, Unit

NOW = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)  # 9:00 in Peking
HOUR = dt.timedelta(hours=1)


def _plan(account: WeiboAccount, *hours: float) -> list[Slot]:
    return [make_slot(make_post(account), NOW + HOUR * hour) for hour in hours]


@pytest.mark.parametrize(
    ("channel", "pictures", "text", "repost", "cost"),
    [
        ("share", 1, "", False, ("statuses/share", 1)),
        ("share", 0, "", True, ("statuses/repost", 1)),
        ("commercial", 0, "长" * 200, False, ("statuses/update/biz", 1)),
        ("commercial", 1, "短", False, ("statuses/upload/biz", 1)),
        ("commercial", 1, "长" * 200, False, ("statuses/upload_url_text/biz", 2)),
        ("commercial", 9, "短", False, ("statuses/upload_url_text/biz", 10)),
        ("commercial", 9, "短", True, ("statuses/repost/biz", 1)),
    ],
)
def test_it_knows_what_a_send_costs(
    channel: str, pictures: int, text: str, repost: bool, cost: tuple[str, int]
) -> None:
    assert cost_of(channel, pictures=pictures, text=text, repost=repost) == cost


def test_planned_posts_are_spoken_for_by_hour(account: WeiboAccount, other_account: WeiboAccount) -> None:
    _plan(account, -1, 0.5, 1.5, 30)
    _plan(other_account, 0.2)
    by_hand = make_slot(make_post(account), NOW + HOUR)
    by_hand.post.by_hand = True
    by_hand.post.save()
    found = planned_calls([account.pk], NOW, NOW + 3 * HOUR)
    assert sorted(found, key=lambda row: row.hour) == [
        Planned(account.pk, "share", NOW, 2), Planned(account.pk, "share", NOW + HOUR, 1),
    ]  # fmt: skip
    assert planned_by_app(NOW, NOW + HOUR) == {"share": 3}


def test_pictures_of_a_commercial_post_are_spoken_for(account: WeiboAccount, at: dt.datetime) -> None:
    WeiboAccount.objects.filter(pk=account.pk).update(channel=Channel.COMMERCIAL)
    media = [
        Media.objects.create(file=f"p{n}.png", sha256=str(n) * 64, width=1, height=1, size=1, created_at=at)
        for n in range(3)
    ]
    make_slot(make_post(account, Text(media=media)), NOW)
    assert planned_calls([account.pk], NOW, NOW + HOUR) == [Planned(account.pk, "commercial", NOW, 4)]
    assert planned_by_app(NOW, NOW + HOUR) == {"commercial": 4}


def test_reading_back_what_is_unknown_is_spoken_for(account: WeiboAccount) -> None:
    (slot,) = _plan(account, -0.01)
    Slot.objects.filter(pk=slot.pk).update(state=SlotState.UNKNOWN, check_after=NOW, checks=4)
    assert planned_calls([account.pk], NOW, NOW + HOUR) == [Planned(account.pk, "share", NOW, 2)]


def test_readers_stop_where_planned_posts_begin(account: WeiboAccount) -> None:
    _plan(account, *(hour / 4 for hour in range(1, 31)))
    wanted = Wanted("share", account.pk, "x", 70)
    assert take(wanted, purpose=Purpose.INBOX, now=NOW) == Grant(0)
    assert isinstance(take(Wanted("share", account.pk, "x"), purpose=Purpose.INBOX, now=NOW), Denied)
    assert slots_too_many(list(Slot.objects.select_related("account", "post__version")), NOW) == {}


def test_posts_that_do_not_fit_are_known_by_slot_now_and_on_other_days(account: WeiboAccount) -> None:
    count_calls({(account.pk, "share", "users/show"): 98}, at=NOW)
    slots = _plan(account, -0.1, 2, 3, 14.9, 15.1)  # the day ends after fifteen hours
    found = slots_too_many(slots, NOW)
    assert sorted(found) == [slots[2].pk, slots[3].pk]
    short = found[slots[2].pk]
    assert (short.limit, short.used, short.until, short.unit) == (100, 100, NOW + 15 * HOUR, Unit.DAY)
    assert sorted(slots_too_many([slots[2]], NOW)) == [slots[2].pk]  # what is planned before it counts


def test_claimed_sends_count_in_the_window_of_their_own_time(account: WeiboAccount) -> None:
    midnight = NOW + 15 * HOUR
    slots = [make_slot(make_post(account), midnight + dt.timedelta(seconds=n)) for n in (-2, 2)]
    claimed = claim_due_slots(
        now=midnight - dt.timedelta(seconds=3), limit=9, worker="test", ahead=dt.timedelta(seconds=9)
    )
    days = (
        CallWindow.objects.filter(account=account, unit="d").order_by("starts_at").values_list("publishing", flat=True)
    )
    assert list(days) == [1, 1]
    give_back(attempt_ids=[one.attempt_id for one in claimed if one.slot_id == slots[1].pk], now=midnight)
    assert list(days.all()) == [1, 0]


def test_answers_teach_limits_and_give_back_what_never_left(account: WeiboAccount) -> None:
    slots = [make_slot(make_post(account, text=f"第{n}条 https://weibo-ops.example/{n}"), NOW) for n in range(2)]
    claimed = claim_due_slots(now=NOW, limit=9, worker="test", ahead=dt.timedelta(seconds=9))
    attempts = [one.attempt_id for one in sorted(claimed, key=lambda one: one.slot_id)]
    begin_calls(attempt_ids=attempts, now=NOW)
    answers = [
        Answer(attempts[0], Outcome.LIMITED, NOW, sentence="太频繁。", code=10023),
        Answer(attempts[1], Outcome.NOT_SENT, NOW, sentence="没有连上。"),
    ]
    assert record_outcomes(answers) == 2
    assert CallWindow.objects.get(account=account, unit="d").used == 1
    later = NOW + dt.timedelta(minutes=10)
    assert claim_due_slots(now=later, limit=9, worker="test", ahead=dt.timedelta(0)) == []
    waiting = Slot.objects.get(pk=slots[1].pk)
    assert (waiting.state, waiting.check_after) == (SlotState.PLANNED, NOW + HOUR)
    assert "10023" in waiting.state_detail
