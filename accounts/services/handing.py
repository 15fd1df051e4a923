"""What `accounts` itself hands over when somebody leaves: accounts in charge, tokens, rights given to others (W9)."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.access import people_who_may
from accounts.holdings import Handing, Holding
from accounts.models import AccountState, Grant, Token, User, WeiboAccount
from accounts.roles import Can
from core.audit import Change, record
from core.notices import Message, notify

RENEW = gettext_noop("%(leaver)s 已离开，“%(account)s”的微博授权是他办理的，请由您重新授权一次。")


def owned(person: User, at: dt.datetime) -> "QuerySet[WeiboAccount]":
    """Accounts he is in charge of."""
    return WeiboAccount.objects.filter(owner=person).exclude(state=AccountState.RETIRED)


def deputised(person: User, at: dt.datetime) -> "QuerySet[WeiboAccount]":
    """Accounts he stands in for."""
    return WeiboAccount.objects.filter(deputy=person).exclude(state=AccountState.RETIRED)


def retired(person: User, at: dt.datetime) -> "QuerySet[WeiboAccount]":
    """Retired accounts that still carry his name."""
    return WeiboAccount.objects.filter(Q(owner=person) | Q(deputy=person), state=AccountState.RETIRED)


def tokens(person: User, at: dt.datetime) -> "QuerySet[Token]":
    """Living tokens of accounts that came from his consent."""
    living = Token.objects.filter(obtained_by=person, dead_at__isnull=True, expires_at__gt=at)
    return living.exclude(account__state=AccountState.RETIRED).defer("ciphertext").select_related("account")


def given(person: User, at: dt.datetime) -> "QuerySet[Grant]":
    """Rights of others that he gave."""
    return Grant.objects.filter(given_by=person).exclude(user=person).in_force(at).select_related("user", "custom_role")


def hand_over_owned(handing: Handing) -> int:
    """The successor is in charge; a deputy who becomes owner leaves his old place."""
    return _change_people(owned(handing.leaver, handing.at), "owner", "deputy", handing)


def hand_over_deputised(handing: Handing) -> int:
    """The successor stands in, except where he is in charge already."""
    return _change_people(deputised(handing.leaver, handing.at), "deputy", "owner", handing)


def ask_to_renew(handing: Handing) -> int:
    """A token belongs to the Weibo account and lives on; somebody else should consent before it ends."""
    rows = list(tokens(handing.leaver, handing.at))
    for token in rows:
        able = people_who_may(Can.MANAGE_ACCOUNTS, token.account)
        to = [handing.successor.pk] if handing.successor in able else [user.pk for user in able]
        params = {"leaver": str(handing.leaver), "account": token.account.nickname}
        message = Message(RENEW, params, reverse("accounts:account", args=[token.account_id]), mail=True)
        key = f"token-renew:{token.account_id}:{token.app}:{handing.leaver.pk}"
        notify(to=set(to) - {handing.leaver.pk}, key=key, message=message, at=handing.at)
    return len(rows)


def _change_people(accounts: "QuerySet[WeiboAccount]", name: str, other: str, handing: Handing) -> int:
    rows = list(accounts.select_for_update(of=("self",)))
    for account in rows:
        before = {"owner": account.owner_id, "deputy": account.deputy_id}
        new = handing.successor
        if getattr(account, f"{other}_id") == new.pk and name == "owner":
            setattr(account, other, None)
        setattr(account, name, None if getattr(account, f"{other}_id") == new.pk else new)
        account.save(update_fields=[name, other])
        after = {"owner": account.owner_id, "deputy": account.deputy_id}
        change = Change(before=before, after=after, reason=str(handing.leaver), account_id=account.pk)
        record("accounts.account.handed_over", account, by=handing.by, at=handing.at, change=change)
    return len(rows)


HOLDINGS = (
    Holding("accounts.owned", _("负责的账号"), owned, "", Can.SCHEDULE, "pk", hand_over_owned),
    Holding("accounts.deputy", _("替补的账号"), deputised, "", Can.SCHEDULE, "pk", hand_over_deputised),
    Holding(
        "accounts.tokens",
        _("他办理的微博授权"),
        tokens,
        _("授权属于微博账号，不因同事离开而失效；系统会提醒接手人重新授权一次。"),
        hand_over=ask_to_renew,
        name_of=lambda token: token.account.nickname,
    ),
    Holding("accounts.given", _("他授予别人的权限"), given, _("继续有效，记录里保留是他授予的。")),
)
