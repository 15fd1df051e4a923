"""Presets in words, and what each would change (K1, K2)."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from core.templatetags.show import WEEKDAYS
from publishing.models import Policy, PolicyPreset, SlotPreset
from publishing.queries.plans import POLICY_FIELDS, plans_of

MOST = 500


@dataclass(frozen=True, slots=True)
class Effect:
    """One account: what it has now, and whether the preset is something else."""

    account: WeiboAccount
    now: str
    changes: bool


def times_in_words(times: list[list[object]]) -> str:
    """周一 11:00 17:00；周二 …"""
    days: dict[int, list[str]] = {}
    for day, time in times:
        days.setdefault(int(str(day)), []).append(str(time))
    return _("；").join(f"{WEEKDAYS[day]} {' '.join(found)}" for day, found in sorted(days.items()))


def policy_in_words(policy: Policy | PolicyPreset) -> str:
    """Its name and its numbers."""
    parts = [
        (policy.min_per_day, _("每天至少 %(n)d 条")),
        (policy.max_per_day, _("每天至多 %(n)d 条")),
        (policy.min_gap_minutes, _("间隔至少 %(n)d 分钟")),
    ]
    found = [words % {"n": number} for number, words in parts if number is not None]
    burst = _("%(minutes)d 分钟内至多 %(n)d 条") % {"minutes": policy.burst_minutes, "n": policy.burst_posts}
    return _("，").join([*found, burst])


def preset_words(preset: SlotPreset | PolicyPreset) -> str:
    """What it says."""
    return times_in_words(preset.times) if isinstance(preset, SlotPreset) else policy_in_words(preset)


def effects_of(preset: SlotPreset | PolicyPreset, accounts: "QuerySet[WeiboAccount]") -> list[Effect]:
    """Account by account; two queries."""
    rows = plans_of(accounts).order_by("nickname", "pk")[:MOST]
    if isinstance(preset, SlotPreset):
        return [_times_effect(preset, row) for row in rows]
    return [_policy_effect(preset, row) for row in rows]


def _times_effect(preset: SlotPreset, account: WeiboAccount) -> Effect:
    plan = getattr(account, "slot_plan", None)
    times: list[list[object]] = [[row.weekday, f"{row.time:%H:%M}"] for row in plan.times.all()] if plan else []
    return Effect(account, times_in_words(times), times != sorted(map(list, preset.times)))


def _policy_effect(preset: PolicyPreset, account: WeiboAccount) -> Effect:
    policy: Policy | None = getattr(account, "policy", None)
    same = policy is not None and all(getattr(policy, name) == getattr(preset, name) for name in POLICY_FIELDS)
    return Effect(account, policy_in_words(policy) if policy else "", not same)


def preset_times(preset: SlotPreset) -> dict[str, str]:
    """As the form shows them: `day0` → "11:00 17:00"."""
    found: dict[str, list[str]] = {}
    for day, time in preset.times:
        found.setdefault(f"day{day}", []).append(time)
    return {"name": preset.name} | {name: " ".join(times) for name, times in found.items()}


def preset_numbers(preset: PolicyPreset) -> dict[str, object]:
    """As the form shows them."""
    return {name: getattr(preset, name) for name in POLICY_FIELDS}
