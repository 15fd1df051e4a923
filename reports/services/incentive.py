"""Versions of the incentive plan (A10)."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.dates import local_day
from core.errors import Conflict, UserError
from reports.models import IncentivePlan, Measure, preset_targets


@dataclass(frozen=True)
class PlanInput:
    """A version of the incentive plan: money in yuan, weights in whole percent."""

    valid_from: dt.date
    base: Decimal
    bonus: Decimal
    weights: dict[str, int]
    note: str = ""
    targets: dict[str, float] = field(default_factory=preset_targets)
    """What earns a measure's full score in a month."""


def add_incentive_plan(*, plan: PlanInput, by: User, at: dt.datetime) -> IncentivePlan:
    """A10: a version that holds from the first of a month. Months that have begun keep the plan they had.

    Raises `UserError` for weights that do not make 100, and for a month that has begun (unless it is the first plan)
    or has a version already.
    """
    require(by, Can.MANAGE_PEOPLE)
    _check_plan(plan, first=not IncentivePlan.objects.filter(withdrawn_at=None).exists(), today=local_day(at))
    try:
        with transaction.atomic():
            row = IncentivePlan.objects.create(
                valid_from=plan.valid_from,
                base=plan.base,
                bonus=plan.bonus,
                weights=plan.weights,
                targets=plan.targets,
                note=plan.note,
                created_by=by,
                created_at=at,
            )
            after = {"valid_from": str(plan.valid_from), "base": str(plan.base), "bonus": str(plan.bonus)}
            change = Change(after=after | {"weights": plan.weights, "targets": plan.targets}, reason=plan.note)
            record("reports.incentive.added", row, by=by, at=at, change=change)
    except IntegrityError:
        raise UserError(_("这个月已有一版方案，请先撤回它。"), code="incentive.double", field="valid_from") from None
    return row


def withdraw_incentive_plan(*, plan: IncentivePlan, by: User, at: dt.datetime) -> IncentivePlan:
    """Take a version back before its first month begins. Raises `Conflict` afterwards."""
    require(by, Can.MANAGE_PEOPLE)
    with transaction.atomic():
        row = IncentivePlan.objects.select_for_update().get(pk=plan.pk)
        if row.withdrawn_at is not None or row.valid_from <= local_day(at):
            raise Conflict(_("这一版已经生效或已撤回，不能再撤回。"), code="incentive.begun")
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        record("reports.incentive.withdrawn", row, by=by, at=at, change=Change(before={"valid_from": str(row)}))
    return row


def _check_plan(plan: PlanInput, *, first: bool, today: dt.date) -> None:
    if plan.valid_from.day != 1:
        raise UserError(_("方案从每月 1 日起生效。"), code="incentive.day", field="valid_from")
    if plan.valid_from < today.replace(day=1) or (plan.valid_from <= today and not first):
        raise UserError(_("已经开始的月份不能改，请从下个月或更晚开始。"), code="incentive.past", field="valid_from")
    if set(plan.weights) != set(Measure.values) or any(not 0 <= weight <= 100 for weight in plan.weights.values()):
        raise UserError(_("每项权重应是 0 到 100 的整数。"), code="incentive.weight")
    if sum(plan.weights.values()) != 100:
        total = sum(plan.weights.values())
        raise UserError(_("权重合计应为 100%%，现在是 %(total)d%%。") % {"total": total}, code="incentive.sum")
    if set(plan.targets) != set(Measure.values) or any(not target > 0 for target in plan.targets.values()):
        raise UserError(_("每项的目标要大于零。"), code="incentive.target")
    if plan.base < 0 or plan.bonus < 0:
        raise UserError(_("金额不能是负数。"), code="incentive.money", field="base")
