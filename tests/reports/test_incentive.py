"""A10: the incentive plan is data; each version holds from a month on, and months that have begun keep theirs."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from reports.models import IncentivePlan, Measure, preset_targets
from reports.queries import incentive_plan_on
from reports.services import PlanInput, add_incentive_plan, withdraw_incentive_plan
from tests.conftest import AT, ClientOf

WEIGHTS = {"follower_growth": 20, "posts": 15, "reposts": 15, "comments": 15, "response_time": 15, "quality": 20}
NOVEMBER, DECEMBER, MAY = dt.date(2026, 11, 1), dt.date(2026, 12, 1), dt.date(2027, 5, 1)


def plan(valid_from: dt.date = NOVEMBER, **changed: object) -> PlanInput:
    values = {"valid_from": valid_from, "base": Decimal(500), "bonus": Decimal(2000), "weights": WEIGHTS, **changed}
    return PlanInput(**values)  # type: ignore[arg-type]


def test_a10_each_month_has_its_version(administrator: User) -> None:
    add_incentive_plan(plan=plan(), by=administrator, at=AT)
    add_incentive_plan(plan=plan(MAY, base=Decimal("612.50")), by=administrator, at=AT)
    assert incentive_plan_on(NOVEMBER - dt.timedelta(days=1)) is None
    for day, base in ((NOVEMBER, 500), (dt.date(2027, 4, 30), 500), (MAY, Decimal("612.50"))):
        found = incentive_plan_on(day)
        assert found is not None and found.base == base
    assert AuditEntry.objects.filter(code="reports.incentive.added").count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (plan(dt.date(2026, 12, 2)), "每月 1 日"),
        (plan(dt.date(2026, 10, 1)), "已经开始的月份"),
        (plan(weights=WEIGHTS | {"posts": 14}), "现在是 99%"),
        (plan(weights=WEIGHTS | {"posts": -5, "quality": 40}), "0 到 100"),
        (plan(weights={"posts": 100}), "0 到 100"),
        (plan(base=Decimal(-1)), "不能是负数"),
    ],
)
def test_a10_what_makes_no_plan(administrator: User, wrong: PlanInput, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        add_incentive_plan(plan=wrong, by=administrator, at=AT)
    assert not IncentivePlan.objects.exists()


def test_a10_a_month_that_has_begun_keeps_its_plan(administrator: User, approver: User) -> None:
    with pytest.raises(Forbidden):
        add_incentive_plan(plan=plan(), by=approver, at=AT)
    first = add_incentive_plan(plan=plan(), by=administrator, at=AT)
    with pytest.raises(UserError, match="已经开始的月份"):
        add_incentive_plan(plan=plan(), by=administrator, at=AT)
    with pytest.raises(Conflict):
        withdraw_incentive_plan(plan=first, by=administrator, at=AT)
    second = add_incentive_plan(plan=plan(DECEMBER), by=administrator, at=AT)
    with pytest.raises(UserError, match="已有一版"):
        add_incentive_plan(plan=plan(DECEMBER), by=administrator, at=AT)
    withdraw_incentive_plan(plan=second, by=administrator, at=AT)
    assert incentive_plan_on(DECEMBER) == first
    assert add_incentive_plan(plan=plan(DECEMBER), by=administrator, at=AT).pk


def test_a10_the_page_keeps_what_was_typed(client_of: ClientOf, administrator: User, manager: User) -> None:
    client, address = client_of(administrator), reverse("reports:incentive_new")
    assert "激励方案写明" in client.get(reverse("reports:incentive")).content.decode()
    month = timezone.now().date().replace(day=1)
    fields = {f"weight_{name}": weight for name, weight in WEIGHTS.items()}
    fields |= {f"target_{name}": target for name, target in preset_targets().items()}  # type: ignore[misc]
    fields |= {"valid_from": str(month), "base": "500", "bonus": "2000", "note": "试行"}  # type: ignore[dict-item]
    refused = client.post(address, fields | {"weight_posts": "5"})
    assert client.post(address, fields | {"target_posts": "0"}).status_code == 422
    assert refused.status_code == 422 and "现在是 90%" in refused.content.decode()
    assert "试行" in refused.content.decode()
    assert client.post(address, fields).status_code == 302
    page = client_of(manager).get(reverse("reports:incentive")).content.decode()
    assert "试行" in page and "生效中" in page and str(Measure.QUALITY.label) in page
    assert client_of(manager).get(address).status_code == 403
