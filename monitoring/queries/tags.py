"""Words that could become tags of an account (A6): hot topics and what our keyword sets catch."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.translation import gettext as _

from accounts.models import TagSort, WeiboAccount
from accounts.queries import decided_words
from accounts.rules.tags import clean_word, fits
from monitoring.models import Hit, Keyword, KeywordKind, SetKind
from monitoring.queries.topics import hot_topics

SPAN = timedelta(days=28)
MOST_READ = 5000
KEPT_FOR = 120
MOST = 12
SORTS = {
    SetKind.BRAND: TagSort.SPECIAL,
    SetKind.PRODUCT: TagSort.SPECIAL,
    SetKind.LEADER: TagSort.PERSONALITY,
    SetKind.INDUSTRY: TagSort.INDUSTRY,
}
"""Which sets give tags, and of which sort; a competitor's name or a crisis word is no tag of ours."""


@dataclass(frozen=True)
class Proposal:
    """A word with the sort it would be and why it is proposed."""

    word: str
    sort: str
    source: str


def tag_proposals(account: WeiboAccount, *, now: datetime) -> list[Proposal]:
    """Topics of the week and keywords by what they caught, without words that were decided on this account."""
    found = [*_topics(), *_keywords(now)]
    taken = {word.casefold() for word in decided_words(account)}
    proposals: list[Proposal] = []
    for proposal in found:
        key = proposal.word.casefold()
        if key not in taken and fits(proposal.word):
            taken.add(key)
            proposals.append(proposal)
    return proposals[:MOST]


def _topics() -> list[Proposal]:
    return [
        Proposal(clean_word(topic.tag), TagSort.SEARCH, _("近一周热门话题，%(n)d 条") % {"n": topic.row.posts})
        for topic in hot_topics("week")
    ]


def _keywords(now: datetime) -> list[Proposal]:
    caught = _caught(now)
    words = Keyword.objects.filter(
        kind=KeywordKind.WORD, keyword_set__is_active=True, keyword_set__kind__in=list(SORTS)
    ).values_list("word", "keyword_set__kind", "keyword_set__name")
    ranked = sorted(words, key=lambda row: (-caught[row[0]], row[0]))
    sentence = _("关键词组“%(set)s”，四周命中 %(n)d 条")
    return [
        Proposal(clean_word(word), SORTS[SetKind(kind)], sentence % {"set": name, "n": caught[word]})
        for word, kind, name in ranked
    ]


def _caught(now: datetime) -> Counter[str]:
    """How many of the newest hits each word brought; kept in the cache for two minutes."""
    kept: Counter[str] | None = cache.get("monitoring.words_caught")
    if kept is None:
        hits = Hit.objects.filter(published_at__gt=now - SPAN, published_at__lte=now).order_by("-pk")
        kept = Counter(str(word) for words in hits.values_list("words", flat=True)[:MOST_READ] for word in words)
        cache.set("monitoring.words_caught", kept, timeout=KEPT_FOR)
    return kept
