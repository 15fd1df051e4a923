"""Saved replies that may be used for a thread, with the names filled in (E1)."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.access import accounts_for
from accounts.models import User
from accounts.roles import Can
from engagement.models import SavedReply, Thread


@dataclass(frozen=True)
class Offered:
    """A saved reply as it would be sent."""

    pk: int
    title: str
    folder: str
    text: str


def saved_replies(user: User) -> "QuerySet[SavedReply]":
    """Those for all accounts, and for the accounts this person answers for."""
    fits = Q(account__isnull=True) | Q(account__in=accounts_for(user, Can.REPLY))
    return SavedReply.objects.filter(fits).select_related("account")


def offered_for(thread: Thread, user: User) -> list[Offered]:
    """What may be said here, the most used of each folder first."""
    rows = SavedReply.objects.filter(Q(account__isnull=True) | Q(account=thread.account_id))
    return [
        Offered(row.pk, row.title, row.folder, filled(row.text, thread, user))
        for row in rows.order_by("folder", "-uses", "title")
    ]


def filled(text: str, thread: Thread, user: User) -> str:
    """The names in place of the variables."""
    names = {"{客户}": thread.author_name, "{账号}": thread.account.nickname, "{我}": user.get_full_name()}
    for variable, name in names.items():
        text = text.replace(variable, name)
    return text
