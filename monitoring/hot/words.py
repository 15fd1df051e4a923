"""Topics and terms in texts (M7). Pure.

A topic stands between hashes, its key begins with one. A term is a word of a segmented text; once it is a candidate it
is looked for as a plain part of the text, in the past and now alike, so that a segmentation that changes its mind is no
rise.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import rjieba

from monitoring.hot.noise import is_noise
from monitoring.watch.matching import Matcher
from monitoring.watch.normalising import normalise, normalise_all
from monitoring.watch.proposing import is_telling
from monitoring.watch.rules import Pattern, Word
from weibo.text import find_topics

TOPIC_POSTS, TERM_POSTS, TERM_PEOPLE = 2, 5, 3
"""Posts that carry it, people who wrote them: fewer make no candidate."""
MOST_TERMS: Final = 3000
LONGEST: Final = 40
_APART = re.compile(r"https?://\S+|@[\w\-]+|\[[^\[\]]{1,8}\]|//|#[^#\n]{1,60}#")


@dataclass(frozen=True, slots=True)
class Said:
    """A post of the window. `minute`: of the epoch; `kinds`: of the sets that caught it."""

    mention_id: int
    text: str
    minute: int
    author: str
    is_machine: bool = False
    polarity: int | None = None
    followers: int | None = None
    kinds: frozenset[str] = frozenset()
    uid: str = ""

    @property
    def person(self) -> str:
        """Who it is; without a name everybody is somebody else."""
        return self.uid or self.author or str(self.mention_id)


@dataclass(frozen=True)
class Candidate:
    """A topic or term with the places of the posts that carry it."""

    key: str
    name: str
    posts: frozenset[int] = field(repr=False)

    @property
    def is_topic(self) -> bool:
        return self.key.startswith("#")


def key_of(topic: str) -> str:
    """Writings of one topic that differ in width, case or blanks are one."""
    return "#" + normalise(topic).replace(" ", "")


def topics_of(text: str) -> dict[str, str]:
    """Key → the topic as it stands in the text."""
    if "#" not in text:
        return {}
    return {key_of(name): name for name in find_topics(text) if len(name) <= LONGEST}


def candidates(
    said: Sequence[Said], *, taken: Collection[str] = (), own_names: Collection[str] = ()
) -> list[Candidate]:
    """What enough posts of the window carry. `taken`: normalised words that say nothing new, such as the words by
    which all of it was caught: when those are told more often, that is an alert of their set. `own_names`: what we are
    called; a part of one is no candidate either."""
    topics: dict[str, set[int]] = {}
    names: dict[str, str] = {}
    for place, one in enumerate(said):
        for key, name in topics_of(one.text).items():
            if key[1:] in taken:
                continue
            topics.setdefault(key, set()).add(place)
            names.setdefault(key, name)
    found = [Candidate(key, names[key], frozenset(at)) for key, at in topics.items() if len(at) >= TOPIC_POSTS]
    return found + _terms(said, set(taken), "\n".join(own_names))


def _terms(said: Sequence[Said], taken: set[str], own_names: str) -> list[Candidate]:
    words: dict[str, set[int]] = {}
    for place, text in enumerate(normalise_all([_APART.sub(" ", one.text) for one in said])):
        for word in set(words_of(text)):
            words.setdefault(word, set()).add(place)
    several = [(word, at) for word, at in words.items() if len(at) >= TERM_POSTS and word not in taken]
    told = [(word, at) for word, at in several if len({said[place].person for place in at}) >= TERM_PEOPLE]
    told = [(word, at) for word, at in told if word not in own_names and not is_noise(word)]
    told.sort(key=lambda item: (-len(item[1]), item[0]))
    return [Candidate(word, word, frozenset(at)) for word, at in told[:MOST_TERMS]]


def words_of(text: str) -> Iterator[str]:
    """The telling words of a normalised text."""
    return (word for word in rjieba.cut(text) if is_telling(word))


class Finder:
    """Which of the candidates stand in a text."""

    def __init__(self, keys: Collection[str]) -> None:
        self._topics = {key for key in keys if key.startswith("#")}
        self._matcher = Matcher({0: Pattern(tuple(Word(key) for key in keys if not key.startswith("#")))})

    def find(self, texts: Sequence[str]) -> list[list[str]]:
        """For each text the keys in it, each once."""
        bare = [_APART.sub(" ", text) for text in texts]
        return [
            [*(key for key in topics_of(text) if key in self._topics), *catches.get(0, ())]
            for text, catches in zip(texts, self._matcher.match(bare), strict=True)
        ]
