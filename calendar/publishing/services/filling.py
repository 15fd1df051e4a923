"""K8: accept a proposal for a week, whole or in part."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import WeiboAccount
from core import audit
from core.dates import Week
from publishing.models import Slot
from publishing.planner import Choice, Gap
from publishing.queries.stock import propose_week
from publishing.services.placing import Wish, place_slots


@dataclass(frozen=True, slots=True)
class Filled:
    """What was placed, and what stays empty with the reason."""

    slots: tuple[Slot, ...]
    gaps: tuple[Gap, ...]


def plan_week(*, accounts: Iterable[WeiboAccount], week: Week, by: audit.Actor, at: dt.datetime) -> Filled:
    """Propose and accept everything for the rest of `week` after `at`."""
    filling = propose_week(accounts, week, at=at)
    accepted = accept_choices(choices=filling.choices, by=by, at=at)
    return Filled(accepted.slots, tuple(sorted([*filling.gaps, *accepted.gaps], key=lambda gap: gap.at)))


def accept_choices(*, choices: Iterable[Choice], by: audit.Actor, at: dt.datetime) -> Filled:
    """Place what a person has accepted, each by itself: what no longer fits stays empty with the sentence why."""
    wanted = list(choices)
    accounts = {choice.post_id: choice.account_id for choice in wanted}
    placed = place_slots(wishes=[Wish(choice.post_id, choice.at) for choice in wanted], by=by, at=at)
    gaps = [Gap(accounts[row.wish.post_id], row.wish.at, str(row.error)) for row in placed.refused]
    return Filled(tuple(placed.slots), tuple(gaps))
