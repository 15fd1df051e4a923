"""The accounts a person used last, for every picker: kept with his session, the newest first."""

from typing import cast

from django.http import HttpRequest

KEY = "recent_accounts"
KEPT = 8


def recent_accounts(request: HttpRequest) -> list[int]:
    """Their ids; rights are checked by whoever shows them."""
    return cast("list[int]", request.session.get(KEY, []))


def remember_account(request: HttpRequest, account_id: int) -> None:
    """This one comes first from now on."""
    recent = recent_accounts(request)
    if recent[:1] != [account_id]:
        request.session[KEY] = [account_id, *(pk for pk in recent if pk != account_id)][:KEPT]
