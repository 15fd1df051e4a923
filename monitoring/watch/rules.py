"""What a keyword set asks of a text (M1), as plain data. Pure; no expressions of any kind, so nothing can explode."""

from dataclasses import dataclass, field

REACH = 12
"""Characters around a word in which its context is looked for, unless the word says otherwise."""


@dataclass(frozen=True)
class Guard:
    """When a word is meant: 统一 the brand stands near 方便面, and not near 战线.

    One of `near` must stand within `reach` characters, none of `far` may; a longer name that holds the word (统一战线)
    is as near as can be. `whole`: no Latin letter or digit directly before or behind it.
    """

    near: tuple[str, ...] = ()
    far: tuple[str, ...] = ()
    reach: int = REACH
    whole: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it lets everything pass."""
        return not (self.near or self.far or self.whole)


@dataclass(frozen=True)
class Word:
    """A word with its variants and misspellings; any of them counts as the word."""

    word: str
    variants: tuple[str, ...] = ()
    guard: Guard = field(default_factory=Guard)

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.word, *self.variants)


@dataclass(frozen=True)
class Pattern:
    """A set's words: any of them or all, each of `requires` besides, and no exclusion anywhere.

    With `within` the words that are needed together stand close: between the end of the first of them and the start of
    the last are at most so many characters.
    """

    words: tuple[Word, ...]
    exclusions: tuple[str, ...] = ()
    match_all: bool = False
    requires: tuple[Word, ...] = ()
    within: int | None = None

    @property
    def groups(self) -> tuple[tuple[Word, ...], ...]:
        """One word of each group is needed."""
        first = tuple((word,) for word in self.words) if self.match_all else (self.words,)
        return (*first, *((word,) for word in self.requires))

    @property
    def is_plain(self) -> bool:
        """Whether finding any of its words is enough, exclusions aside."""
        plain = not (self.requires or self.match_all) or len(self.groups) == 1
        return plain and all(word.guard.is_open for word in (*self.words, *self.requires))
