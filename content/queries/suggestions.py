"""What a writer may mean by # and @: topics used before, people of follow lists, the company's own accounts (C3)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.access import accounts_for
from accounts.models import FollowEntry, User, WeiboAccount
from accounts.roles import Can
from content.models import PostVersion
from weibo.text import find_topics

LOOKED_THROUGH: Final = 400
"""So many of the newest texts with a topic are read, of the account and of the company."""
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is put into the text, and what is said about it."""

    text: str
    about: str = ""


def topics_like(account: WeiboAccount, words: str) -> list[Suggestion]:
    """Topics that hold `words`, those of this account first, then by how often they were used."""
    rows = PostVersion.objects.filter(post__version=F("pk"), post__is_visible=True, text__contains="#")
    own = _counted(rows.filter(post__account=account).order_by("-pk").values_list("text", flat=True)[:LOOKED_THROUGH])
    all_of_us = _counted(rows.order_by("-pk").values_list("text", flat=True)[:LOOKED_THROUGH])
    wanted = words.strip().lower()
    names = [name for name in {**own, **all_of_us} if wanted in name.lower()]
    names.sort(key=lambda name: (not name.lower().startswith(wanted), -own[name], -all_of_us[name], name))
    said = _("本账号用过 %(n)d 次"), _("其他账号用过 %(n)d 次")
    return [
        Suggestion(f"#{name}#", (said[0] if own[name] else said[1]) % {"n": own[name] or all_of_us[name]})
        for name in names[:SHOWN]
    ]


def _counted(texts: Iterable[str]) -> Counter[str]:
    return Counter(topic for text in texts for topic in find_topics(text))


def people_like(account: WeiboAccount, user: User, words: str) -> list[Suggestion]:
    """The company's own accounts and whom this account follows; then whom the writer's other accounts follow."""
    own = accounts_for(user, Can.VIEW).filter(nickname__icontains=words).exclude(pk=account.pk).order_by("nickname")
    found = {nickname: _("本公司账号") for nickname in own.values_list("nickname", flat=True)[:SHOWN]}
    seen = accounts_for(user, Can.VIEW).values("pk")
    rows = FollowEntry.objects.filter(screen_name__icontains=words, removed_at__isnull=True, account__in=seen)
    mine = list(rows.filter(account=account).order_by("screen_name")[:SHOWN])
    others = list(rows.exclude(account=account).order_by("screen_name")[:SHOWN])
    for row in [*mine, *others]:
        found.setdefault(row.screen_name, str(row.get_sort_display()))
    return [Suggestion(f"@{name} ", about) for name, about in list(found.items())[: SHOWN * 2]]
