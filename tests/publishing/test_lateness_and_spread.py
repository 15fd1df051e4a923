"""Lateness by category and for one slot; K6: minutes are spread and can be put to the minute."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User, WeiboAccount
from content.models import Category
from core.dates import local_day
from core.models import AuditEntry
from publishing import services
from publishing.models import Policy, Slot
from publishing.planner import Limits, Neighbour, Room, Timeline, draw_spread
from tests.conftest import AT, ClientOf
from tests.publishing.makers import make_post

MINUTE = dt.timedelta(minutes=1)
instants = st.integers(0, 1439).map(lambda minute: AT.replace(hour=0) + minute * MINUTE)


@given(
    at=instants,
    minutes=st.integers(0, 120),
    ends_in=st.none() | st.integers(1, 90),
    window=st.none() | st.tuples(st.integers(0, 60), st.integers(1, 60)),
    others=st.lists(instants, max_size=6),
    gap=st.integers(0, 60),
)
def test_k6_a_spread_crosses_no_policy_window_midnight_or_campaign(
    at: dt.datetime,
    minutes: int,
    ends_in: int | None,
    window: tuple[int, int] | None,
    others: list[dt.datetime],
    gap: int,
) -> None:
    around = ((at - window[0] * MINUTE, at + window[1] * MINUTE),) if window else ()
    until = at + ends_in * MINUTE if ends_in is not None else None
    timeline = Timeline(Limits(min_gap_minutes=gap or None), [Neighbour(other) for other in others])
    seconds = draw_spread(7, at, Room(minutes, around, until), timeline)
    leaves = at + dt.timedelta(seconds=seconds)
    assert 0 <= seconds <= minutes * 60
    assert local_day(leaves) == local_day(at)
    assert until is None or leaves < until
    assert all(leaves < end for _start, end in around)
    assert {one.rule for one in timeline.breaches(leaves)} <= {one.rule for one in timeline.breaches(at)}
    assert seconds == draw_spread(7, at, Room(minutes, around, until), timeline)


def test_the_preset_of_a_category_is_changed_on_its_page(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    client, url = client_of(editor), reverse("calendar:late_rules")
    rows = Category.objects.all()
    sent = {f"rule{row.pk}": row.late_rule for row in rows} | {f"minutes{row.pk}": row.late_minutes for row in rows}
    timely = rows.get(slug="timely")
    assert client.post(url, {**sent, f"minutes{timely.pk}": 0}).status_code == 422
    assert client.post(url, {**sent, f"rule{timely.pk}": "ask"}).status_code == 302
    timely.refresh_from_db()
    assert timely.late_rule == "ask"
    assert AuditEntry.objects.filter(code="content.category.lateness_set").count() == 1


def test_a_slot_may_differ_and_takes_the_preset_of_its_new_category(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    now = timezone.now()
    slot = services.place_slot(post=make_post(account), scheduled_at=now + dt.timedelta(days=1), by=editor, at=now)
    client = client_of(editor)
    client.post(reverse("calendar:lateness", args=[slot.pk]), {"late_rule": "send", "late_minutes": 7})
    slot.refresh_from_db()
    assert (slot.late_rule, slot.late_minutes) == ("send", 7)
    slot.post.category = Category.objects.get(slug="knowledge")
    slot.post.save(update_fields=["category"])
    page = client.get(reverse("calendar:slot", args=[slot.pk])).content.decode()
    assert "按预设" in page
    assert "最多迟 240 分钟" in page
    client.post(reverse("calendar:lateness", args=[slot.pk]), {"preset": "1"})
    slot.refresh_from_db()
    assert slot.late_minutes == 240


def test_k6_a_spread_slot_shows_both_times_and_is_put_to_the_minute(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    Policy.objects.create(account=account, name="x", spread_minutes=9)
    now = timezone.now()
    wanted = (now + dt.timedelta(days=1)).replace(second=0, microsecond=0)
    slot = services.place_slot(post=make_post(account), scheduled_at=wanted, by=editor, at=now)
    assert slot.spread_seconds > 0
    client = client_of(editor)
    assert "实际发出" in client.get(reverse("calendar:slot", args=[slot.pk])).content.decode()
    client.post(reverse("calendar:exact", args=[slot.pk]))
    slot.refresh_from_db()
    assert (slot.scheduled_at, slot.spread_seconds) == (wanted, 0)
    moved = services.move_slot(slot=slot, scheduled_at=wanted + dt.timedelta(hours=2), by=editor, at=now)[0]
    assert moved.spread_seconds == 0
    assert Slot.objects.get(pk=slot.pk).planned_at == wanted + dt.timedelta(hours=2)
