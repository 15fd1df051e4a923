"""Weibo itself said no: kept until then, for the address, the account or one endpoint. Ends by itself."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from accounts.models import CallBlock
from weibo.errors import Scope
from weibo.limits import scope_of


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that Weibo refused as too often, and until when to hold back."""

    app: str
    account_id: int
    endpoint: str
    code: int | None
    at: dt.datetime
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Block:
    """A refusal that still holds. Without account: everything of the app; without endpoint: the whole account."""

    app: str
    account_id: int | None
    endpoint: str
    code: int | None
    until: dt.datetime
    since: dt.datetime
    pk: int = 0

    @property
    def scope(self) -> Scope:
        """Whom it stops."""
        return Scope.IP if self.account_id is None else Scope.ENDPOINT if self.endpoint else Scope.USER

    def stops(self, app: str, account_id: int | None, endpoint: str) -> bool:
        """Whether a call to `endpoint` for the account has to wait; without endpoint: all calls of the account."""
        here = self.app == app and self.account_id in (None, account_id)
        return here and (not self.endpoint or self.endpoint == endpoint)


def note_refusals(refusals: Iterable[Refusal]) -> int:
    """Remember refusals, one statement; a longer one is never shortened. Returns how many things are stopped by them.

    Rows are taken in one order, that of accounts, endpoints, the whole app last.
    """
    found: dict[tuple[str, int | None, str], Refusal] = {}
    for refusal in refusals:
        scope = scope_of(refusal.code)
        account_id = None if scope is Scope.IP else refusal.account_id
        name = (refusal.app, account_id, refusal.endpoint if scope is Scope.ENDPOINT else "")
        if name not in found or found[name].until < refusal.until:
            found[name] = refusal
    ordered = sorted(found.items(), key=lambda item: (item[0][1] is None, item[0][1] or 0, item[0][2], item[0][0]))
    if not ordered:
        return 0
    values = [[app, account_id, endpoint, row.code, row.at, row.until] for (app, account_id, endpoint), row in ordered]
    marks = ", ".join(["(%s, %s::bigint, %s, %s::int, %s, %s)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_callblock (app, account_id, endpoint, code, since, until) VALUES "  # noqa: S608
            + marks
            + " ON CONFLICT ON CONSTRAINT accounts_call_block_unique DO UPDATE SET code = EXCLUDED.code,"
            " since = CASE WHEN accounts_callblock.until > EXCLUDED.since THEN accounts_callblock.since"
            " ELSE EXCLUDED.since END, until = GREATEST(accounts_callblock.until, EXCLUDED.until)",
            [value for row in values for value in row],
        )
    return len(values)


def live_blocks(account_ids: Collection[int], *, now: dt.datetime) -> list[Block]:
    """What still stops these accounts or the apps. One query."""
    rows = CallBlock.objects.filter(Q(account__isnull=True) | Q(account_id__in=account_ids), until__gt=now)
    values = rows.order_by().values_list("app", "account_id", "endpoint", "code", "until", "since", "pk")
    return [Block(*row) for row in values]
