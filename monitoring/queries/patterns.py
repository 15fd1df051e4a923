"""Sets as the matcher and the form want them (M1)."""

from collections import defaultdict
from collections.abc import Iterable

from monitoring.models import Keyword, KeywordKind, KeywordSet
from monitoring.watch.rules import Guard, Pattern, Word


def pattern_of(keyword_set: KeywordSet) -> Pattern:
    """What a set asks of a text, as it is saved."""
    return patterns_of([keyword_set])[keyword_set.pk]


def patterns_of(sets: Iterable[KeywordSet]) -> dict[int, Pattern]:
    """What each set asks of a text; one query."""
    known = {keyword_set.pk: keyword_set for keyword_set in sets}
    rows: dict[int, list[Keyword]] = defaultdict(list)
    for row in Keyword.objects.filter(keyword_set__in=known).order_by("pk"):
        rows[row.keyword_set_id].append(row)
    return {pk: _pattern(keyword_set, rows[pk]) for pk, keyword_set in known.items()}


def _pattern(keyword_set: KeywordSet, rows: list[Keyword]) -> Pattern:
    return Pattern(
        words=_words(keyword_set, rows, KeywordKind.WORD),
        exclusions=tuple(row.word for row in rows if row.kind == KeywordKind.EXCLUDE),
        match_all=keyword_set.match_all,
        requires=_words(keyword_set, rows, KeywordKind.MUST),
        within=keyword_set.within,
    )


def _words(keyword_set: KeywordSet, rows: list[Keyword], kind: KeywordKind) -> tuple[Word, ...]:
    """A variant that names no word belongs to the set's first word."""
    heads = [row for row in rows if row.kind == kind]
    first = next((row.pk for row in rows if row.kind == KeywordKind.WORD), None)
    variants: dict[int | None, list[str]] = defaultdict(list)
    for row in rows:
        if row.kind == KeywordKind.VARIANT:
            variants[row.variant_of_id or first].append(row.word)
    return tuple(
        Word(row.word, tuple(variants[row.pk]), Guard(tuple(row.near), tuple(row.far), keyword_set.reach, row.whole))
        for row in heads
    )
