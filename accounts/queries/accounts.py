"""One account, what expires (A1, A2)."""

import datetime as dt

from django.db.models import F, Q, QuerySet

from accounts.access import groups_above
from accounts.models import AccountState, Grant, Token, WeiboAccount


def tokens_expiring(*, within: dt.timedelta, now: dt.datetime) -> "QuerySet[Token]":
    """Live tokens of accounts in use that end within a time: for reminders and the workbench, soonest first."""
    live = Token.objects.filter(dead_at__isnull=True, expires_at__gt=now, expires_at__lte=now + within)
    return (
        live.exclude(account__state=AccountState.RETIRED)
        .select_related("account")
        .defer("ciphertext")
        .order_by("expires_at")
    )


def accounts_due_for_profile(*, now: dt.datetime, limit: int) -> list[WeiboAccount]:
    """Connected accounts whose profile was not asked for in the last 20 hours, longest ago first."""
    due = Q(profile_asked_at__isnull=True) | Q(profile_asked_at__lt=now - dt.timedelta(hours=20))
    connected = WeiboAccount.objects.filter(due, state=AccountState.CONNECTED)
    return list(connected.order_by(F("profile_asked_at").asc(nulls_first=True), "pk")[:limit])


def tokens_of(account: WeiboAccount) -> list[Token]:
    """The tokens of an account without their secret."""
    return list(
        Token.objects.filter(account=account).defer("ciphertext").select_related("obtained_by").order_by("-app")
    )


def grants_on(account: WeiboAccount, now: dt.datetime) -> list[Grant]:
    """Who may do what on an account: by a grant on it, on a group around it, or on the whole matrix."""
    groups = groups_above(account.group_id)
    reaches = Q(account=account) | Q(group_id__in=groups) | Q(account__isnull=True, group__isnull=True)
    live = Grant.objects.filter(reaches, user__is_active=True).in_force(now)
    return list(live.select_related("user", "group", "account", "custom_role").order_by("role", "user__name"))
