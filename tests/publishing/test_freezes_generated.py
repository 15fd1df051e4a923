"""Claims, begins, freezes, ends and releases in any order: nothing begins under a live freeze."""

import datetime as dt
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User, WeiboAccount
from core.errors import UserError
from publishing import services
from publishing.models import Attempt, Freeze, FreezeOrigin, Release, Slot, SlotState
from publishing.queries import Reach, reach_of
from publishing.services import ReleaseWish
from tests.publishing.freezing import REACHES, covered, make_company, slots_of

pytestmark = pytest.mark.django_db
STEPS = st.one_of(
    st.tuples(st.just("claim"), st.integers(1, 6)),
    st.tuples(st.just("begin"), st.integers(1, 4)),
    st.tuples(st.just("freeze"), st.sampled_from(sorted(REACHES))),
    st.tuples(st.just("crisis"), st.sampled_from(sorted(REACHES))),
    st.tuples(st.just("end"), st.integers(0, 3)),
    st.tuples(st.just("release"), st.integers(0, 12)),
    st.tuples(st.just("agree"), st.integers(0, 3)),
)


class World:
    """The product and what must be true of it."""

    def __init__(self, accounts: list[WeiboAccount], people: tuple[User, User], at: dt.datetime) -> None:
        self.at, self.people = at, people
        self.company = make_company(accounts, at)
        self.slots = slots_of(self.company, 16, at)
        self.ticks = count(1)
        self.released_by_two: set[int] = set()

    @property
    def now(self) -> dt.datetime:
        return self.at + dt.timedelta(milliseconds=next(self.ticks))

    def live(self) -> list[Reach]:
        return [reach_of(row) for row in Freeze.objects.filter(ended_at=None).select_related("group", "account")]

    def claim(self, limit: int) -> None:
        services.claim_due_slots(now=self.now, limit=limit, worker="w", ahead=dt.timedelta(seconds=1))

    def begin(self, limit: int) -> None:
        ids = list(Attempt.objects.filter(called_at=None, outcome="").values_list("pk", flat=True)[:limit])
        live = self.live()
        go = services.begin_calls(attempt_ids=ids, now=self.now)
        for slot in Slot.objects.filter(attempts__in=go).select_related("account__group__parent", "post__version"):
            assert not any(covered(reach, slot) for reach in live), "it began under a freeze"

    def freeze(self, scope: str, origin: str = FreezeOrigin.HAND) -> None:
        reach = REACHES[scope](self.company)
        services.freeze(scope=reach, reason=scope, by=self.people[0], at=self.now, origin=origin)
        for slot in Slot.objects.filter(state=SlotState.PLANNED).select_related("account__group__parent"):
            assert not covered(reach, slot), "it is planned under a freeze"

    def crisis(self, scope: str) -> None:
        self.freeze(scope, FreezeOrigin.CRISIS)

    def end(self, index: int) -> None:
        rows = list(Freeze.objects.filter(ended_at=None).order_by("pk"))
        before = set(Slot.objects.filter(state=SlotState.HELD).values_list("pk", flat=True))
        services.unfreeze(freeze=rows[index % len(rows)], by=self.people[0], at=self.now) if rows else None
        after = set(Slot.objects.filter(state=SlotState.HELD).values_list("pk", flat=True))
        assert before == after, "ending a freeze puts nothing back"

    def release(self, index: int) -> None:
        slot = Slot.objects.filter(state=SlotState.HELD).order_by("pk")[index : index + 1].first()
        if slot is None:
            return
        crisis = slot.held_by is not None and slot.held_by.is_crisis
        done = services.release_held(wish=ReleaseWish((slot.pk,), reason="好了"), by=self.people[0], at=self.now)
        assert not (crisis and (done.planned or done.missed)), "one person put back what a crisis held"

    def agree(self, index: int) -> None:
        rows = list(Release.objects.filter(state="asked").order_by("pk"))
        if rows:
            services.decide_release(release=rows[index % len(rows)], accept=True, by=self.people[1], at=self.now)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=24))
def test_nothing_begins_under_a_freeze_whatever_the_order(
    account: WeiboAccount,
    other_account: WeiboAccount,
    editor: User,
    approver: User,
    administrator: User,
    at: dt.datetime,
    steps: list[tuple[str, int | str]],
) -> None:
    with transaction.atomic():
        world = World([account, other_account], (approver, administrator), at)
        for name, value in steps:
            try:
                with transaction.atomic():
                    getattr(world, name)(value)
            except UserError:  # still frozen, asked already, the same freeze again: refused, nothing has changed
                continue
        transaction.set_rollback(True)
