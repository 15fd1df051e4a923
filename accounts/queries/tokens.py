"""Grants by their end: what is due to be told, to whom, what fails with it, and the page of all of them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.access import Rights
from accounts.consequences import End, Loss, losses_of
from accounts.gateway import app_key, app_of
from accounts.models import AccountState, OAuthRequest, Token, User, WeiboAccount
from accounts.queries.everybody import rights_of_everybody
from accounts.roles import Can
from core.dates import BEIJING
from core.paging import KeyPage, Order, sorted_page

STEPS: Final = (
    ("2h", dt.timedelta(hours=2)),
    ("1d", dt.timedelta(days=1)),
    ("3d", dt.timedelta(days=3)),
    ("7d", dt.timedelta(days=7)),
)
"""When the end of a grant is told, the most urgent first."""
OVER: Final = "over"
TOLD_FOR: Final = dt.timedelta(days=30)
"""How long after its end a grant is still worth a reminder."""
SIZE: Final = 50
HINT_PAUSE: Final = 60
"""Seconds."""
BY_END: Final = Order(Coalesce("dead_at", "expires_at"))


@dataclass(frozen=True)
class Due:
    """A reminder: for which token, at which step, for whom."""

    token: Token
    step: str
    people: list[tuple[User, bool]]
    """Everybody in charge, and whether he may renew it himself."""

    @property
    def is_over(self) -> bool:
        return self.step == OVER

    @property
    def urgent(self) -> bool:
        return self.step in {OVER, "2h", "1d"}

    @property
    def at_text(self) -> str:
        return f"{self.token.expires_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def end_of(token: Token) -> End:
    """When a grant stops carrying anything: its death, or its expiry."""
    return End(token.account_id, token.app, token.dead_at or token.expires_at)


def step_of(token: Token, now: dt.datetime) -> str:
    """The reminder that is due; empty when none is. A step longer than half of a short grant's life is left out."""
    if token.dead_at is not None or token.expires_at <= now:
        return OVER if now - end_of(token).at < TOLD_FOR else ""
    life, left = token.expires_at - token.obtained_at, token.expires_at - now
    return next((name for name, span in STEPS if left <= span and span * 2 <= life), "")


def tokens_in_use() -> "QuerySet[Token]":
    """Tokens of accounts that are not retired."""
    rows = Token.objects.exclude(account__state=AccountState.RETIRED)
    return rows.select_related("account", "account__owner", "account__deputy").defer("ciphertext")


def due_reminders(*, now: dt.datetime) -> list[Due]:
    """Every token for which a step is reached now; who was told already is known to `core.notices`."""
    soon = Q(expires_at__lte=now + STEPS[-1][1]) | Q(dead_at__isnull=False)
    tokens = [token for token in tokens_in_use().filter(soon).order_by("expires_at", "pk") if step_of(token, now)]
    everybody = rights_of_everybody(at=now) if tokens else []
    return [Due(token, step_of(token, now), _in_charge(token.account, everybody)) for token in tokens]


def _in_charge(account: WeiboAccount, everybody: Sequence[tuple[User, Rights]]) -> list[tuple[User, bool]]:
    """Owner, deputy, and whoever manages the account."""
    named = {person.pk for person in (account.owner, account.deputy) if person is not None}
    found = [(user, rights.may(Can.MANAGE_ACCOUNTS, account.pk)) for user, rights in everybody]
    return [(user, may) for user, may in found if may or user.pk in named]


def main_ends(ends: Sequence[End]) -> list[End]:
    """Those of the app through which their account reads and answers; the other app's take nothing of that along."""
    accounts = {account.pk: account for account in WeiboAccount.objects.filter(pk__in={e.account_id for e in ends})}
    return [end for end in ends if end.account_id in accounts and app_of(accounts[end.account_id]) == end.app]


@dataclass(frozen=True)
class Row:
    """A line of the page: a token, how it stands, what fails with it."""

    token: Token
    step: str
    losses: list[Loss] = field(default_factory=list)

    @property
    def account(self) -> WeiboAccount:
        return self.token.account

    @property
    def word(self) -> str:
        """How it stands, in a word."""
        if self.step == OVER or self.token.dead_at is not None:
            return _("已失效")
        return _("快到期") if self.step else _("有效")


def tokens_page(
    rights: Rights, *, within: dt.timedelta | None, now: dt.datetime, before: int | None, after: int | None
) -> tuple[KeyPage[Token], list[Row]]:
    """Tokens of the accounts that somebody manages, the next end first; `within` leaves out those that end later."""
    everything = managed_tokens(rights)
    shown = everything if within is None else everything.filter(ending(now, within))
    page = sorted_page(shown, BY_END, anchors=everything, before=before, after=after, size=SIZE)
    losses = losses_of([end_of(token) for token in page.rows], now=now)
    return page, [Row(token, step_of(token, now), losses[end_of(token)]) for token in page.rows]


def managed_tokens(rights: Rights) -> "QuerySet[Token]":
    """Tokens of the accounts for which somebody may renew them."""
    return tokens_in_use().filter(account__in=WeiboAccount.objects.filter(rights.reach(Can.MANAGE_ACCOUNTS)))


def ending(now: dt.datetime, within: dt.timedelta) -> Q:
    """Tokens that are over, or will be within a time."""
    return Q(dead_at__isnull=False) | Q(expires_at__lte=now + within)


def count_ending(rights: Rights, *, now: dt.datetime) -> dict[str, int]:
    """How many tokens end within a week, and how many there are."""
    rows = managed_tokens(rights)
    return {"soon": rows.filter(ending(now, STEPS[-1][1])).count(), "all": rows.count()}


def round_trip(state: str, user: User) -> OAuthRequest | None:
    """A round trip of one's own, for the page that says why it failed."""
    return OAuthRequest.objects.select_related("account").filter(state=state, user=user).first()


def hinted_tokens(source: str, uid: str, *, now: dt.datetime) -> list[int]:
    """Live tokens (keys) that a hint of Weibo's means. Asked about at most once a minute each."""
    if not (uid.isascii() and uid.isdigit() and len(uid) <= 20):
        return []
    rows = Token.objects.filter(account__uid=uid, dead_at=None, expires_at__gt=now)
    known = [pk for pk, app in rows.values_list("pk", "app") if app_key(app).key == source]
    return [pk for pk in known if cache.add(f"revoked-hint:{pk}", 1, HINT_PAUSE)]
