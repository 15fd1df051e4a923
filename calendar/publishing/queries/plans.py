"""Slot plans and policies account by account, and the posts that wait for a time."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User, WeiboAccount
from campaigns.models import Campaign, CampaignState
from content.models import Category, Post, PostState
from core.templatetags.show import WEEKDAYS
from publishing.models import GoldenWindow, Policy, PolicyPreset, SlotPreset, SlotTime
from publishing.queries.relays import NOT_IN_A_RELAY

CHOICES = 200
POLICY_FIELDS = (
    "name",
    "min_per_day",
    "max_per_day",
    "min_gap_minutes",
    "burst_posts",
    "burst_minutes",
    "spread_minutes",
)


def plans_of(accounts: "QuerySet[WeiboAccount]") -> "QuerySet[WeiboAccount]":
    """Accounts with their slot plan and policy read along."""
    return accounts.select_related("policy", "slot_plan").prefetch_related("slot_plan__times")


def ready_posts(account_ids: Iterable[int]) -> "QuerySet[Post]":
    """Approved posts without a time, the longest waiting first."""
    posts = Post.objects.visible().filter(account_id__in=account_ids, state=PostState.APPROVED, is_repost=False)
    posts = posts.filter(NOT_IN_A_RELAY)
    return posts.select_related("account", "category", "version", "campaign", "story").order_by("approved_at", "pk")


def categories() -> list[Category]:
    """The categories in use, in their order: filters of the calendar."""
    return list(Category.objects.filter(is_active=True))


def all_categories() -> list[Category]:
    """Every category, those in use first: each has a lateness rule."""
    return list(Category.objects.order_by("-is_active", "position", "pk"))


def times_text(account: WeiboAccount) -> dict[str, str]:
    """The weekly times as the form shows them: `day0` → "11:00 17:00"."""
    found: dict[str, list[str]] = {}
    for weekday, time in SlotTime.objects.filter(plan__account=account).values_list("weekday", "time"):
        found.setdefault(f"day{weekday}", []).append(f"{time:%H:%M}")
    return {name: " ".join(times) for name, times in found.items()}


def policy_values(account: WeiboAccount) -> dict[str, Any]:
    """The policy as the form shows it; the shipped burst limit when there is none."""
    policy = Policy.objects.filter(account=account).first()
    return {name: getattr(policy, name) for name in POLICY_FIELDS} if policy else {}


def presets() -> dict[str, Any]:
    """What the document recommends, to take over with one click."""
    return {"slot_presets": SlotPreset.objects.all(), "policy_presets": PolicyPreset.objects.all()}


def preset_of(slots: str, policy: str) -> tuple[SlotPreset | None, PolicyPreset | None]:
    """The presets behind the buttons."""
    return (
        SlotPreset.objects.filter(pk=int(slots)).first() if slots.isdecimal() else None,
        PolicyPreset.objects.filter(pk=int(policy)).first() if policy.isdecimal() else None,
    )


def golden_windows() -> list[tuple[GoldenWindow, str]]:
    """K3: all of them, each with the days on which it counts in words."""
    return [(row, _days_of(row)) for row in GoldenWindow.objects.all()]


def golden_window(pk: int) -> GoldenWindow | None:
    """One of them."""
    return GoldenWindow.objects.filter(pk=pk).first()


def _days_of(row: GoldenWindow) -> str:
    if row.weekday is not None:
        return str(WEEKDAYS[row.weekday])
    return _("每个工作日") if row.on_workdays else _("每个休息日")


def campaigns_to_filter() -> list[Campaign]:
    """Campaigns that are not over: filters of the calendar."""
    return list(Campaign.objects.exclude(state=CampaignState.CANCELLED).order_by("-starts_at", "-pk")[:CHOICES])


def authors_to_filter() -> list[tuple[int, str]]:
    """People who are here: filters of the calendar."""
    return list(User.objects.filter(is_active=True).order_by("name", "pk").values_list("pk", "name")[:CHOICES])
