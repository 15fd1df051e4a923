"""Freeze, schedule of an account, slot rows: everybody locks in this order, so that two never wait for each other."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User, WeiboAccount
from publishing import services
from publishing.models import FreezeOrigin, ReleaseKind, Slot
from publishing.queries import Reach
from publishing.services import ReleaseWish
from tests.publishing.makers import make_post, make_slot

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def slot(account: WeiboAccount, at: dt.datetime) -> Slot:
    return make_slot(make_post(account), at + 5 * HOUR)


def keeps_order(act: Callable[[], object]) -> bool:
    with CaptureQueriesContext(connection) as ran:
        act()
    statements = [str(query["sql"]) for query in ran.captured_queries]
    schedule = [n for n, sql in enumerate(statements) if "pg_advisory_xact_lock(" in sql and "7202" in sql]
    slots = [n for n, sql in enumerate(statements) if 'FOR UPDATE OF "calendar_slot"' in sql]
    assert schedule and slots, "both are locked"
    return schedule[0] < slots[0]


def test_when_it_is_moved_or_set_to_the_minute(slot: Slot, editor: User, at: dt.datetime) -> None:
    moved = at + 6 * HOUR
    assert keeps_order(lambda: services.move_slot(slot=slot, scheduled_at=moved, by=editor, at=at, reason="错开"))
    assert keeps_order(lambda: services.set_exact(slot=slot, by=editor, at=at))


@pytest.mark.parametrize("origin", [FreezeOrigin.HAND, FreezeOrigin.CRISIS])
def test_when_held_ones_go_to_another_time(
    slot: Slot, editor: User, approver: User, at: dt.datetime, origin: FreezeOrigin
) -> None:
    freeze, _held = services.freeze(scope=Reach(), reason="核实", by=approver, at=at, origin=origin)
    services.unfreeze(freeze=freeze, by=approver, at=at)
    wish = ReleaseWish((slot.pk,), ReleaseKind.TIME, at + 7 * HOUR, "已经平息")
    done: list[services.Released] = []
    assert keeps_order(lambda: done.append(services.release_held(wish=wish, by=editor, at=at)))
    if origin == FreezeOrigin.CRISIS:
        release = done[0].releases[0]
        assert keeps_order(lambda: services.decide_release(release=release, accept=True, by=approver, at=at))
