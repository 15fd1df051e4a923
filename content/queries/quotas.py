"""What the quota form begins with."""

from typing import Any

from accounts.models import WeiboAccount
from content.models import Category
from content.queries.balance import preset_plan
from content.queries.facts import plan_of


def active_categories() -> list[Category]:
    """Categories that a plan may name."""
    return list(Category.objects.filter(is_active=True))


def plan_values(account: WeiboAccount | None) -> dict[str, Any]:
    """Initial values by form field, from the account's plan or the preset."""
    plan = plan_of(account) if account else preset_plan()
    if plan is None:
        return {"promotional_percent": 20, "inviting_percent": 50}
    shares = {f"share_{share.category_id}": share.percent.normalize() for share in plan.shares.all()}
    return {
        "promotional_percent": plan.promotional_percent,
        "inviting_percent": plan.inviting_percent,
        **{name: f"{percent:f}" for name, percent in shares.items()},
    }
