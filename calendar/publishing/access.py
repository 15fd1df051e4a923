"""Doors of the calendar: the only way from a URL to a slot or a freeze."""

from typing import cast

from django.utils.translation import gettext as _

from accounts.access import Person, cans_over, require, rights_of
from accounts.roles import Can
from core.audit import SYSTEM, Actor
from core.errors import Forbidden, NotFound, existing
from publishing.models import Freeze, Relay, RelayPreset, RelayStep, Slot
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


def require_freeze(by: Actor, reach: Reach) -> None:
    """What the freeze services ask again: a person must have the right for all of it, the system itself may."""
    if by is not SYSTEM and not may_freeze(cast(Person, by), reach):
        raise Forbidden(_("您没有这项操作的权限，需要时请联系管理员。"), code=f"forbidden.{Can.FREEZE}")


def freeze_for(user: Person, pk: int) -> Freeze:
    """A freeze that this person may end: of his account or group, or of everything when he may freeze everywhere."""
    freeze = existing(
        Freeze.objects.select_related("account", "group", "campaign").filter(pk=pk).first(), _("没有找到这次冻结。")
    )
    require_freeze(cast(Actor, user), reach_of(freeze))
    return freeze


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


def preset_for(user: Person, pk: int) -> RelayPreset:
    """A preset of relays; presets count for every account."""
    require(user, Can.SCHEDULE)
    return existing(RelayPreset.objects.filter(pk=pk).first(), _("没有找到这个预设。"))
