"""The fan book: who wrote to the accounts that somebody answers for, the most faithful first (E1, C3). Reads only."""

from typing import Final

from django.db.models import Count, Q
from django.utils.translation import ngettext

from accounts.access import accounts_for
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from content.contributions import Acquaintance
from engagement.models import Thread

LOOKED_THROUGH: Final = 5_000
"""So many of the newest messages are looked through: of the account, and of all that this person answers for."""
SHOWN: Final = 8


def fans_like(user: User, account: WeiboAccount, words: str) -> list[Acquaintance]:
    """Whose name holds `words`: first who wrote to this account, then who wrote more often. Nobody for who may not
    read the inbox."""
    answered = accounts_for(user, Can.REPLY).values("pk")
    mine = Thread.objects.filter(account=account, account__in=answered).order_by("-pk").values("pk")[:LOOKED_THROUGH]
    others = Thread.objects.filter(account__in=answered).order_by("-pk").values("pk")[:LOOKED_THROUGH]
    rows = (
        Thread.objects.filter(Q(pk__in=mine) | Q(pk__in=others), author_name__icontains=words)
        .exclude(author_name="")
        .values("author_name")
        .annotate(here=Count("pk", filter=Q(account=account)), times=Count("pk"))
        .order_by("-here", "-times", "author_name")
    )
    return [_known(row["author_name"], row["here"], row["times"]) for row in rows[:SHOWN]]


def _known(name: str, here: int, times: int) -> Acquaintance:
    if here:
        said = ngettext("给本账号留言 %(n)d 次", "给本账号留言 %(n)d 次", here) % {"n": here}
    else:
        said = ngettext("给其他账号留言 %(n)d 次", "给其他账号留言 %(n)d 次", times) % {"n": times}
    return Acquaintance(name, said, closeness=here)
