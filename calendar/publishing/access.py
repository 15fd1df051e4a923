"""Doors of the calendar: the only way from a URL to a slot or a freeze."""

from django.utils.translation import gettext as _

from accounts.access import Person, require, rights_of
from accounts.roles import Can
from core.errors import NotFound
from publishing.models import Freeze, Slot
from publishing.models.slots import SlotQuerySet


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


def freeze_for(user: Person, pk: int) -> Freeze:
    """A freeze that this person may end: of his account, or of a group or everything when he may freeze everywhere."""
    freeze = Freeze.objects.select_related("account", "group").filter(pk=pk).first()
    if freeze is None:
        raise NotFound(_("没有找到这次冻结。"))
    require(user, Can.FREEZE, freeze.account_id)
    return freeze
