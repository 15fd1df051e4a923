"""Word lists, kept by the team in the browser (C13, C14). Lists count for every account."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content.importing.words import LIMITS, WordRow
from content.models import ListLevel, WordList, WordListTerm
from core import audit
from core.errors import UserError


@dataclass(frozen=True, slots=True)
class ListInput:
    """What people say about a list."""

    name: str
    kind: str
    level: str
    importance: int
    override_by: str
    reason: str
    origin: str = ""
    origin_on: dt.date | None = None
    is_active: bool = True


@transaction.atomic
def make_list(*, values: ListInput, by: User, at: dt.datetime) -> WordList:
    """A list of the company's own, without words yet."""
    require(by, Can.REVIEW)
    row = WordList.objects.create(slug=f"own-{get_random_string(8).lower()}", updated_at=at, **asdict(values))
    audit.record("content.words.list_made", row, by=by, at=at, change=audit.Change(after=_shown(values)))
    return row


@transaction.atomic
def set_list(*, word_list: WordList, values: ListInput, by: User, at: dt.datetime) -> WordList:
    """Change what is said about a list: how strict it is, who may let its words pass, whether it counts."""
    row = locked_list(word_list, by)
    before = {name: getattr(row, name) for name in asdict(values)}
    for name, value in asdict(values).items():
        setattr(row, name, value)
    row.updated_at = at
    row.save(update_fields=[*before, "updated_at"])
    changed = {name for name, value in asdict(values).items() if before[name] != value}
    after = {name: value for name, value in _shown(values).items() if name in changed}
    change = audit.Change(before={name: str(before[name]) for name in changed}, after=after)
    audit.record("content.words.list_set", row, by=by, at=at, change=change)
    return row


@transaction.atomic
def add_term(*, word_list: WordList, term: WordRow, by: User, at: dt.datetime) -> WordListTerm:
    """Add a word, or change what is said about one that stands there."""
    row = locked_list(word_list, by)
    word = term.word.strip()
    if not word:
        raise UserError(_("请填写词语。"), field="word")
    if any(len(getattr(term, name)) > most for name, most in LIMITS.items()):
        raise UserError(_("词语最多 60 字，建议最多 100 字。"), field="word")
    if term.level and term.level not in ListLevel.values:
        raise UserError(_("请选择级别。"), field="level")
    values = asdict(term) | {"word": word, "suggestion": term.suggestion.strip()}
    values.pop("word")
    found, _created = WordListTerm.objects.update_or_create(list=row, word=word, defaults=values)
    touch(row, at)
    audit.record("content.words.term_set", row, by=by, at=at, change=audit.Change(after={"word": word, **values}))
    return found


@transaction.atomic
def remove_term(*, term: WordListTerm, by: User, at: dt.datetime) -> WordRow:
    """Take a word off its list. Answers what it was, for an undo."""
    row = locked_list(term.list, by)
    was = row_of(term)
    audit.record("content.words.term_removed", row, by=by, at=at, change=audit.Change(before=asdict(was)))
    term.delete()
    touch(row, at)
    return was


@transaction.atomic
def note_export(*, word_list: WordList, by: User, at: dt.datetime) -> None:
    """Somebody took the words out as a file."""
    require(by, Can.REVIEW)
    audit.record("content.words.exported", word_list, by=by, at=at, change=audit.Change())


def row_of(term: WordListTerm) -> WordRow:
    """A stored word as it comes from a file."""
    return WordRow(term.word, term.suggestion, term.is_allowed, term.level, term.subject, term.note)


def locked_list(word_list: WordList, by: User) -> WordList:
    """Lists count for every account: the right for the whole matrix is needed."""
    require(by, Can.REVIEW)
    return WordList.objects.select_for_update().get(pk=word_list.pk)


def touch(word_list: WordList, at: dt.datetime) -> None:
    """Lint reads the lists again when this moved."""
    word_list.updated_at = at
    word_list.save(update_fields=["updated_at"])


def _shown(values: ListInput) -> dict[str, str | int | bool]:
    return {name: value if isinstance(value, int) else str(value or "") for name, value in asdict(values).items()}
