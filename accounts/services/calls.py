"""The call budget kept in order: limits and shares that people set, what Weibo tells, windows that are long over."""

import datetime as dt
from collections.abc import Mapping

import structlog
from django.db import transaction
from django.db.models import F

from accounts import gateway
from accounts.access import require
from accounts.budget import Refusal, learn_limits, live_blocks, note_refusals
from accounts.budget.shares import PRESETS
from accounts.models import CallBlock, CallLimit, CallShare, CallWindow, LimitOrigin, Purpose, Token, User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import UserError
from core.locks import wait_in_line
from weibo.errors import Limited, TokenDead, WeiboError
from weibo.limits import until_of

log = structlog.get_logger(__name__)

KEPT = dt.timedelta(days=35)
"""How long windows are kept: five weeks for the chart and for questions afterwards."""
ASK_AGAIN = dt.timedelta(hours=12)
LimitName = tuple[str, str, str, str]
"""App, scope, endpoint, unit: a limit of every account."""


def save_call_limits(*, wanted: Mapping[LimitName, int | None], by: User, at: dt.datetime) -> int:
    """Set limits for all accounts of an app; None takes back what was set. Returns how many changed."""
    require(by, Can.MANAGE_SETTINGS)
    changed = 0
    with transaction.atomic():
        wait_in_line("call-limits")
        rows = CallLimit.objects.filter(account=None, origin=LimitOrigin.SET)
        standing = {(row.app, row.scope, row.endpoint, row.unit): row for row in rows}
        for (app, scope, endpoint, unit), number in sorted(wanted.items()):
            row = standing.get((app, scope, endpoint, unit))
            if (row.limit if row else None) == number:
                continue
            changed += 1
            new = CallLimit(app=app, scope=scope, endpoint=endpoint, unit=unit, origin=LimitOrigin.SET)
            _save_limit(row or new, number, by, at)
    return changed


def _save_limit(row: CallLimit, number: int | None, by: User, at: dt.datetime) -> None:
    before = {"limit": row.limit} if row.pk else None
    if number is None:
        record("accounts.call_limit.dropped", row, by=by, at=at, change=Change(before=before))
        row.delete()
        return
    row.limit, row.known_by, row.known_at = number, by, at
    row.save()
    record("accounts.call_limit.saved", row, by=by, at=at, change=Change(before=before, after={"limit": number}))


def save_call_shares(*, wanted: Mapping[str, int], by: User, at: dt.datetime) -> int:
    """How far each purpose may use a window, in percent; publishing always may use all. Returns how many changed."""
    require(by, Can.MANAGE_SETTINGS)
    changed = 0
    with transaction.atomic():
        wait_in_line("call-limits")
        standing = {row.purpose: row for row in CallShare.objects.all()}
        for purpose, percent in sorted(wanted.items()):
            row = standing.get(purpose)
            before = row.percent if row else PRESETS[Purpose(purpose)]
            if purpose == Purpose.PUBLISHING or before == percent:
                continue
            changed += 1
            row = row or CallShare(purpose=purpose)
            row.percent, row.set_by, row.set_at = percent, by, at
            row.save()
            change = Change(before={"percent": before}, after={"percent": percent})
            record("accounts.call_share.saved", row, by=by, at=at, change=change)
    return changed


def end_call_block(*, block_id: int, by: User, at: dt.datetime) -> bool:
    """Somebody knows that Weibo takes calls again; the next call shows whether that is so. False when it was over."""
    require(by, Can.MANAGE_SETTINGS)
    with transaction.atomic():
        row = CallBlock.objects.select_for_update().filter(pk=block_id, until__gt=at).first()
        if row is None:
            return False
        change = Change(
            before={"until": row.until.isoformat()}, after={"until": at.isoformat()}, account_id=row.account_id
        )
        row.until = at
        row.save(update_fields=["until"])
        record("accounts.call_block.ended", row, by=by, at=at, change=change)
    return True


def ask_for_limits(*, now: dt.datetime, limit: int = 50) -> int:
    """Ask `account/rate_limit_status` for live grants that were not asked for half a day; the call counts nowhere.

    Returns for how many something new was learnt. Calls Weibo: never inside a transaction.
    """
    due = Token.objects.filter(dead_at__isnull=True, expires_at__gt=now).exclude(limits_asked_at__gt=now - ASK_AGAIN)
    tokens = list(due.select_related("account").order_by(F("limits_asked_at").asc(nulls_first=True), "pk")[:limit])
    blocks = live_blocks([token.account_id for token in tokens], now=now)
    Token.objects.filter(pk__in=[token.pk for token in tokens]).update(limits_asked_at=now)
    news = 0
    for token in tokens:
        if any(block.stops(token.app, token.account_id, "") for block in blocks):
            continue
        news += bool(_ask(token, now))
    return news


def _ask(token: Token, now: dt.datetime) -> int:
    try:
        told = gateway.sync_weibo().rate_limit_status(gateway.token_for(token.account, app=token.app))
    except UserError as error:
        log.info("limits_not_asked", account=token.account_id, code=error.code)
        return 0
    except WeiboError as error:
        if isinstance(error, TokenDead):
            gateway.token_dead(token.account, token.app, error.code, now)
        if isinstance(error, Limited):
            until = until_of(error, now=now)
            note_refusals([Refusal(token.app, token.account_id, "account/rate_limit_status", error.code, now, until)])
        log.info("limits_not_told", account=token.account_id, code=error.code)
        return 0
    return learn_limits(token.app, token.account_id, told, now=now)


def forget_old_windows(*, now: dt.datetime) -> int:
    """Delete windows, and refusals, that have been over for five weeks. Returns how many."""
    windows, _kinds = CallWindow.objects.filter(starts_at__lt=now - KEPT).delete()
    blocks, _kinds = CallBlock.objects.filter(until__lt=now - KEPT).delete()
    return windows + blocks
