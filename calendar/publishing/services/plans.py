"""Slot plans and policies of accounts (K1 to K4)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_actor
from accounts.models import WeiboAccount
from accounts.roles import Can
from core import audit
from core.errors import Conflict, UserError
from publishing.models import Policy, PolicyPreset, SlotPlan, SlotPreset, SlotTime

WeekTime = tuple[int, dt.time]


@dataclass(frozen=True, slots=True)
class PolicyInput:
    """The numbers of a policy (K2, K4); None = not limited."""

    name: str
    min_per_day: int | None = None
    max_per_day: int | None = None
    min_gap_minutes: int | None = None
    burst_posts: int = 3
    burst_minutes: int = 30
    spread_minutes: int = 0


def apply_slot_preset(
    account: WeiboAccount, *, by: audit.Actor, at: dt.datetime, preset: SlotPreset | None = None
) -> SlotPlan:
    """K1: give an account the weekly times of a preset, the default one when none is named."""
    chosen = preset or SlotPreset.objects.filter(is_default=True).first()
    if chosen is None:
        raise UserError(_("没有默认的时段预设，请先设置。"), code="calendar.no_preset")
    times = [(int(day), dt.time.fromisoformat(time)) for day, time in chosen.times]
    return set_slot_times(account=account, times=times, by=by, at=at)


@transaction.atomic
def set_slot_times(*, account: WeiboAccount, times: Iterable[WeekTime], by: audit.Actor, at: dt.datetime) -> SlotPlan:
    """Replace the weekly times of an account (K1)."""
    require_actor(by, Can.SCHEDULE, account.pk)
    plan, _created = SlotPlan.objects.select_for_update().get_or_create(account=account, defaults={"updated_at": at})
    before = _times_text(plan)
    plan.times.all().delete()
    SlotTime.objects.bulk_create(SlotTime(plan=plan, weekday=day, time=time) for day, time in sorted(set(times)))
    plan.updated_at = at
    plan.save(update_fields=["updated_at"])
    change = audit.Change({"times": before}, {"times": _times_text(plan)}, account_id=account.pk)
    audit.record("calendar.slot_plan.set", plan, by=by, at=at, change=change)
    return plan


@transaction.atomic
def move_slot_times(
    *, account: WeiboAccount, moves: Iterable[tuple[int, dt.time, dt.time]], by: audit.Actor, at: dt.datetime
) -> SlotPlan:
    """K1, I4: put some of the weekly times elsewhere on their day; the same moves backwards undo it.

    Raises `Conflict` when the plan is not the one that the moves were made for.
    """
    require_actor(by, Can.SCHEDULE, account.pk)
    plan = SlotPlan.objects.select_for_update().filter(account=account).first()
    times: set[WeekTime] = set(plan.times.values_list("weekday", "time")) if plan else set()
    asked = list(moves)
    leaving, coming = {(day, was) for day, was, _to in asked}, {(day, to) for day, _was, to in asked}
    kept = times - leaving
    if not asked or not leaving <= times or len(leaving) < len(asked) or len(coming) < len(asked) or coming & kept:
        raise Conflict(_("每周时段已经改过，和看到的不同。请刷新后再试。"), code="calendar.slot_plan.changed")
    return set_slot_times(account=account, times=kept | coming, by=by, at=at)


def apply_policy_preset(
    account: WeiboAccount, *, by: audit.Actor, at: dt.datetime, preset: PolicyPreset | None = None
) -> Policy:
    """K2: give an account the policy of a preset, the default one when none is named."""
    chosen = preset or PolicyPreset.objects.filter(is_default=True).first()
    if chosen is None:
        raise UserError(_("没有默认的频次预设，请先设置。"), code="calendar.no_preset")
    names = PolicyInput.__dataclass_fields__
    numbers = PolicyInput(**{name: getattr(chosen, name) for name in names})
    return set_policy(account=account, numbers=numbers, by=by, at=at)


@transaction.atomic
def set_policy(*, account: WeiboAccount, numbers: PolicyInput, by: audit.Actor, at: dt.datetime) -> Policy:
    """Replace the policy of an account (K2). Raises `UserError` when the least is above the most."""
    require_actor(by, Can.SCHEDULE, account.pk)
    least, most = numbers.min_per_day, numbers.max_per_day
    if least is not None and most is not None and least > most:
        raise UserError(_("每天至少的条数不能多于每天至多的条数。"), field="min_per_day")
    if numbers.burst_posts < 1 or numbers.burst_minutes < 1:
        raise UserError(_("连发上限和时限都要大于 0。"), field="burst_posts")
    old = Policy.objects.select_for_update().filter(account=account).first()
    before = {name: getattr(old, name) for name in asdict(numbers)} if old else {}
    policy, _created = Policy.objects.update_or_create(account=account, defaults=asdict(numbers))
    audit.record(
        "calendar.policy.set", policy, by=by, at=at, change=audit.Change(before, asdict(numbers), account_id=account.pk)
    )
    return policy


def _times_text(plan: SlotPlan) -> list[str]:
    return [f"{weekday} {time:%H:%M}" for weekday, time in plan.times.values_list("weekday", "time")]
