"""What the quota form begins with."""

from decimal import Decimal
from typing import Any

from django.db.models import Q

from accounts.models import WeiboAccount
from content.models import Category, QuotaPreset
from content.queries.balance import preset_plan
from content.queries.facts import plan_of


def plan_categories(preset: QuotaPreset | None = None) -> list[Category]:
    """Categories that a plan may name: those of the preset first, then what is in use."""
    named = [row[0] for row in preset.shares] if preset else []
    rows = Category.objects.filter(Q(is_active=True) | Q(slug__in=named))
    return sorted(rows, key=lambda row: (named.index(row.slug) if row.slug in named else len(named), row.position))


def quota_presets() -> list[QuotaPreset]:
    """The sets of the document (C1, C2)."""
    return list(QuotaPreset.objects.all())


def quota_preset(pk: int | None) -> QuotaPreset | None:
    """One of them."""
    return QuotaPreset.objects.filter(pk=pk).first() if pk is not None else None


def preset_values(preset: QuotaPreset, categories: list[Category]) -> dict[str, Any]:
    """Initial values by form field of a preset; where the document names no percent the field is empty."""
    ids = {category.slug: category.pk for category in categories}
    found: dict[str, Any] = {"promotional_percent": 20, "inviting_percent": 50}
    for slug, *numbers in preset.shares:
        found |= _fields(ids[slug], *numbers) if slug in ids else {}
    return found


def _fields(category_id: int, *numbers: Any) -> dict[str, Any]:
    names = (f"share_{category_id}", f"min_{category_id}", f"max_{category_id}")
    return {name: f"{Decimal(number).normalize():f}" for name, number in zip(names, numbers, strict=True) if number}


def plan_values(account: WeiboAccount | None) -> dict[str, Any]:
    """Initial values by form field, from the account's plan or the preset."""
    plan = plan_of(account) if account else preset_plan()
    if plan is None:
        return {"promotional_percent": 20, "inviting_percent": 50}
    found: dict[str, Any] = {"promotional_percent": plan.promotional_percent, "inviting_percent": plan.inviting_percent}
    for share in plan.shares.all():
        found |= _fields(share.category_id, share.percent, share.minimum, share.maximum)
    return found
