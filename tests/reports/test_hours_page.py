"""I4: the page of the best hours, and what it does to the weekly plan."""

import datetime as dt
import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from accounts.models import User, WeiboAccount
from campaigns.models import Campaign, CampaignKind, Purpose
from core.dates import at_local, local_day
from core.models import AuditEntry
from publishing.models import GoldenWindow, SlotTime
from publishing.services import set_slot_times
from tests.conftest import AT, ClientOf
from tests.reports.conftest import Publish

EVENING = dt.time(20)


@pytest.fixture
def evenings(publish: Publish, account: WeiboAccount) -> None:
    """Ten weeks with posts at 10:00 and, three times as good, at 20:00."""
    today = local_day(timezone.now())
    for back in range(2, 70):
        for hour, likes in ((10, 30), (20, 90)):
            at = at_local(today - dt.timedelta(days=back), dt.time(hour))
            publish(at, samples={1440: (1, 1, likes + back % 7)})


@pytest.fixture
def editing(client_of: ClientOf, editor: User) -> Client:
    return client_of(editor)


def plan_of(account: WeiboAccount) -> set[tuple[int, dt.time]]:
    return set(SlotTime.objects.filter(plan__account=account).values_list("weekday", "time"))


def moves_on(page: str) -> list[str]:
    return re.findall(r'name="move" value="([^"]+)"', page)


def test_i4_the_page_says_that_there_is_not_enough(editing: Client, account: WeiboAccount) -> None:
    page = editing.get("/reports/hours/").content.decode()
    assert "数据不够" in page
    assert moves_on(page) == []


@pytest.mark.usefixtures("evenings")
def test_i4_better_hours_go_into_the_plan_in_one_click_and_back(
    editing: Client, account: WeiboAccount, editor: User
) -> None:
    before = {(0, dt.time(10)), (3, dt.time(10)), (3, dt.time(15))}
    set_slot_times(account=account, times=before, by=editor, at=AT)
    page = editing.get("/reports/hours/").content.decode()
    asked = moves_on(page)
    assert asked == ["0-1000-2000", "3-1000-2000"]
    done = editing.post(f"/calendar/plans/{account.pk}/move/", {"move": asked, "next": "/reports/hours/?days=90"})
    assert done.status_code == 302 and done.headers["Location"] == "/reports/hours/?days=90"
    assert plan_of(account) == {(0, EVENING), (3, EVENING), (3, dt.time(15))}
    assert AuditEntry.objects.filter(code="calendar.slot_plan.set").count() == 2
    undo = next(message.extra_tags for message in get_messages(done.wsgi_request)).removeprefix("undo:")
    assert editing.post(undo).headers["Location"] == "/reports/hours/?days=90"
    assert plan_of(account) == before
    assert editing.post(undo).status_code == 409
    assert plan_of(account) == before


@pytest.mark.usefixtures("evenings")
def test_i4_a_plan_that_somebody_changed_meanwhile_is_left_alone(
    editing: Client, account: WeiboAccount, editor: User
) -> None:
    set_slot_times(account=account, times={(0, dt.time(9)), (0, EVENING)}, by=editor, at=AT)
    for moves in (["0-1000-2000"], ["0-0900-2000"], ["0-0900-1100", "0-0900-1200"]):
        assert editing.post(f"/calendar/plans/{account.pk}/move/", {"move": moves}).status_code == 409
    for moves in ([], ["7-0900-1000"], ["0-0900"], ["0-0900-2400"], ["0-0900-1000", "x"]):
        assert editing.post(f"/calendar/plans/{account.pk}/move/", {"move": moves}).status_code == 422
    assert plan_of(account) == {(0, dt.time(9)), (0, EVENING)}


@pytest.mark.usefixtures("evenings")
def test_i4_posts_of_campaigns_stay_out(editing: Client, account: WeiboAccount, publish: Publish) -> None:
    campaign = Campaign.objects.create(
        name="转发有奖", kind=CampaignKind.PRIZE_REPOST, purpose=Purpose.NEW_FANS, starts_at=AT,
        ends_at=AT + dt.timedelta(days=1), created_at=AT,
    )  # fmt: skip
    prized = publish(timezone.now() - dt.timedelta(days=3), samples={1440: (900, 900, 900)})
    prized.post.campaign = campaign
    prized.post.save(update_fields=["campaign"])
    found = editing.get("/reports/hours/").context["found"]
    assert (found.map.posts, found.prized, found.waiting) == (136, 1, 0)


def test_k3_golden_windows_become_hours_of_their_days(editing: Client, account: WeiboAccount) -> None:
    GoldenWindow.objects.all().delete()
    GoldenWindow.objects.create(name="晚间", starts=dt.time(18), ends=dt.time(20))
    GoldenWindow.objects.create(name="周三午后", weekday=2, starts=dt.time(13, 30), ends=dt.time(14, 30))
    GoldenWindow.objects.create(name="周末", on_workdays=False, starts=dt.time(17), ends=dt.time(18))
    golden = editing.get("/reports/hours/").context["found"].golden
    weekdays = {(day, hour) for day in range(5) for hour in (18, 19)}
    assert set(golden) == weekdays | {(2, 13), (2, 14), (5, 17), (6, 17)}


@pytest.mark.usefixtures("evenings")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_i4_the_map_as_a_file(editing: Client, ending: str) -> None:
    answer = editing.get(f"/reports/hours.{ending}")
    assert answer.status_code == 200
    body = answer.getvalue()
    assert ("所有日子".encode() in body) if ending == "csv" else body.startswith(b"PK")
