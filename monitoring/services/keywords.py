"""Keyword sets: saved as a whole, with every word that came or went in the audit log (M1)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Actor, Change, record
from core.errors import Conflict, UserError
from monitoring.models import Keyword, KeywordKind, KeywordSet, SetKind
from monitoring.watch.normalising import normalise
from monitoring.watch.rules import Word

WORD_LIMIT = 60
WORDS_LIMIT = 10_000


@dataclass(frozen=True)
class SetDraft:
    """What a person wants a set to be. `keyword_set` None makes a new one."""

    name: str
    words: tuple[Word, ...]
    exclusions: tuple[str, ...] = ()
    keyword_set: KeywordSet | None = None
    kind: str = SetKind.BRAND
    match_all: bool = False
    interval_minutes: int = 15
    alert_minimum: int = 20
    owner: User | None = None
    review_on: date | None = None
    is_active: bool = True


def save_set(*, draft: SetDraft, by: Actor, at: datetime) -> KeywordSet:
    """Create or change a set with its words. Raises `UserError` for words that cannot be searched or are doubled."""
    _check(draft)
    try:
        with transaction.atomic():
            keyword_set = draft.keyword_set or KeywordSet(created_at=at)
            before = _facts(keyword_set) if keyword_set.pk else {}
            for name in ("name", "kind", "match_all", "interval_minutes", "alert_minimum", "owner", "review_on"):
                setattr(keyword_set, name, getattr(draft, name))
            keyword_set.is_active = draft.is_active
            keyword_set.next_sweep_at = None  # with new words the next sweep is due at once
            keyword_set.save()
            _replace_words(keyword_set, draft)
            change = Change(before=before, after=_facts(keyword_set))
            code = "monitoring.set.changed" if before else "monitoring.set.created"
            record(code, keyword_set, by=by, at=at, change=change)
    except IntegrityError as error:
        if "keywordset_name" not in str(error):
            raise
        raise Conflict(_("已有同名词组。"), code="set.name", field="name") from error
    return keyword_set


def delete_set(*, keyword_set: KeywordSet, by: Actor, at: datetime) -> None:
    """Delete a set with its hits and alerts; the mentions stay."""
    with transaction.atomic():
        record("monitoring.set.deleted", keyword_set, by=by, at=at, change=Change(before=_facts(keyword_set)))
        keyword_set.delete()


def _check(draft: SetDraft) -> None:
    if not draft.name.strip():
        raise UserError(_("请填写词组名称。"), field="name")
    if not draft.words:
        raise UserError(_("至少填写一个关键词。"), field="words")
    spellings = [spelling for word in draft.words for spelling in word.spellings]
    if len(spellings) + len(draft.exclusions) > WORDS_LIMIT:
        raise UserError(_("一个词组最多 %(n)d 个词。") % {"n": WORDS_LIMIT}, field="words")
    for field, texts in (("words", spellings), ("exclusions", list(draft.exclusions))):
        for text in texts:
            if not normalise(text).strip() or len(text) > WORD_LIMIT:
                raise UserError(
                    _("“%(word)s”不能作为词：须为 1 到 %(n)d 个字。") % {"word": text[:20], "n": WORD_LIMIT},
                    field=field,
                )
    _check_doubles(spellings, draft.exclusions)


def _check_doubles(spellings: list[str], exclusions: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for spelling in spellings:
        if normalise(spelling) in seen:
            raise UserError(_("“%(word)s”重复。") % {"word": spelling}, field="words")
        seen.add(normalise(spelling))
    for exclusion in exclusions:
        if normalise(exclusion) in seen:
            raise UserError(_("“%(word)s”不能既是关键词又是排除词，或重复。") % {"word": exclusion}, field="exclusions")
        seen.add(normalise(exclusion))


def _replace_words(keyword_set: KeywordSet, draft: SetDraft) -> None:
    keyword_set.keywords.all().delete()
    words = [Keyword(keyword_set=keyword_set, word=word.word, kind=KeywordKind.WORD) for word in draft.words]
    Keyword.objects.bulk_create(words)
    others = [
        Keyword(keyword_set=keyword_set, word=variant, kind=KeywordKind.VARIANT, variant_of=row)
        for row, word in zip(words, draft.words, strict=True)
        for variant in word.variants
    ]
    others += [Keyword(keyword_set=keyword_set, word=word, kind=KeywordKind.EXCLUDE) for word in draft.exclusions]
    Keyword.objects.bulk_create(others)


def _facts(keyword_set: KeywordSet) -> dict[str, Any]:
    words: dict[str, list[str]] = {kind: [] for kind in KeywordKind.values}
    for word, kind in keyword_set.keywords.values_list("word", "kind"):
        words[kind].append(word)
    return {
        "name": keyword_set.name,
        "kind": keyword_set.kind,
        "match_all": keyword_set.match_all,
        "interval_minutes": keyword_set.interval_minutes,
        "review_on": str(keyword_set.review_on or ""),
        "is_active": keyword_set.is_active,
        **words,
    }
