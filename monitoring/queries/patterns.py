"""A set's words as the matcher wants them (M1)."""

from monitoring.models import Keyword, KeywordKind, KeywordSet
from monitoring.watch.rules import Pattern, Word


def pattern_of(keyword_set: KeywordSet) -> Pattern:
    """Words with their variants, and exclusions. A variant that names no word belongs to the set's first word."""
    rows = list(keyword_set.keywords.all())
    words = [row for row in rows if row.kind == KeywordKind.WORD]
    variants: dict[int | None, list[str]] = {}
    for row in rows:
        if row.kind == KeywordKind.VARIANT:
            owner = row.variant_of_id or (words[0].pk if words else None)
            variants.setdefault(owner, []).append(row.word)
    return Pattern(
        words=tuple(Word(word.word, tuple(variants.get(word.pk, ()))) for word in words),
        exclusions=tuple(_excluded(rows)),
        match_all=keyword_set.match_all,
    )


def _excluded(rows: list[Keyword]) -> list[str]:
    return [row.word for row in rows if row.kind == KeywordKind.EXCLUDE]
