"""Stop publishing at once, and let it go on again (the freeze switch)."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require
from accounts.models import AccountGroup, User, WeiboAccount
from accounts.roles import Can
from content import services as posts
from core import audit
from core.errors import Conflict, UserError
from publishing.events import slot_changed
from publishing.models import Freeze, FreezeScope, Slot, SlotState
from publishing.queries.freezes import frozen_now, slots_in_scope
from publishing.services.locks import lock_freezes
from publishing.services.states import locked_slot, move_state


@transaction.atomic
def freeze(
    *, scope: str, reason: str, by: User, at: dt.datetime, target: AccountGroup | WeiboAccount | None = None
) -> tuple[Freeze, int]:
    """Stop publishing in a scope; answers the freeze and how many planned slots it holds.

    Takes effect before it returns: it waits for calls that are leaving this instant, and every later claim and every
    call that has not begun sees it. Raises `Forbidden`, or `UserError` without reason or target.
    """
    if not reason.strip():
        raise UserError(_("请写明冻结的理由。"), field="reason")
    if scope != FreezeScope.ALL and target is None:
        raise UserError(_("请选择要冻结的分组或账号。"), field="target")
    require(by, Can.FREEZE, target.pk if isinstance(target, WeiboAccount) else None)
    lock_freezes()
    row = Freeze.objects.create(
        scope=scope,
        group=target if isinstance(target, AccountGroup) else None,
        account=target if isinstance(target, WeiboAccount) else None,
        reason=reason.strip(),
        started_at=at,
        started_by=by,
    )
    detail = _("已冻结：%(reason)s") % {"reason": row.reason}
    held = slots_in_scope(scope, target).update(state=SlotState.HELD, held_by=row, state_detail=detail, updated_at=at)
    change = audit.Change(after={"scope": scope, "held": held}, reason=row.reason, account_id=row.account_id)
    audit.record("calendar.freeze.started", row, by=by, at=at, change=change)
    return row, held


@transaction.atomic
def unfreeze(*, freeze: Freeze, by: User, at: dt.datetime) -> Freeze:
    """End a freeze. What it holds stays held until somebody decides (`release_slots`)."""
    require(by, Can.FREEZE, freeze.account_id)
    lock_freezes()
    row = Freeze.objects.select_for_update().get(pk=freeze.pk)
    if row.ended_at is not None:
        raise Conflict(_("这次冻结已经解除。"), code="calendar.thawed")
    row.ended_at, row.ended_by = at, by
    row.save(update_fields=["ended_at", "ended_by"])
    change = audit.Change(before={"scope": row.scope}, reason=row.reason, account_id=row.account_id)
    audit.record("calendar.freeze.ended", row, by=by, at=at, change=change)
    return row


@transaction.atomic
def release_slots(*, slot_ids: Iterable[int], by: User, at: dt.datetime) -> tuple[int, int]:
    """Put held slots back: (planned again, missed because their time has passed). Those still frozen are refused."""
    frozen = frozen_now()
    planned = missed = 0
    for pk in sorted(slot_ids):
        slot = locked_slot(pk)
        require(by, Can.SCHEDULE, slot.account_id)
        if slot.state != SlotState.HELD:
            continue
        if frozen.freeze_of(slot.account) is not None:
            raise Conflict(_("账号“%(name)s”还在冻结中，请先解除冻结。") % {"name": slot.account.nickname})
        late = slot.scheduled_at < at
        _release(slot, late=late, by=by, at=at)
        planned, missed = planned + (not late), missed + late
    return planned, missed


def _release(slot: Slot, *, late: bool, by: audit.Actor, at: dt.datetime) -> None:
    move_state(slot, SlotState.PLANNED, at=at)
    if late:
        move_state(slot, SlotState.MISSED, at=at, detail=gettext_noop("放回时原定时间已过，请选择新的时间。"))
    slot.held_by, slot.check_after = None, None
    slot.save()
    posts.mark_scheduled(post=slot.post, at=at, due_at=slot.scheduled_at)
    change = audit.Change({"state": SlotState.HELD}, {"state": slot.state}, account_id=slot.account_id)
    audit.record("calendar.slot.released", slot, by=by, at=at, change=change)
    slot_changed.send_on_commit(slot_id=slot.pk)
