"""The health of accounts, read in sets: the facts of the verdict, its conditions as filters, and the counts (A1)."""

import datetime as dt
from typing import cast

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.contributions import troubled, troubles_of
from accounts.gateway import calls_left
from accounts.models import AccountState, Channel, SilencePreset, Token, WeiboAccount
from accounts.rules.health import SOON, Facts, Health, verdict
from core.models import Notice
from weibo.limits import Left

DAY = dt.timedelta(days=1)
USUAL = 7
"""Days for a kind that has no preset."""

NEEDS = ("dead", "soon", "unconnected", "troubled", "silent", "ownerless", "deputyless")
"""The problems that the matrix can be filtered by, the most urgent first."""


def with_health(accounts: "QuerySet[WeiboAccount]") -> "QuerySet[WeiboAccount]":
    """Annotate the facts: the token of the app that the channel uses, since when and from when it is silent."""
    commercial = When(channel=Channel.COMMERCIAL, then=Value(str(Channel.COMMERCIAL)))
    own = Token.objects.filter(account=OuterRef("pk"), app=OuterRef("own_app"))
    preset = SilencePreset.objects.filter(kind=OuterRef("kind")).values("days")
    return accounts.annotate(own_app=Case(commercial, default=Value(str(Channel.SHARE)))).annotate(
        token_until=Subquery(own.values("expires_at")),
        token_dead=Subquery(own.values("dead_at")),
        quiet_since=Coalesce("last_post_at", "created_at"),
        silent_limit=Coalesce("silent_after_days", Subquery(preset), Value(USUAL)),
    )


def healths_of(accounts: list[WeiboAccount], now: dt.datetime) -> dict[int, Health]:
    """The health of accounts that `with_health` has read, with calls left and open problems, by account id."""
    pks = [account.pk for account in accounts]
    troubles = troubles_of(pks) if pks else {}
    calls = calls_left(accounts, now)
    return {
        account.pk: verdict(facts_of(account, troubles.get(account.pk, 0), calls.get(account.pk)), now)
        for account in accounts
    }


def health_of(account: WeiboAccount, now: dt.datetime) -> Health:
    """The health of one account, read anew."""
    return healths_of([with_health(WeiboAccount.objects.all()).get(pk=account.pk)], now)[account.pk]


def facts_of(account: WeiboAccount, troubles: int = 0, calls: Left | None = None) -> Facts:
    """What the verdict needs of a row of `with_health`."""
    read = cast("dict[str, dt.datetime | None]", vars(account))
    return Facts(
        state=account.state,
        channel=account.channel,
        token_until=read["token_until"],
        token_dead=read["token_dead"] is not None,
        quiet_since=account.last_post_at or account.created_at,
        silent_after_days=cast(int, vars(account)["silent_limit"]),
        has_owner=account.owner_id is not None,
        has_deputy=account.deputy_id is not None,
        troubles=troubles,
        calls=calls,
    )


def conditions(now: dt.datetime) -> dict[str, Q]:
    """The problems of the verdict as conditions over `with_health`; the same words, the same accounts."""
    lives = Q(token_dead__isnull=True, token_until__gt=now) & ~Q(state=AccountState.EXPIRED)
    silence = ExpressionWrapper(F("silent_limit") * Value(DAY, DurationField()), DurationField())
    limit = ExpressionWrapper(Value(now, DateTimeField()) - silence, DateTimeField())
    return {
        "dead": Q(token_until__isnull=False) & ~lives,
        "soon": lives & Q(token_until__lte=now + SOON),
        "unconnected": Q(token_until__isnull=True),
        "troubled": troubled(),
        "silent": Q(state=AccountState.CONNECTED, quiet_since__lte=limit),
        "ownerless": Q(owner__isnull=True),
        "deputyless": Q(deputy__isnull=True),
    }


def needing(accounts: "QuerySet[WeiboAccount]", what: str, now: dt.datetime) -> "QuerySet[WeiboAccount]":
    """Accounts with one problem of `NEEDS`, the `retired`, or all that are in use."""
    if what == "retired":
        return accounts.filter(state=AccountState.RETIRED)
    used = accounts.exclude(state=AccountState.RETIRED)
    condition = conditions(now).get(what)
    return used if condition is None else with_health(used).filter(condition)


def summary(accounts: "QuerySet[WeiboAccount]", now: dt.datetime) -> dict[str, int]:
    """How many accounts are in use (`all`), and how many of them have each problem. One query."""
    used = with_health(accounts.exclude(state=AccountState.RETIRED))
    counts = {need: Count("pk", filter=condition) for need, condition in conditions(now).items()}
    return used.order_by().aggregate(all=Count("pk"), **counts)


def silent_accounts(now: dt.datetime) -> "QuerySet[WeiboAccount]":
    """Connected accounts that have posted nothing for longer than their kind or their own number allows (A1)."""
    return needing(WeiboAccount.objects.all(), "silent", now).select_related("owner", "deputy")


def silent_keys() -> set[str]:
    """The keys of all notices about silence that still hold."""
    return set(Notice.objects.filter(key__startswith="silent:", settled_at=None).values_list("key", flat=True))
