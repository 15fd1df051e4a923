"""Doors of the calendar: the only way from a URL to a slot or a freeze."""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import Person, cans_over, require, rights_of
from accounts.models import AccountGroup, User
from accounts.roles import Can
from core.audit import SYSTEM, Actor
from core.errors import Forbidden, NotFound, existing
from publishing.models import (
    Freeze,
    PolicyPreset,
    Relay,
    RelayPreset,
    RelayStep,
    Release,
    SilenceDay,
    Slot,
    SlotPreset,
)
from publishing.models.slots import SlotQuerySet
from publishing.queries.freezes import Reach, reach_of


def slots_for(user: Person, can: Can = Can.VIEW) -> SlotQuerySet:
    """Slots of the accounts for which a person may do `can`."""
    ids = rights_of(user).account_ids(can)
    return Slot.objects.all() if ids is None else Slot.objects.filter(account_id__in=ids)


def slot_for(user: Person, pk: int, *, to: Can = Can.VIEW) -> Slot:
    """One slot behind its door. Raises `NotFound` for strangers, `Forbidden` for colleagues without the right."""
    rows = Slot.objects.select_related("account", "post__category", "post__version", "post__account", "created_by")
    slot = rows.filter(pk=pk).first()
    rights = rights_of(user)
    if slot is None or not (rights.may(Can.VIEW, slot.account_id) or rights.may(to, slot.account_id)):
        raise NotFound(_("没有找到这条排期。"))
    require(user, to, slot.account_id)
    return slot


def may_freeze(user: Person, reach: Reach) -> bool:
    """Whether a person may freeze this, and end it: an account or group he has the right for, else all of it."""
    rights = rights_of(user)
    if reach.account is not None:
        return rights.may(Can.FREEZE, reach.account.pk)
    if reach.group is not None:
        return Can.FREEZE in cans_over(user, group_id=reach.group.pk)
    return rights.may(Can.FREEZE)


@dataclass(frozen=True, slots=True)
class ByRule:
    """Somebody whose click a rule of the company turns into a freeze: the right is the rule's, the name is his."""

    person: User

    @property
    def pk(self) -> int:
        return self.person.pk

    def get_full_name(self) -> str:
        return self.person.get_full_name()


def require_freeze(by: Actor, reach: Reach) -> None:
    """What the freeze services ask again: a person must have the right for all of it; the system and a rule may."""
    if by is not SYSTEM and not isinstance(by, ByRule) and not may_freeze(cast(Person, by), reach):
        raise Forbidden(_("您没有这项操作的权限，需要时请联系管理员。"), code=f"forbidden.{Can.FREEZE}")


def freeze_for(user: Person, pk: int) -> Freeze:
    """A freeze that this person may end: of his account or group, or of everything when he may freeze everywhere."""
    freeze = existing(
        Freeze.objects.select_related("account", "group", "campaign").filter(pk=pk).first(), _("没有找到这次冻结。")
    )
    require_freeze(cast(Actor, user), reach_of(freeze))
    return freeze


def freeze_seen_by(user: Person, pk: int) -> Freeze:
    """A freeze as every colleague may see it: one of an account only by those who see the account."""
    freeze = Freeze.objects.select_related("account", "group", "campaign", "day", "started_by", "ended_by")
    found = freeze.filter(pk=pk).first()
    rights = rights_of(user)
    if not rights.may_somewhere(Can.VIEW) or found is None or not concerns(found, user):
        raise NotFound(_("没有找到这次冻结。"))
    return found


def concerns(freeze: Freeze, user: Person) -> bool:
    """Whether a person sees what it stops: everything but a freeze of an account that he does not see."""
    return freeze.account_id is None or rights_of(user).may(Can.VIEW, freeze.account_id)


def release_for(user: Person, pk: int) -> Release:
    """A decision about held slots, for whoever sees one of their accounts."""
    found = Release.objects.select_related("freeze", "asked_by", "decided_by").filter(pk=pk).first()
    rights = rights_of(user)
    ids = found.slots.values_list("slot__account_id", flat=True) if found is not None else ()
    if found is None or not any(rights.may(Can.VIEW, account_id) for account_id in ids):
        raise NotFound(_("没有找到这次放回。"))
    return found


def groups_to_freeze(user: Person) -> "QuerySet[AccountGroup]":
    """For the freeze switch: the groups for which a person has the right, all of them when he has it everywhere."""
    rights = rights_of(user)
    groups = AccountGroup.objects.order_by("position", "pk")
    own = [pk for pk, cans in rights.by_group.items() if Can.FREEZE in cans]
    return groups if rights.may(Can.FREEZE) else groups.filter(pk__in=own)


def silence_day_for(user: Person, pk: int) -> SilenceDay:
    """A silence day; days count for all, so only who may freeze everything changes them."""
    require(user, Can.FREEZE)
    return existing(SilenceDay.objects.select_related("group").filter(pk=pk).first(), _("没有找到这一天。"))


def relay_for(user: Person, pk: int, *, to: Can = Can.VIEW) -> Relay:
    """A relay for whoever may see one of its accounts; to change it one must have the right for every one of them."""
    relay = Relay.objects.select_related("idea", "category", "created_by").filter(pk=pk).first()
    ids = list(RelayStep.objects.filter(relay_id=pk).values_list("account_id", flat=True))
    rights = rights_of(user)
    if relay is None or not any(rights.may(Can.VIEW, account_id) for account_id in ids):
        raise NotFound(_("没有找到这个联动。"))
    for account_id in ids if to != Can.VIEW else []:
        require(user, to, account_id)
    return relay


def plan_preset_for(user: Person, kind: str, pk: int) -> SlotPreset | PolicyPreset:
    """A preset of weekly times (`kind` slots) or of policies; presets count for every account."""
    require(user, Can.SCHEDULE)
    rows: dict[str, Any] = {"slots": SlotPreset, "policies": PolicyPreset}
    found = rows[kind].objects.filter(pk=pk).first() if kind in rows else None
    return cast("SlotPreset | PolicyPreset", existing(found, _("没有找到这个预设。")))


def preset_for(user: Person, pk: int) -> RelayPreset:
    """A preset of relays; presets count for every account."""
    require(user, Can.SCHEDULE)
    return existing(RelayPreset.objects.filter(pk=pk).first(), _("没有找到这个预设。"))
