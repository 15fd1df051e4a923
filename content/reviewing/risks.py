"""What makes a post risky (K5): conditions are data, the answer says which of them and why."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from content.lint.folding import fold

NUMBER = "[数字]"
_DIGITS = r"[0-9０-９一二两三四五六七八九十百千万]+(?:[.,．，][0-9]+)?"


@dataclass(frozen=True, slots=True)
class Condition:
    """One risk as people keep it (`content.models.RiskRule`); `posts`: those that a higher layer names."""

    pk: int
    name: str
    reason: str
    words: tuple[str, ...] = ()
    except_words: tuple[str, ...] = ()
    categories: frozenset[int] = frozenset()
    campaign_kinds: frozenset[str] = frozenset()
    posts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged: a text, its category, and the kind of its campaign with its name for people."""

    text: str
    category_id: int | None = None
    category: str = ""
    campaign_kind: str = ""
    campaign: str = ""
    post_id: int | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """A condition that fits, and what in the post it is about."""

    pk: int
    name: str
    reason: str
    found: str

    def as_json(self) -> dict[str, str]:
        """The form stored with a stage."""
        return {"name": self.name, "reason": self.reason, "found": self.found}


def risks_of(subject: Subject, conditions: Iterable[Condition]) -> list[Risk]:
    """The risks of a post in the order of their conditions, each with the first thing that brought it."""
    folded = fold(subject.text)
    return [
        Risk(condition.pk, condition.name, condition.reason, found)
        for condition in conditions
        if (found := _found(subject, folded, condition))
    ]


def _found(subject: Subject, folded: str, condition: Condition) -> str:
    if condition.words and (word := _word_in(subject.text, folded, condition)):
        return _("文中有“%(word)s”") % {"word": word}
    if subject.category_id is not None and subject.category_id in condition.categories:
        return _("分类是“%(name)s”") % {"name": subject.category}
    if subject.campaign_kind and subject.campaign_kind in condition.campaign_kinds:
        return _("属于活动“%(name)s”") % {"name": subject.campaign}
    if subject.post_id is not None and subject.post_id in condition.posts:
        return condition.name
    return ""


def _word_in(text: str, folded: str, condition: Condition) -> str:
    shielded = [match.span() for match in _pattern(condition.except_words).finditer(folded)]
    for match in _pattern(condition.words).finditer(folded):
        start, end = match.span()
        if not any(low <= start and end <= high for low, high in shielded):
            return text[start:end] if len(text) == len(folded) else match.group()
    return ""


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for a list of words; of no words it is one that never fits."""
    parts = [_DIGITS.join(re.escape(fold(part)) for part in word.split(NUMBER)) for word in words if word.strip()]
    return re.compile("|".join(parts) if parts else r"(?!)")
