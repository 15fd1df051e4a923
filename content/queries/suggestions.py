"""What a writer may mean by # and @: topics used before, people of follow lists and of the inbox, own accounts (C3)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.access import accounts_for
from accounts.models import FollowEntry, FollowSort, User, WeiboAccount
from accounts.roles import Can
from content.contributions import acquaintances
from content.models import PostVersion
from weibo.text import find_topics

LOOKED_THROUGH: Final = 400
"""So many of the newest texts with a topic are read, of the account and of the company."""
SHOWN: Final = 8
PEOPLE_SHOWN: Final = 12


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


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who fits: `closeness` says how near he stands to the account, more is nearer."""

    name: str
    source: str
    closeness: tuple[int, int]


OURS, FOLLOWED, FAN, ELSEWHERE, RIVAL = 4, 3, 2, 1, 0
_AVOIDED = {FollowSort.COMPETITOR, FollowSort.TROUBLEMAKER}


def people_like(account: WeiboAccount, user: User, words: str) -> list[Suggestion]:
    """Whom an @ may mean: the company's own accounts, follow lists, the people of the inbox, as far as `user` may know.

    Names that begin with `words` come first, then who stands nearer to this account; competitors and troublemakers
    last. A name known from several places stands once, with all of them.
    """
    wanted, found = words.strip().lower(), dict[str, list[_Person]]()
    for person in _people(account, user, words.strip()):
        found.setdefault(person.name, []).append(person)
    ranked = sorted(
        found.items(),
        key=lambda item: (not item[0].lower().startswith(wanted), _nearness(item[1]), item[0]),
    )
    return [Suggestion(f"@{name} ", _sources(known)) for name, known in ranked[:PEOPLE_SHOWN]]


def _nearness(known: list[_Person]) -> tuple[int, int]:
    """For sorting, nearest first: one word against somebody counts more than all that speaks for him."""
    avoided = [person for person in known if person.closeness[0] == RIVAL]
    first, second = max(person.closeness for person in avoided or known)
    return -first, -second


def _sources(known: list[_Person]) -> str:
    return _("来源：%(sources)s") % {"sources": " · ".join(dict.fromkeys(person.source for person in known))}


def _people(account: WeiboAccount, user: User, words: str) -> Iterator[_Person]:
    seen = accounts_for(user, Can.VIEW)
    own = seen.filter(nickname__icontains=words).exclude(pk=account.pk).order_by("nickname")
    for nickname in own.values_list("nickname", flat=True)[:SHOWN]:
        yield _Person(nickname, _("本公司账号"), (OURS, 0))
    rows = FollowEntry.objects.filter(screen_name__icontains=words, removed_at__isnull=True, gone=False)
    rows = rows.filter(account__in=seen.values("pk")).order_by("screen_name")
    for row in [*rows.filter(account=account)[:SHOWN], *rows.exclude(account=account)[:SHOWN]]:
        near = FOLLOWED if row.account_id == account.pk else ELSEWHERE
        source = _("关注名单（%(sort)s）") % {"sort": row.get_sort_display()}
        yield _Person(row.screen_name, source, (RIVAL if row.sort in _AVOIDED else near, 0))
    for fan in acquaintances(user, account, words):
        yield _Person(fan.name, fan.source, (FAN if fan.closeness else ELSEWHERE, fan.closeness))
