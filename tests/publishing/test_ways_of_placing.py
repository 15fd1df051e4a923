"""K2: every way of placing asks for a reason when the policy of the account is broken, and keeps the one given."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Channel, User, WeiboAccount
from content.models import QuotaPlan
from core.dates import BEIJING
from publishing.models import Policy, Slot, SlotPlan, SlotTime
from publishing.services import claim_due_slots
from tests.conftest import ClientOf
from tests.publishing.makers import Wanted, make_post, make_slot
from tests.publishing.test_filling import fill_url
from tests.publishing.test_pages import HTMX, JSON, next_week, wall

pytestmark = pytest.mark.django_db
BROKEN = "策略要求至少 120 分钟"
Way = Callable[[Client, WeiboAccount, User, str], tuple[Any, dict[str, Any]]]


@pytest.fixture(autouse=True)
def _policy(account: WeiboAccount) -> None:
    """Two hours between any two; one stands on Monday at 10."""
    QuotaPlan.objects.all().delete()
    Policy.objects.create(account=account, name="两小时", min_gap_minutes=120)
    make_slot(make_post(account, text="先排好的一条，你看过吗？"), next_week(0, 10))


def _send(client: Client, address: str, data: dict[str, str], reason: str, how: dict[str, str]) -> Any:
    return client.post(address, {**data, **({"reason": reason} if reason else {})}, **how)  # type: ignore[arg-type]


def _moved(data: dict[str, str], how: dict[str, str]) -> Way:
    """Drag and keyboard (JSON) and the form of a slot, by instant or by day."""

    def way(client: Client, account: WeiboAccount, editor: User, reason: str) -> tuple[Any, dict[str, Any]]:
        slot = Slot.objects.filter(scheduled_at=next_week(1, 11)).first()
        slot = slot or make_slot(make_post(account, text="要移动的一条，你看呢？"), next_week(1, 11))
        Slot.objects.filter(pk=slot.pk).update(reason="")
        return _send(client, reverse("calendar:move", args=[slot.pk]), data, reason, how), {"pk": slot.pk}

    return way


def _placed(field: str, how: dict[str, str]) -> Way:
    """The dialog of a post, the picker of an empty place."""

    def way(client: Client, account: WeiboAccount, editor: User, reason: str) -> tuple[Any, dict[str, Any]]:
        post = make_post(account, text=f"待排的一条 {reason}，你看呢？")
        address, data = reverse("calendar:schedule", args=[post.pk]), {field: wall(next_week(0, 11))}
        return _send(client, address, data, reason, how), {"post": post}

    return way


def _put_off(client: Client, account: WeiboAccount, editor: User, reason: str) -> tuple[Any, dict[str, Any]]:
    """The person who publishes by hand wants another time."""
    WeiboAccount.objects.filter(pk=account.pk).update(channel=Channel.HAND_OVER)
    account.refresh_from_db()
    now = timezone.now().replace(microsecond=0)
    slot = Slot.objects.filter(post__author=editor).first()
    if slot is None:
        slot = make_slot(make_post(account, Wanted(author=editor)), now)
        claim_due_slots(now=now, limit=9, worker="w", ahead=dt.timedelta(minutes=1))
    Slot.objects.filter(pk=slot.pk).update(reason="")
    address = reverse("calendar:hand_over_later", args=[slot.pk])
    return _send(client, address, {"start": wall(next_week(0, 11))}, reason, {}), {"pk": slot.pk}


TUESDAY_TO_MONDAY = {"day": f"{next_week(0, 11).astimezone(BEIJING):%Y-%m-%d}"}
TO_ELEVEN = {"start": wall(next_week(0, 11))}
WAYS = {
    "drag in the week, keyboard": _moved(TO_ELEVEN, JSON),
    "drag in the month or lanes": _moved(TUESDAY_TO_MONDAY, JSON),
    "form of a slot in the pane": _moved(TO_ELEVEN, HTMX),
    "form of a slot on its page": _moved(TO_ELEVEN, {}),
    "a time typed for a post": _placed("other", {}),
    "a free place offered for a post": _placed("offered", HTMX),
    "put off by who publishes by hand": _put_off,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_k2_every_way_asks_for_a_reason(way: Way, account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    asked, row = way(client, account, editor, "")
    body = asked.content.decode()
    assert asked.status_code == 409
    assert BROKEN in (asked.json()["error"] if body.startswith("{") else body)
    assert body.startswith("{") or 'name="reason"' in body
    assert not Slot.objects.filter(**row, scheduled_at=next_week(0, 11)).exists()
    given, row = way(client, account, editor, "双十一收官")
    assert given.status_code in {200, 204, 302}
    assert Slot.objects.get(**row).reason == "双十一收官"
    assert Slot.objects.get(**row).scheduled_at == next_week(0, 11)


def test_k2_filling_never_breaks_it_and_says_what_stays_empty(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    """What is accepted in bulk has no single reason: it is left out with the sentence, and placed one by one."""
    plan = SlotPlan.objects.create(account=account, updated_at=timezone.now())
    SlotTime.objects.create(plan=plan, weekday=0, time=dt.time(11))
    post = make_post(account, text="要填进去的一条，你看呢？")
    client, address = client_of(editor), fill_url(date=next_week().date(), account=account.pk)
    assert [one.post_id for one in client.get(address).context["proposal"].choices] == []
    key = f"{post.pk}@{wall(next_week(0, 11))}:00"
    client.post(address, {"choice": [key]})
    assert not Slot.objects.filter(post=post).exists()
    assert BROKEN in client.get(reverse("calendar:calendar")).content.decode()
