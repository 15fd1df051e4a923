"""Keyword sets: saved as a whole, each time as a version that can be brought back (M1)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.audit import Actor, Change, record
from core.errors import Conflict, UserError
from core.notices import settle
from monitoring.models import Keyword, KeywordKind, KeywordSet, SetVersion
from monitoring.queries.set_drafts import SETTINGS, SetDraft, draft_of_facts, draft_of_set, facts_of
from monitoring.services.set_checks import check_draft
from monitoring.watch.rules import Word

REVIEW_KEY = "monitoring.review"


def save_set(*, draft: SetDraft, by: Actor, at: datetime) -> KeywordSet:
    """Create or change a set with its words. Raises `UserError` for words that cannot be searched or are doubled,
    `Conflict` when somebody has saved since the draft's author looked, or when the name is taken."""
    check_draft(draft)
    try:
        with transaction.atomic():
            return _save(draft, by=by, at=at)
    except IntegrityError as error:
        if "keywordset_name" not in str(error):
            raise
        raise Conflict(_("已有同名词组。"), code="set.name", field="name") from error


def restore_version(*, version: SetVersion, by: Actor, at: datetime) -> KeywordSet:
    """Make the set again what it was; this, too, is a version."""
    return save_set(draft=draft_of_facts(version.facts, keyword_set=version.keyword_set), by=by, at=at)


def change_words(
    *, keyword_set: KeywordSet, add: tuple[Word, ...] = (), drop: frozenset[str] = frozenset(), by: Actor, at: datetime
) -> KeywordSet:
    """Add words, or variants to the words that are there, and drop spellings; the rest of the set stays.

    A word of `add` that names a word of the set brings it variants. Raises `UserError` when no word would be left.
    """
    with transaction.atomic():
        locked = KeywordSet.objects.select_for_update().get(pk=keyword_set.pk)
        draft = draft_of_set(locked)
        words = {word.word: _without(word, drop) for word in draft.words}
        for word in add:
            known = words.get(word.word)
            words[word.word] = (
                Word(known.word, (*known.variants, *word.variants), known.guard) if known is not None else word
            )
        kept = tuple(word for word in words.values() if word is not None)
        values = {name: getattr(draft, name) for name in SETTINGS}
        changed = SetDraft(
            keyword_set=locked, words=kept, exclusions=draft.exclusions, requires=draft.requires, **values
        )
        return save_set(draft=changed, by=by, at=at)


def add_spelling(*, keyword_set: KeywordSet, word: str, by: Actor, at: datetime) -> KeywordSet:
    """Add one word as it was read somewhere. Raises `UserError` for none, or one that cannot be searched."""
    if not word.strip():
        raise UserError(_("请写要加入的词。"), code="set.word")
    return change_words(keyword_set=keyword_set, add=(Word(word.strip()),), by=by, at=at)


def delete_set(*, keyword_set: KeywordSet, by: Actor, at: datetime) -> None:
    """Delete a set with its hits and alerts; the mentions stay."""
    with transaction.atomic():
        facts = facts_of(draft_of_set(keyword_set))
        record("monitoring.set.deleted", keyword_set, by=by, at=at, change=Change(before=facts))
        settle(key_prefix=f"{REVIEW_KEY}:{keyword_set.pk}", at=at)
        keyword_set.delete()


def _without(word: Word, drop: frozenset[str]) -> Word | None:
    """The word without dropped spellings; its first variant takes its place, None when nothing is left."""
    kept = [spelling for spelling in word.spellings if spelling not in drop]
    return Word(kept[0], tuple(kept[1:]), word.guard) if kept else None


def _save(draft: SetDraft, *, by: Actor, at: datetime) -> KeywordSet:
    keyword_set, before = KeywordSet(created_at=at), None
    if draft.keyword_set is not None:
        keyword_set = KeywordSet.objects.select_for_update().get(pk=draft.keyword_set.pk)
        before = facts_of(draft_of_set(keyword_set))
        _check_seen(keyword_set, draft, before)
    after = facts_of(draft)
    if before == after:
        return keyword_set
    for name in SETTINGS:
        setattr(keyword_set, name, getattr(draft, name))
    keyword_set.next_sweep_at = None  # with new words the next sweep is due at once
    keyword_set.save()
    _replace_words(keyword_set, draft)
    _keep_version(keyword_set, after, by=by, at=at)
    change = Change(before=before or {}, after=after)
    code = "monitoring.set.created" if before is None else "monitoring.set.changed"
    record(code, keyword_set, by=by, at=at, change=change)
    if before is not None and before["review_on"] != after["review_on"]:
        settle(key_prefix=f"{REVIEW_KEY}:{keyword_set.pk}", at=at)
    return keyword_set


def _check_seen(keyword_set: KeywordSet, draft: SetDraft, before: dict[str, Any]) -> None:
    """A set from before versions were kept gets its first one now."""
    newest = keyword_set.versions.first()
    if newest is None:
        newest = SetVersion.objects.create(
            keyword_set=keyword_set, number=1, facts=before, saved_at=keyword_set.created_at
        )
    if draft.seen is not None and draft.seen not in {newest.number, 0}:
        sentence = _("%(name)s刚刚改过这个词组，请重新打开后再改。")
        raise Conflict(sentence % {"name": newest.saved_by_name or _("同事")}, code="set.changed")


def _keep_version(keyword_set: KeywordSet, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    newest = keyword_set.versions.first()
    SetVersion.objects.create(
        keyword_set=keyword_set,
        number=newest.number + 1 if newest else 1,
        facts=facts,
        saved_by_id=by.pk,
        saved_by_name=by.get_full_name(),
        saved_at=at,
    )


def _replace_words(keyword_set: KeywordSet, draft: SetDraft) -> None:
    keyword_set.keywords.all().delete()
    kinds = ((KeywordKind.WORD, draft.words), (KeywordKind.MUST, draft.requires))
    heads = [(_row(keyword_set, word, kind), word) for kind, words in kinds for word in words]
    Keyword.objects.bulk_create([row for row, _ in heads])
    others = [
        Keyword(keyword_set=keyword_set, word=variant, kind=KeywordKind.VARIANT, variant_of=row)
        for row, word in heads
        for variant in word.variants
    ]
    others += [Keyword(keyword_set=keyword_set, word=word, kind=KeywordKind.EXCLUDE) for word in draft.exclusions]
    Keyword.objects.bulk_create(others)


def _row(keyword_set: KeywordSet, word: Word, kind: str) -> Keyword:
    guard = word.guard
    return Keyword(
        keyword_set=keyword_set,
        word=word.word,
        kind=kind,
        near=list(guard.near),
        far=list(guard.far),
        whole=guard.whole,
    )
