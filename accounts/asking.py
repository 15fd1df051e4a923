"""Ask Weibo for something on behalf of an account: token, budget, call, and what went wrong in one sentence.

For everything but publishing, which goes first: see `accounts.budget`. Never call it inside a transaction.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from accounts.budget import Refusal, Wanted, note_refusals, take
from accounts.gateway import app_of, call_succeeded, open_sealed, sync_weibo, token_dead, token_for
from accounts.models import Purpose, WeiboAccount
from core.errors import UserError
from core.templatetags.show import when_text
from weibo.calls.call import Call
from weibo.door import SyncPush
from weibo.errors import Limited, TokenDead, WeiboError
from weibo.limits import Denied, until_of

T = TypeVar("T")


@dataclass(frozen=True)
class Asked(Generic[T]):
    """What came back: an answer, or the sentence for people that says why not."""

    answer: T | None = None
    problem: str = ""
    error: WeiboError | None = None
    is_denied: bool = False
    """The budget did not allow the call."""


def ask(
    account: WeiboAccount,
    endpoint: str,
    build: Callable[[str], Call[T]],
    *,
    now: dt.datetime,
    purpose: Purpose,
    sealed: bytes | memoryview | None = None,
) -> Asked[T]:
    """Make one call; `endpoint` as in `statuses/count`, `build` makes the call from the token.

    Never raises what Weibo or the budget says: it is in the answer. A dead token is marked, a limit remembered.
    `sealed` is another token than the account's grant, as `seal` made it; whose it is minds its end.
    """
    perform = partial(_make, build)
    return _asked(account, endpoint, perform, now=now, purpose=purpose, sealed=sealed)


def _make(build: Callable[[str], Call[T]], token: str) -> T:
    return sync_weibo().make(build(token))


def ask_for_stream(
    account: WeiboAccount, endpoint: str, build: Callable[[str], Call[None]], *, now: dt.datetime
) -> Asked[SyncPush]:
    """Open a push stream; one call of the budget. Close it after use."""
    return _asked(account, endpoint, lambda token: sync_weibo().open(build(token)), now=now, purpose=Purpose.LISTENING)


def _asked(
    account: WeiboAccount,
    endpoint: str,
    perform: Callable[[str], T],
    *,
    now: dt.datetime,
    purpose: Purpose,
    sealed: bytes | memoryview | None = None,
) -> Asked[T]:
    app = app_of(account)
    try:
        token = token_for(account, app=app) if sealed is None else open_sealed(sealed, account)
    except UserError as error:
        return Asked(problem=str(error))
    granted = take(Wanted(app, account.pk, endpoint), purpose=purpose, now=now)
    if isinstance(granted, Denied):
        return Asked(problem=said_no(granted, now), is_denied=True)
    try:
        answer = perform(token)
    except WeiboError as error:
        if isinstance(error, TokenDead) and sealed is None:
            token_dead(account, app, error.code, now)
        if isinstance(error, Limited):
            note_refusals([Refusal(app, account.pk, endpoint, error.code, now, until_of(error, now=now))])
        return Asked(problem=error.whole, error=error)
    call_succeeded(account, now)
    return Asked(answer=answer)


def said_no(denied: Denied, now: dt.datetime) -> str:
    """The sentence for people about calls that are not made."""
    return _("调用次数已用到给发布留的线，%(until)s 恢复。") % {"until": when_text(denied.resets_at, now)}
