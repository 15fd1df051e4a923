"""Versions of the incentive plan (A10)."""

import datetime as dt
from typing import Any

from reports.models import IncentivePlan, preset_targets


def incentive_plans() -> list[IncentivePlan]:
    """Every version of the incentive plan that was not withdrawn, the newest month first (A10)."""
    return list(IncentivePlan.objects.filter(withdrawn_at=None).select_related("created_by"))


def incentive_plan_on(day: dt.date) -> IncentivePlan | None:
    """The version that holds on a day."""
    return IncentivePlan.objects.filter(withdrawn_at=None, valid_from__lte=day).order_by("-valid_from").first()


def incentive_start(today: dt.date, preset: dict[str, int]) -> dict[str, Any]:
    """What the form of a new version begins with: the newest version, or the preset; from next month on."""
    newest = IncentivePlan.objects.filter(withdrawn_at=None).first()
    month = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    begin: dict[str, Any] = {"valid_from": month if newest else today.replace(day=1)}
    begin |= {f"weight_{name}": weight for name, weight in (newest.weights if newest else preset).items()}
    begin |= {f"target_{name}": target for name, target in (newest.targets if newest else preset_targets()).items()}
    return begin | ({"base": newest.base, "bonus": newest.bonus} if newest else {"base": 500, "bonus": 2000})
