"""Proposed words: taken up in one click, or declined for good (M1)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Change, record
from core.errors import UserError
from monitoring.models import DeclinedWord, KeywordSet
from monitoring.services.keywords import change_words
from monitoring.services.set_checks import WORD_LIMIT
from monitoring.watch.normalising import normalise
from monitoring.watch.rules import Word


def accept_word(*, keyword_set: KeywordSet, word: str, variant_of: str = "", by: User, at: datetime) -> KeywordSet:
    """Take a word into the set, or as a variant of one of its words. One that stands there changes nothing.

    A variant of a word that is gone becomes a word of its own. Raises what `change_words` raises.
    """
    added = Word(variant_of, (word,)) if variant_of else Word(word)
    if variant_of and not keyword_set.keywords.filter(word=variant_of).exists():
        added = Word(word)
    return change_words(keyword_set=keyword_set, add=(added,), by=by, at=at)


def decline_word(*, keyword_set: KeywordSet, word: str, by: User, at: datetime) -> None:
    """Never propose this word to this set again; doing it twice is once."""
    form = normalise(word).strip()
    if not form or len(form) > WORD_LIMIT:
        raise UserError(_("这个词不能记下。"))
    _row, new = DeclinedWord.objects.get_or_create(
        keyword_set=keyword_set, word=form, defaults={"declined_by": by, "declined_at": at}
    )
    if new:
        change = Change(after={"word": word[:WORD_LIMIT]})
        record("monitoring.set.word_declined", keyword_set, by=by, at=at, change=change)
