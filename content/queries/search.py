"""Full-text search of the library: any substring, also of one or two characters, words in any order, newest first.

The index holds every sign of a text and every two neighbouring signs (`content_grams`); what it finds is compared with
the words themselves when a term is longer. Words that stand in a good part of all posts are not worth an index: the
list is walked from its newest post instead, and full after a few dozen.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import rjieba
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from content.models import Folded, Grams, Idea, IdeaSearchText, Post, SearchText

LONGEST, MOST_TERMS = 100, 12
COMMON = 0.15
"""A term that stands in this share of all posts is searched by walking down the list."""

Row = TypeVar("Row", bound=Model)
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(#[^#]+#)|(\S+))')
_NUMBER = re.compile(r"#?([0-9]{1,18})")
_QUOTES = str.maketrans("“”„‟＂「」『』", '"' * 9)
_LOWER = str.maketrans({chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})
_PARTICLES = frozenset("的了吗呢吧啊呀么是在和与或就也都很把被给让")
_WHOLE = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search field says: all of `terms` and none of `without` must stand in the text; or it is post `number`."""

    terms: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    number: int | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.terms or self.without)


def fold(text: str) -> str:
    """One width, ASCII in lower case, blanks as one: as `content_fold` does in the database."""
    plain = unicodedata.normalize("NFKC", text.replace("\x00", "")).translate(_LOWER)
    return re.sub(r"[ \t\n\r\f\v]+", " ", plain).strip(" ")


def read(words: str) -> Asked:
    """Quotes keep a phrase together, `-` leaves out, a topic or a name is one term, longer runs are cut into words."""
    line = fold(words[:LONGEST].translate(_QUOTES))
    terms: list[str] = []
    without: list[str] = []
    for minus, phrase, topic, plain in _TERM.findall(line):
        whole = phrase.strip() or topic or plain
        if minus and whole:
            without.append(whole)
        else:
            terms += words_of(whole) if plain and not plain.startswith("@") else [whole] if whole else []
    number = _NUMBER.fullmatch(line)
    return Asked(_each_once(terms), _each_once(without), int(number[1]) if number else None)


def _each_once(terms: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]


def words_of(run: str) -> list[str]:
    """A run of up to three characters stays whole; a longer one is cut into words, without particles."""
    if len(run) <= _WHOLE or run.isascii():
        return [run]
    words = [word for word in rjieba.cut(run) if word.strip() and any(map(str.isalnum, word))]
    return [word for word in words if word not in _PARTICLES] or [run]


def grams_of(term: str) -> list[int]:
    """The index entries that every text with this term has: as `content_grams`, without what others imply."""
    codes = [ord(letter) for letter in term]
    return codes if len(codes) == 1 else [first << 21 | second for first, second in pairwise(codes)]


def matching(posts: "QuerySet[Post]", words: str) -> "QuerySet[Post]":
    """These posts, as far as their text has what is asked for. Order and rights stay the caller's."""
    return _matching(posts, SearchText, "post", words)


def matching_ideas(ideas: "QuerySet[Idea]", words: str) -> "QuerySet[Idea]":
    """These ideas, by title, note and the text they come from."""
    return _matching(ideas, IdeaSearchText, "idea", words)


def _matching(rows: "QuerySet[Row]", texts: type[SearchText | IdeaSearchText], key: str, words: str) -> "QuerySet[Row]":
    asked = read(words)
    if asked.is_empty:
        return rows
    found, walked = _found(asked, F("words"), "content_search_grams" if texts is SearchText else "")
    if asked.number is not None:
        found |= Q(pk=asked.number)
    held = texts._default_manager.filter(found)
    if walked:
        return rows.filter(Exists(held.filter(pk=OuterRef("pk"))))
    return rows.filter(AnyOf(F("pk"), ArraySubquery(held.values("pk"))))


def with_words(rows: "QuerySet[Row]", words: str, *, of: Folded, index: str) -> "QuerySet[Row]":
    """These rows, as far as a text of their own has what is asked; `index` is the one of its grams."""
    asked = read(words)
    if asked.is_empty:
        return rows
    found, walked = _found(asked, of, index)
    if walked:
        return rows.filter(found)
    held = rows.model._default_manager.filter(found).order_by().values("pk")
    return rows.filter(AnyOf(F("pk"), ArraySubquery(held)))


def _found(asked: Asked, text: F | Func, index: str) -> tuple[Q, bool]:
    """What has to hold of a text, and whether that is not worth its index; without `index` it always is."""
    grams = sorted({gram for term in asked.terms for gram in grams_of(term)})
    walked = not grams or (bool(index) and common_among(grams, index).issuperset(grams))
    found = Q(*(_StandsIn(text, Value(term)) for term in asked.terms if walked or len(term) > 2))
    if not walked:
        found &= Q(_Holds(Grams(text), Value(grams, output_field=ArrayField(BigIntegerField()))))
    return found & Q(*(~Q(_StandsIn(text, Value(term))) for term in asked.without)), walked


class _StandsIn(Func):
    """Whether a term stands in the words; a substring, so that nothing needs escaping."""

    template = "(strpos(%(expressions)s) > 0)"
    output_field = BooleanField()


class _Holds(Func):
    """Whether an array holds all of another: what the index answers."""

    template, arg_joiner = "(%(expressions)s)", " @> "
    output_field = BooleanField()


class AnyOf(Func):
    """Whether a key is among those of a subquery, which is then answered first and once, as an array.

    The rows follow by their primary key, and in its order: a page stops after fifty. As `IN (SELECT …)` the planner,
    who cannot know how rare a term is, would now and then walk all posts from the newest instead.
    """

    template, arg_joiner = "(%(expressions)s))", " = ANY ("
    output_field = BooleanField()


COMMON_GRAMS = """
SELECT gram FROM pg_stats, unnest(most_common_elems::text::bigint[], most_common_elem_freqs) AS entry(gram, share)
WHERE tablename = %s AND schemaname = current_schema() AND gram = ANY(%s) AND share >= %s
"""


def common_among(grams: list[int], index: str) -> frozenset[int]:
    """Those index entries that at least `COMMON` of all rows have, by the statistics of PostgreSQL; without, none."""
    with connection.cursor() as cursor:
        cursor.execute(COMMON_GRAMS, [index, grams, COMMON])
        return frozenset(gram for (gram,) in cursor.fetchall())
