"""Word lists, kept by the team in the browser (C13)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content.lint.lexicon import Term
from content.models import ListLevel, WordList, WordListTerm
from core import audit
from core.errors import UserError


@transaction.atomic
def set_list(*, word_list: WordList, level: str, is_active: bool, by: User, at: dt.datetime) -> WordList:
    """Change how strict a list is, or switch it off."""
    row = _locked(word_list, by)
    if level not in ListLevel.values:
        raise UserError(_("请选择级别。"), field="level")
    before = {"level": row.level, "is_active": row.is_active}
    row.level, row.is_active, row.updated_at = level, is_active, at
    row.save(update_fields=["level", "is_active", "updated_at"])
    change = audit.Change(before=before, after={"level": level, "is_active": is_active})
    audit.record("content.words.list_set", row, by=by, at=at, change=change)
    return row


@transaction.atomic
def add_term(*, word_list: WordList, term: Term, by: User, at: dt.datetime) -> WordListTerm:
    """Add a word, or change what is said about one that stands there. Only word, suggestion and allowed are read."""
    row = _locked(word_list, by)
    word = term.word.strip()
    if not word:
        raise UserError(_("请填写词语。"), field="word")
    if len(word) > 60 or len(term.suggestion) > 100:
        raise UserError(_("词语最多 60 字，建议最多 100 字。"), field="word")
    found, _created = WordListTerm.objects.update_or_create(
        list=row, word=word, defaults={"suggestion": term.suggestion.strip(), "is_allowed": term.allowed}
    )
    _touch(row, at)
    change = audit.Change(after={"word": word, "suggestion": found.suggestion, "is_allowed": found.is_allowed})
    audit.record("content.words.term_set", row, by=by, at=at, change=change)
    return found


@transaction.atomic
def remove_term(*, term: WordListTerm, by: User, at: dt.datetime) -> None:
    """Take a word off its list."""
    row = _locked(term.list, by)
    change = audit.Change(before={"word": term.word, "suggestion": term.suggestion, "is_allowed": term.is_allowed})
    audit.record("content.words.term_removed", row, by=by, at=at, change=change)
    term.delete()
    _touch(row, at)


def _locked(word_list: WordList, by: User) -> WordList:
    """Lists count for every account: the right for the whole matrix is needed."""
    require(by, Can.REVIEW)
    return WordList.objects.select_for_update().get(pk=word_list.pk)


def _touch(word_list: WordList, at: dt.datetime) -> None:
    """Lint reads the lists again when this moved."""
    word_list.updated_at = at
    word_list.save(update_fields=["updated_at"])
