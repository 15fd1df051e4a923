"""The account page: a header and sections with addresses of their own. Every section is drawn through `section`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts import queries
from accounts.access import rights_of
from accounts.models import WeiboAccount
from accounts.roles import Can


def section(
    request: HttpRequest, account: WeiboAccount, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """One section of an account's page: `accounts/account_<name>.html` with what the header and the tabs need."""
    now, rights = timezone.now(), rights_of(request.user)
    frame = {
        "account": account,
        "section": name,
        "health": queries.health_of(account, now),
        "tabs": queries.tabs_of(account, now, may_manage=rights.may(Can.MANAGE_ACCOUNTS, account.pk)),
        "may_manage": rights.may(Can.MANAGE_ACCOUNTS, account.pk),
        "may_grant": rights.may(Can.MANAGE_PEOPLE, account.pk),
        "may_read_report": rights.may(Can.REPORT, account.pk),
        "may_write": rights.may(Can.WRITE, account.pk),
    }
    return render(request, f"accounts/account_{name}.html", frame | context, status=status)
