"""Whether a keyword set can be what a person wants (M1)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import UserError
from monitoring.queries.set_drafts import SetDraft
from monitoring.watch.normalising import normalise

WORD_LIMIT = 60
WORDS_LIMIT = 10_000
TOGETHER_LIMIT = 20
"""Words that must all stand in a text: more of them never do, and each costs work."""
CONTEXT_LIMIT = 30


def check_draft(draft: SetDraft) -> None:
    """Raises `UserError` with the field for what cannot be searched, is doubled or would cost too much."""
    if not draft.name.strip():
        raise UserError(_("请填写词组名称。"), field="name")
    if not draft.words:
        raise UserError(_("至少填写一个关键词。"), field="words")
    spellings = [spelling for word in draft.words for spelling in word.spellings]
    required = [spelling for word in draft.requires for spelling in word.spellings]
    if len(spellings) + len(required) + len(draft.exclusions) > WORDS_LIMIT:
        raise UserError(_("一个词组最多 %(n)d 个词。") % {"n": WORDS_LIMIT}, field="words")
    together = len(draft.requires) + (len(draft.words) if draft.match_all else 0)
    if together > TOGETHER_LIMIT:
        field = "words" if draft.match_all else "requires"
        raise UserError(_("须同时出现的词最多 %(n)d 个。") % {"n": TOGETHER_LIMIT}, field=field)
    for field, texts in (("words", spellings), ("requires", required), ("exclusions", list(draft.exclusions))):
        check_texts(texts, field)
    _check_contexts(draft)
    _check_doubles(spellings, required, draft.exclusions)


def check_texts(texts: Iterable[str], field: str) -> None:
    """Raises `UserError` with the field for a word that cannot be searched."""
    for text in texts:
        if not normalise(text).strip() or len(text) > WORD_LIMIT or "\x00" in text:
            sentence = _("“%(word)s”不能作为词：须为 1 到 %(n)d 个字。")
            raise UserError(sentence % {"word": text[:20], "n": WORD_LIMIT}, field=field)


def _check_contexts(draft: SetDraft) -> None:
    for field, words in (("words", draft.words), ("requires", draft.requires)):
        for word in words:
            contexts = [*word.guard.near, *word.guard.far]
            check_texts(contexts, field)
            if len(contexts) > CONTEXT_LIMIT:
                sentence = _("“%(word)s”的语境词最多 %(n)d 个。")
                raise UserError(sentence % {"word": word.word, "n": CONTEXT_LIMIT}, field=field)


def _check_doubles(spellings: list[str], required: list[str], exclusions: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for field, texts in (("words", spellings), ("requires", required)):
        for text in texts:
            if normalise(text) in seen:
                raise UserError(_("“%(word)s”重复。") % {"word": text}, field=field)
            seen.add(normalise(text))
    for exclusion in exclusions:
        if normalise(exclusion) in seen:
            raise UserError(_("“%(word)s”不能既是关键词又是排除词，或重复。") % {"word": exclusion}, field="exclusions")
        seen.add(normalise(exclusion))
