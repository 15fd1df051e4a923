"""The pages of the calendar over HTTP (K7)."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, WeiboAccount
from content.models import Category, Post, PostState
from core.dates import BEIJING, at_local, local_day, week_of
from core.heartbeats import beat
from publishing.models import Policy, Slot, SlotPlan, SlotState, SlotTime
from publishing.queries import board_stamp
from publishing.services import apply_slot_preset
from tests.conftest import AT, ClientOf, make_account
from tests.publishing.makers import Wanted, drawn_events, make_category, make_post, make_slot

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
HTMX = {"HTTP_HX_REQUEST": "true"}


def next_week(day: int = 0, hour: int = 11) -> dt.datetime:
    monday = week_of(local_day(timezone.now())).next.monday
    return at_local(monday + dt.timedelta(days=day), dt.time(hour))


def wall(at: dt.datetime) -> str:
    return at.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")


def events(client: Client, **query: str) -> list[dict[str, object]]:
    query = {"start": wall(next_week(0, 0)), "end": wall(next_week(6, 23)), **query}
    return drawn_events(client.get(reverse("calendar:events"), query).json())


def kinds(found: list[dict[str, object]], kind: str) -> list[dict[str, object]]:
    return [row for row in found if row["extendedProps"]["kind"] == kind]  # type: ignore[index]


def test_k7_it_answers_slots_ghosts_windows_and_days(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    apply_slot_preset(account, by=editor, at=timezone.now())
    slot = make_slot(make_post(account), next_week(2, 10))
    found = events(client_of(editor))
    (chip,) = kinds(found, "slot")
    assert (chip["id"], chip["start"]) == (f"slot-{slot.pk}", f"{next_week(2, 10):%Y-%m-%dT10:00}")
    assert chip["editable"] is True
    assert len(kinds(found, "ghost")) == 13
    assert len(kinds(found, "golden")) == 5 * 5 + 2 + 2 * 2


def test_k7_it_shows_only_accounts_that_were_granted(
    account: WeiboAccount, other_account: WeiboAccount, colleague: User, customer_editor: User, client_of: ClientOf
) -> None:
    make_slot(make_post(account), next_week())
    make_slot(make_post(other_account, text="别处"), next_week())
    assert [row["title"] for row in kinds(events(client_of(colleague)), "slot")] == ["别处"]
    seen = kinds(events(client_of(customer_editor)), "slot")
    assert [row["editable"] for row in seen] == [False, False]


def test_k7_it_filters_by_account_category_and_state(
    account: WeiboAccount, other_account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    fun = make_category("趣味")
    make_slot(make_post(account, Wanted(category=fun), text="甲"), next_week(0))
    held = make_slot(make_post(account, text="乙"), next_week(1))
    Slot.objects.filter(pk=held.pk).update(state=SlotState.HELD)
    make_slot(make_post(other_account, text="丙"), next_week(2))
    client = client_of(editor)
    titles = [
        [row["title"] for row in kinds(events(client, **query), "slot")]
        for query in ({"account": str(account.pk)}, {"category": str(fun.pk)}, {"state": "held"}, {"state": "nonsense"})
    ]
    assert titles == [["甲", "乙"], ["甲"], ["乙"], ["甲", "乙", "丙"]]


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "name", ["calendar:events", "calendar:calendar", "calendar:board", "calendar:plans", "calendar:fill"]
)
def test_it_costs_the_same_with_two_rows_and_with_twenty(editor: User, client_of: ClientOf, name: str) -> None:
    client = client_of(editor)
    monday = week_of(local_day(timezone.now())).next.monday
    address = f"{reverse(name)}?date={monday}&start={monday}T00:00:00&end={monday + dt.timedelta(days=7)}T00:00:00"
    fill_calendar(2, editor)
    few = queries_of(client, address)
    fill_calendar(18, editor)
    assert queries_of(client, address) == few <= 24
    if name == "calendar:events":
        assert few <= 12


def fill_calendar(size: int, editor: User) -> None:
    """So many accounts with a plan, a slot and a ready post."""
    begin = WeiboAccount.objects.count()
    for number in range(begin, begin + size):
        account = make_account(f"账号{number}", str(5600000000 + number))
        apply_slot_preset(account, by=editor, at=timezone.now())
        make_slot(make_post(account, text=f"第 {number} 条"), next_week(number % 7, 10))
        make_post(account, text=f"备用 {number}")


def test_it_is_small_even_when_full(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    for number in range(250):
        make_slot(make_post(account, text=f"{number} 条" + "长" * 120), next_week(number % 7, 8 + number % 12))
    page = client_of(editor).get(reverse("calendar:calendar"), {"date": str(local_day(next_week()))})
    assert len(page.content) < 150 * 1024


def test_k7_a_drag_moves_and_can_be_undone(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    slot, client = make_slot(make_post(account), next_week(3, 10)), client_of(editor)
    move = reverse("calendar:move", args=[slot.pk])
    answer = client.post(move, {"start": wall(next_week(4, 17))}, **JSON)  # type: ignore[arg-type]
    slot.refresh_from_db()
    assert (answer.status_code, slot.scheduled_at) == (200, next_week(4, 17))
    undone = client.post(answer.json()["undo"], **HTMX)  # type: ignore[arg-type]
    slot.refresh_from_db()
    assert (undone.status_code, slot.scheduled_at) == (204, next_week(3, 10))
    assert "calendar:changed" in undone["HX-Trigger"]


def test_k7_a_drag_by_day_keeps_the_clock(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    slot = make_slot(make_post(account), next_week(3, 10))
    day = local_day(next_week(5))
    client_of(editor).post(reverse("calendar:move", args=[slot.pk]), {"day": str(day)}, **JSON)  # type: ignore[arg-type]
    slot.refresh_from_db()
    assert slot.scheduled_at == next_week(5, 10)


def test_k7_a_drag_into_the_past_is_refused(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    slot = make_slot(make_post(account), next_week(3, 10))
    past = wall(timezone.now() - dt.timedelta(days=1))
    answer = client_of(editor).post(reverse("calendar:move", args=[slot.pk]), {"start": past}, **JSON)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["error"]) == (422, "不能排到已经过去的时间。")


def test_k2_a_drag_that_breaks_a_rule_asks_for_a_reason(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    Policy.objects.create(account=account, name="两小时", min_gap_minutes=120)
    make_slot(make_post(account, text="甲"), next_week(0, 10))
    slot, client = make_slot(make_post(account, text="乙"), next_week(1, 10)), client_of(editor)
    move = reverse("calendar:move", args=[slot.pk])
    answer = client.post(move, {"start": wall(next_week(0, 11))}, **JSON)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"]) == (409, "calendar.needs_reason")
    page = client.post(move, {"start": wall(next_week(0, 11))}, **HTMX)  # type: ignore[arg-type]
    assert (page.status_code, 'name="reason"' in page.content.decode()) == (409, True)
    again = client.post(move, {"start": wall(next_week(0, 11)), "reason": "直播"}, **JSON)  # type: ignore[arg-type]
    assert again.status_code == 200


def test_a_forged_undo_is_refused(editor: User, client_of: ClientOf) -> None:
    assert client_of(editor).post(reverse("calendar:undo", args=["x:y:z"])).status_code == 409


def test_k5_the_dialog_offers_free_times_and_keeps_what_was_typed(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    apply_slot_preset(account, by=editor, at=timezone.now())
    Policy.objects.create(account=account, name="两小时", min_gap_minutes=120)
    make_slot(make_post(account, text="甲"), next_week(0, 12))
    post, client = make_post(account, text="乙"), client_of(editor)
    address = reverse("calendar:schedule", args=[post.pk])
    assert client.get(address).content.decode().count('name="offered"') == 6
    broken = client.post(address, {"other": wall(next_week(0, 13)), "late_rule": "ask"})
    text = broken.content.decode()
    assert broken.status_code == 409
    assert "策略要求至少 120 分钟" in text and f'value="{wall(next_week(0, 13))}"' in text
    assert client.post(address, {"late_rule": "send"}).status_code == 422
    done = client.post(address, {"other": wall(next_week(0, 13)), "late_rule": "ask", "reason": "新品"})
    slot = Slot.objects.get(post=post)
    assert (done.status_code, slot.late_rule, slot.reason) == (302, "ask", "新品")


def test_k8_a_person_accepts_a_part(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    apply_slot_preset(account, by=editor, at=timezone.now())
    knowledge = Category.objects.get(slug="knowledge")
    for number in range(5):
        make_post(account, Wanted(category=knowledge), text=f"第 {number} 条")
    client = client_of(editor)
    address = f"{reverse('calendar:fill')}?date={local_day(next_week())}"
    page = client.get(address)
    keys = [row.key for row in page.context["proposal"].choices]
    answer = client.post(address, {"choice": [*keys[:2], "999@2030-01-01T00:00:00"]})
    assert answer.status_code == 302
    assert Slot.objects.count() == 2


def test_the_board_sorts_troubles_and_says_when_nobody_sends(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    client, address = client_of(editor), reverse("calendar:board")
    slot = make_slot(make_post(account), next_week())
    Slot.objects.filter(pk=slot.pk).update(state=SlotState.FAILED, state_detail="与刚发布的内容相同。")
    Post.objects.filter(pk=slot.post_id).update(state=PostState.FAILED)
    page = client.get(address).content.decode()
    assert "发送进程没有响应" in page and "与刚发布的内容相同。" in page
    beat("publishing.dispatch", at=timezone.now())
    assert "发送进程没有响应" not in client.get(address).content.decode()
    stamp = board_stamp(WeiboAccount.objects.all(), at=timezone.now())
    assert client.get(address, {"stamp": stamp}, **HTMX).status_code in {200, 204}  # type: ignore[arg-type]
    assert client.get(address, {"stamp": "old"}, **HTMX).status_code == 200  # type: ignore[arg-type]


def test_k1_the_weekly_times_are_edited_in_the_browser(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    client, address = client_of(editor), reverse("calendar:plan", args=[account.pk])
    assert client.post(address, {"which": "times", "day0": "9:30，17：00 17:00"}).status_code == 302
    assert [f"{row.weekday} {row.time:%H:%M}" for row in account.slot_plan.times.all()] == ["0 09:30", "0 17:00"]
    wrong = client.post(address, {"which": "times", "day0": "25:00"})
    assert (wrong.status_code, 'value="25:00"' in wrong.content.decode()) == (422, True)
    values = {
        "which": "policy",
        "name": "自定",
        "min_per_day": 9,
        "max_per_day": 3,
        "burst_posts": 3,
        "burst_minutes": 30,
    }
    assert "不能多于" in client.post(address, values).content.decode()


def test_k8_it_opens_on_the_next_week_when_this_one_has_no_place_left(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    address, this_week = reverse("calendar:fill"), week_of(local_day(AT))
    with time_machine.travel(AT, tick=False):  # on a Sunday, the week could end in between
        client = client_of(editor)
        assert client.get(address).context["week"] == this_week.next
        assert client.get(f"{address}?date={this_week.monday}").context["week"] == this_week
        plan = SlotPlan.objects.create(account=account, updated_at=AT)
        SlotTime.objects.create(plan=plan, weekday=6, time=dt.time(23, 59))
        assert client.get(address).context["week"] == this_week
