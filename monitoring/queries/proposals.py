"""Words that a set could take up, from what it caught and from what it just missed (M1)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import QuerySet

from monitoring.models import Hit, Keyword, KeywordKind, KeywordSet, Mention
from monitoring.watch.homophones import homophones
from monitoring.watch.matching import Matcher
from monitoring.watch.normalising import normalise
from monitoring.watch.proposing import propose
from monitoring.watch.rules import Pattern, Word

SPAN = timedelta(days=30)
CAUGHT_READ, OTHERS_READ, MISSED_READ = 3_000, 6_000, 20_000
WORDS_TRIED = 40
"""Words of a set for which mistyped forms are looked for, the first ones."""
MISTYPED_SHOWN = 8
KEPT_FOR = 600


@dataclass(frozen=True)
class Proposal:
    """A word with why it is proposed. `variant_of` names the word it may be a misspelling of."""

    word: str
    caught: int
    lift: float | None
    elsewhere: int
    example: str
    mention_id: int
    variant_of: str = ""


def proposals(keyword_set: KeywordSet, *, now: datetime) -> list[Proposal]:
    """Neighbours of what was caught, then mistyped forms that people really wrote; kept for ten minutes.

    What was declined stays away; what was taken up or declined meanwhile is left out at once.
    """
    newest = keyword_set.versions.values_list("number", flat=True).first() or 0
    key = f"monitoring.proposals.{keyword_set.pk}.{newest}"
    kept: list[Proposal] | None = cache.get(key)
    if kept is None:
        taken = _taken(keyword_set)
        kept = [*_neighbours(keyword_set, taken, now), *_mistyped(keyword_set, taken, now)]
        cache.set(key, kept, timeout=KEPT_FOR)
    decided = _taken(keyword_set)
    return [proposal for proposal in kept if normalise(proposal.word) not in decided]


def _taken(keyword_set: KeywordSet) -> set[str]:
    words = [*keyword_set.keywords.values_list("word", flat=True), *keyword_set.declined.values_list("word", flat=True)]
    return {normalise(word) for word in words}


def _neighbours(keyword_set: KeywordSet, taken: set[str], now: datetime) -> list[Proposal]:
    hits = Hit.objects.filter(keyword_set=keyword_set, published_at__gt=now - SPAN, noise_at=None)
    caught = list(hits.order_by("-published_at").values_list("mention_id", "mention__text")[:CAUGHT_READ])
    others = list(_newest(now).exclude(hits__keyword_set=keyword_set).values_list("text", flat=True)[:OTHERS_READ])
    found = propose([text for _, text in caught], others, taken=taken)
    return [
        Proposal(one.word, one.caught, one.lift, one.elsewhere, caught[one.example][1], caught[one.example][0])
        for one in found
    ]


def _mistyped(keyword_set: KeywordSet, taken: set[str], now: datetime) -> list[Proposal]:
    """Forms that sound like a word of the set and stand in texts that the set did not catch."""
    words = Keyword.objects.filter(keyword_set=keyword_set, kind=KeywordKind.WORD).values_list("word", flat=True)
    forms = {form: word for word in words[:WORDS_TRIED] for form in homophones(word) if form not in taken}
    if not forms:
        return []
    matcher = Matcher({0: Pattern(tuple(Word(form) for form in forms))})
    missed = _newest(now).exclude(hits__keyword_set=keyword_set).values_list("pk", "text")[:MISSED_READ]
    counts: Counter[str] = Counter()
    first: dict[str, tuple[int, str]] = {}
    rows = list(missed)
    for (pk, text), catches in zip(rows, matcher.match([text for _, text in rows]), strict=True):
        for form in catches.get(0, ()):
            counts[form] += 1
            first.setdefault(form, (pk, text))
    return [
        Proposal(form, number, None, 0, first[form][1], first[form][0], forms[form])
        for form, number in counts.most_common(MISTYPED_SHOWN)
    ]


def _newest(now: datetime) -> "QuerySet[Mention]":
    rows = Mention.objects.filter(published_at__gt=now - SPAN, published_at__lte=now)
    return rows.order_by("-published_at")
