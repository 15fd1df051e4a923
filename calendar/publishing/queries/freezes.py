"""Which accounts are frozen now."""

from dataclasses import dataclass

from accounts.access import groups_below
from accounts.models import AccountGroup, WeiboAccount
from publishing.models import Freeze, FreezeScope, Slot, SlotState
from publishing.models.slots import SlotQuerySet


@dataclass(frozen=True, slots=True)
class Frozen:
    """The live freezes, ready to be asked account by account."""

    everywhere: int | None
    by_group: dict[int, int]
    by_account: dict[int, int]

    def freeze_of(self, account: WeiboAccount) -> int | None:
        """The id of a freeze that covers the account, or None."""
        if self.everywhere is not None:
            return self.everywhere
        in_group = self.by_group.get(account.group_id) if account.group_id is not None else None
        return self.by_account.get(account.pk, in_group)


def frozen_now() -> Frozen:
    """The live freezes; a freeze of a group covers every group below it."""
    everywhere: int | None = None
    by_group: dict[int, int] = {}
    by_account: dict[int, int] = {}
    for freeze in live_freezes():
        if freeze.scope == FreezeScope.ALL:
            everywhere = freeze.pk
        elif freeze.scope == FreezeScope.GROUP and freeze.group_id is not None:
            by_group.update(dict.fromkeys(groups_below(freeze.group_id), freeze.pk))
        elif freeze.account_id is not None:
            by_account[freeze.account_id] = freeze.pk
    return Frozen(everywhere, by_group, by_account)


def live_freezes() -> list[Freeze]:
    """Freezes that nobody has ended, oldest first."""
    rows = Freeze.objects.filter(ended_at__isnull=True).order_by("pk")
    return list(rows.select_related("group", "account", "started_by"))


def slots_in_scope(scope: str, target: AccountGroup | WeiboAccount | None) -> SlotQuerySet:
    """The planned slots that a freeze of this scope holds."""
    slots = Slot.objects.filter(state=SlotState.PLANNED)
    if scope == FreezeScope.ALL:
        return slots
    if target is None:
        return slots.none()
    if scope == FreezeScope.GROUP:
        return slots.filter(account__group_id__in=groups_below(target.pk))
    return slots.filter(account_id=target.pk)
