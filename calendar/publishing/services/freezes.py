"""Stop publishing at once, and let it go on again (the freeze switch)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AccountGroup, WeiboAccount
from content.contributions import crisis_answers
from core import audit
from core.errors import Conflict, UserError
from publishing.access import require_freeze
from publishing.models import Freeze, FreezeOrigin, FreezeScope, Slot, SlotState
from publishing.queries.freezes import (
    Reach,
    calls_under_way,
    claimed_in_reach,
    frozen_now,
    frozen_sentence,
    in_reach,
    open_freezes,
    reach_of,
    slots_in_scope,
)
from publishing.services.locks import lock_freezes
from weibo.text import squeeze


def freeze(
    *,
    scope: str | Reach,
    reason: str,
    by: audit.Actor,
    at: dt.datetime,
    target: AccountGroup | WeiboAccount | None = None,
    origin: str = FreezeOrigin.HAND,
    source: str = "",
) -> tuple[Freeze, int]:
    """Stop publishing in a scope; answers the freeze and how many slots it holds.

    Takes effect before it returns: it waits for calls that are leaving this instant, and every later claim and every
    call that has not begun sees it. `leaving` of the freeze names the calls that had begun. With `origin` crisis, two
    people are needed to put back what it holds; `source` is the address or name of the case. Raises `Forbidden`, or
    `UserError` without reason or target.
    """
    reach = scope if isinstance(scope, Reach) else _reach(scope, target)
    _refuse_vague(reach, reason)
    require_freeze(by, reach)
    # Words are looked for before the lock: sending waits for nothing but a few writes.
    known = list(slots_in_scope(reach).values_list("pk", flat=True)) if reach.words else None
    with transaction.atomic():
        lock_freezes()
        _refuse_again(reach, origin)
        row = _create(reach, reason=reason.strip(), origin=origin, source=source, by=by, at=at)
        held = _hold(row, reach, known, at=at)
        row.held_at_start, row.leaving = held + claimed_in_reach(reach), calls_under_way(reach)
        row.save(update_fields=["held_at_start", "leaving"])
        after = {"scope": row.scope, "held": row.held_at_start, "under_way": len(row.leaving), **_facts(row)}
        change = audit.Change(after=after, reason=row.reason, account_id=row.account_id)
        audit.record("calendar.freeze.started", row, by=by, at=at, change=change)
    return row, row.held_at_start


def _reach(scope: str, target: AccountGroup | WeiboAccount | None) -> Reach:
    if scope != FreezeScope.ALL and target is None:
        raise UserError(_("请选择要冻结的分组或账号。"), field="target")
    return Reach(
        group=target if isinstance(target, AccountGroup) else None,
        account=target if isinstance(target, WeiboAccount) else None,
    )


def _refuse_vague(reach: Reach, reason: str) -> None:
    if not reason.strip():
        raise UserError(_("请写明冻结的理由。"), field="reason")
    if reach.words and not all(squeeze(word) for word in reach.words):
        raise UserError(_("要冻结的词语里有空的一行。"), field="words")


def _refuse_again(reach: Reach, origin: str) -> None:
    """A double click, or two people at once: one is enough."""
    for row in open_freezes().filter(scope=reach.scope, origin=origin):
        if reach_of(row) == reach:
            sentence = _("同样的范围已经冻结（%(who)s，%(reason)s），没有重复冻结。")
            values = {"who": row.started_by or _("系统"), "reason": row.reason}
            raise Conflict(sentence % values, code="calendar.frozen_already")


def _create(reach: Reach, *, reason: str, origin: str, source: str, by: audit.Actor, at: dt.datetime) -> Freeze:
    return Freeze.objects.create(
        scope=reach.scope,
        group=reach.group,
        account=reach.account,
        campaign=reach.campaign,
        category_ids=list(reach.category_ids),
        words=list(reach.words),
        reason=reason,
        origin=origin,
        source=source,
        started_at=at,
        started_by_id=by.pk,
    )


def _hold(row: Freeze, reach: Reach, known: list[int] | None, *, at: dt.datetime) -> int:
    """Planned slots become held. A crisis also takes over what is held already: two people decide on that too."""
    planned = slots_in_scope(reach) if known is None else Slot.objects.filter(pk__in=known, state=SlotState.PLANNED)
    if row.is_of_case:
        planned = planned.exclude(post_id__in=crisis_answers())
    held = planned.update(state=SlotState.HELD, held_by=row, state_detail=frozen_sentence(row.reason), updated_at=at)
    if row.is_crisis:
        others = Slot.objects.filter(state=SlotState.HELD).exclude(held_by=row)
        others = others.exclude(held_by__origin=FreezeOrigin.CRISIS)
        held += in_reach(others, reach).update(held_by=row, updated_at=at)
    return held


def _facts(row: Freeze) -> dict[str, object]:
    """What narrows a freeze, for the audit log."""
    facts = {
        "group": row.group_id,
        "account": row.account_id,
        "campaign": row.campaign_id,
        "categories": row.category_ids,
        "words": row.words,
        "source": row.source,
        "origin": row.origin if row.is_crisis else "",
    }
    return {name: value for name, value in facts.items() if value}


@transaction.atomic
def unfreeze(*, freeze: Freeze, by: audit.Actor, at: dt.datetime) -> Freeze:
    """End a freeze. What it holds stays held until somebody decides (`release_slots`), or goes to another freeze."""
    require_freeze(by, reach_of(freeze))
    lock_freezes()
    row = Freeze.objects.select_for_update().get(pk=freeze.pk)
    if row.ended_at is not None:
        raise Conflict(_("这次冻结已经解除。"), code="calendar.thawed")
    row.ended_at, row.ended_by_id = at, by.pk
    row.save(update_fields=["ended_at", "ended_by"])
    passed_on = 0 if row.is_crisis else _pass_on(row, at=at)
    change = audit.Change({"scope": row.scope}, {"passed_on": passed_on}, row.reason, account_id=row.account_id)
    audit.record("calendar.freeze.ended", row, by=by, at=at, change=change)
    return row


def _pass_on(row: Freeze, *, at: dt.datetime) -> int:
    """What other freezes cover too is held by them from now on. What a crisis held stays its own: it needs two."""
    frozen = frozen_now()
    if not frozen.stops:
        return 0
    passed_on = 0
    held = Slot.objects.filter(state=SlotState.HELD, held_by=row).select_related("account", "post", "post__version")
    by_freeze: dict[int, list[int]] = {}
    for slot in held.iterator(chunk_size=1000):
        if (other := frozen.freeze_of(slot)) is not None:
            by_freeze.setdefault(other, []).append(slot.pk)
    for other, ids in by_freeze.items():
        rows = Slot.objects.filter(pk__in=ids, state=SlotState.HELD, held_by=row)
        passed_on += rows.update(held_by_id=other, state_detail=frozen.sentence(other), updated_at=at)
    return passed_on
