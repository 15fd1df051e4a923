"""Read accounts' own timelines to settle something: counted before, many at once; what a refusal teaches is kept."""

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.utils.translation import gettext as _

from accounts import gateway
from accounts.budget import Refusal, Wanted, note_refusals, take
from accounts.models import Channel, Purpose, WeiboAccount
from core.errors import UserError
from core.templatetags.show import when_text
from publishing.dispatch.timeline import read_own
from weibo.errors import Ambiguous, Limited, TokenDead, WeiboError
from weibo.limits import Denied, until_of
from weibo.types import Page, Status

log = structlog.get_logger(__name__)

AT_ONCE = 24
"""Timelines that are read at the same time."""
_ENDPOINTS = {Channel.SHARE: "statuses/user_timeline", Channel.COMMERCIAL: "statuses/user_timeline/biz"}


class NoCallsLeft(UserError):
    """The call budget is used up: it may be read when the window ends."""


Read = Page[Status] | WeiboError | UserError


def read_timelines(accounts: Sequence[WeiboAccount], *, now: dt.datetime) -> list[tuple[WeiboAccount, Read]]:
    """Every timeline once, in this order: one that hangs does not keep the others waiting. Asks Weibo: never call it
    inside a transaction."""
    tokens = [(account, _token_of(account, now)) for account in accounts]
    with ThreadPoolExecutor(max_workers=min(AT_ONCE, max(1, len(tokens)))) as readers:
        reads = list(readers.map(lambda pair: _read(*pair), tokens))
    for account, read in zip(accounts, reads, strict=True):
        _learn(account, read, now)
    return list(zip(accounts, reads, strict=True))


def _token_of(account: WeiboAccount, now: dt.datetime) -> str | UserError:
    """The token, once the call is counted; reading back goes with publishing, before everything else that reads."""
    try:
        token = gateway.token_for(account)
    except UserError as error:
        return error
    app = gateway.app_of(account)
    granted = take(Wanted(app, account.pk, _ENDPOINTS[app]), purpose=Purpose.PUBLISHING, now=now)
    if isinstance(granted, Denied):
        return NoCallsLeft(_("调用次数已用完，%(until)s 恢复。") % {"until": when_text(granted.resets_at, now)})
    return token


def _read(account: WeiboAccount, token: str | UserError) -> Read:
    if isinstance(token, UserError):
        return token
    try:
        return read_own(account, token)
    except (WeiboError, UserError) as error:
        return error
    except Exception as error:  # the others go on; a person gets this one when it stays so
        log.exception("timeline_not_read", account_id=account.pk)
        return Ambiguous(type(error).__name__)


def _learn(account: WeiboAccount, read: Read, now: dt.datetime) -> None:
    app = gateway.app_of(account)
    if isinstance(read, TokenDead):
        gateway.token_dead(account, app, read.code, now)
    if isinstance(read, Limited):
        until = until_of(read, now=now)
        note_refusals([Refusal(app, account.pk, _ENDPOINTS[app], read.code, now, until)])
