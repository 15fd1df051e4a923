"""Presets of weekly times (K1) and of policies (K2, K4): kept by the team, those of the document can be put back."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from core import audit
from core.errors import Conflict, UserError
from publishing.models import PolicyPreset, SlotPreset
from publishing.services.plans import PolicyInput, WeekTime, apply_policy_preset, apply_slot_preset

Preset = SlotPreset | PolicyPreset
P = TypeVar("P", SlotPreset, PolicyPreset)
WEEK = [(day, time) for day in (0, 1, 4) for time in ("11:00", "17:00")]
WEEK += [(day, time) for day in (2, 3) for time in ("10:00", "11:00", "14:00", "17:00")]
SLOT_SEEDS = {"S1.8": ("文档周计划", [list(row) for row in WEEK])}
POLICY_SEEDS = {
    "S1.5": PolicyInput("每天 5 至 10 条，间隔 1 小时以上", 5, 10, 60),
    "S1.6": PolicyInput("每天 4 至 6 条，间隔 2 小时以上", 4, 6, 120),
    "S1.4": PolicyInput("每天至少 7 条", 7),
}
"""As the document has them, by source: what a preset is put back to."""


@transaction.atomic
def set_slot_preset(
    *, preset: SlotPreset | None, name: str, times: Iterable[WeekTime], by: User, at: dt.datetime
) -> SlotPreset:
    """A new one or a changed one; accounts that took it over keep what they have."""
    rows = [[day, f"{time:%H:%M}"] for day, time in sorted(set(times))]
    if not rows:
        raise UserError(_("至少要有一个时间。"), field="name")
    return _keep(preset or SlotPreset(), {"name": name.strip(), "times": rows}, by, at)


@transaction.atomic
def set_policy_preset(*, preset: PolicyPreset | None, numbers: PolicyInput, by: User, at: dt.datetime) -> PolicyPreset:
    """A new one or a changed one. Raises `UserError` when the least is above the most."""
    least, most = numbers.min_per_day, numbers.max_per_day
    if least is not None and most is not None and least > most:
        raise UserError(_("每天至少的条数不能多于每天至多的条数。"), field="min_per_day")
    return _keep(preset or PolicyPreset(), asdict(numbers) | {"name": numbers.name.strip()}, by, at)


@transaction.atomic
def reset_preset(*, preset: Preset, by: User, at: dt.datetime) -> Preset:
    """As the document has it. Raises `Conflict` for one that the team made itself."""
    if isinstance(preset, SlotPreset) and preset.source in SLOT_SEEDS:
        name, times = SLOT_SEEDS[preset.source]
        return _keep(preset, {"name": name, "times": times}, by, at)
    if isinstance(preset, PolicyPreset) and preset.source in POLICY_SEEDS:
        return _keep(preset, asdict(POLICY_SEEDS[preset.source]), by, at)
    raise Conflict(_("这个预设是团队自己加的，没有原样可恢复。"), code="calendar.no_seed")


@transaction.atomic
def remove_preset(*, preset: Preset, by: User, at: dt.datetime) -> None:
    """It is no longer offered. Raises `Conflict` for those of the document and for the default one."""
    require(by, Can.SCHEDULE)
    if preset.source or preset.is_default:
        raise Conflict(_("文档自带的预设不能删除，可以改，也可以恢复原样。"), code="calendar.seed")
    audit.record("calendar.preset.removed", preset, by=by, at=at, change=audit.Change(before=_told(preset)))
    preset.delete()


@transaction.atomic
def apply_preset_to(*, preset: Preset, accounts: Iterable[WeiboAccount], by: User, at: dt.datetime) -> int:
    """Give several accounts what a preset says, each as by itself: rights are asked for every one. How many."""
    chosen = list(accounts)
    for account in chosen:
        if isinstance(preset, SlotPreset):
            apply_slot_preset(account, preset=preset, by=by, at=at)
        else:
            apply_policy_preset(account, preset=preset, by=by, at=at)
    return len(chosen)


def _keep(preset: P, fields: dict[str, object], by: User, at: dt.datetime) -> P:
    require(by, Can.SCHEDULE)
    if not fields["name"]:
        raise UserError(_("请写下预设的名称。"), field="name")
    if type(preset)._default_manager.filter(name=fields["name"]).exclude(pk=preset.pk).exists():
        raise UserError(_("已有同名的预设。"), field="name")
    before = _told(preset) if preset.pk else {}
    for name, value in fields.items():
        setattr(preset, name, value)
    preset.save()
    audit.record("calendar.preset.set", preset, by=by, at=at, change=audit.Change(before, _told(preset)))
    return preset


def _told(preset: Preset) -> dict[str, object]:
    if isinstance(preset, SlotPreset):
        return {"name": preset.name, "times": preset.times}
    return {name: getattr(preset, name) for name in PolicyInput.__dataclass_fields__}
