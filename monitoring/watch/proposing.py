"""Words that stand where a set's words stand, far more often than elsewhere (M1). Pure."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import rjieba

from monitoring.watch.normalising import normalise_all

FEWEST = 3
"""Texts in which a word must stand before it says anything."""
LEAST_LIFT = 2.0
LONGEST, SHORTEST = 12, 2
_APART = re.compile(r"https?://\S+|@[\w\-]+|\[[^\[\]]{1,8}\]|//")
_COMMON = """
什么 怎么 这个 那个 一个 没有 不是 就是 还是 可以 自己 我们 你们 他们 大家 现在 今天 昨天 明天 时候 知道 觉得 因为 所以
但是 如果 还有 已经 真的 这样 那样 一下 一点 有点 这么 那么 非常 一直 可能 应该 不能 不会 转发 微博 全文 展开
视频 链接 网页
"""
_NO_WORDS = frozenset(_COMMON.split())


@dataclass(frozen=True)
class Proposed:
    """A word with the numbers that speak for it: in `caught` of the set's texts, in `elsewhere` of the others.

    `lift`: how many times more often than elsewhere. `example` is the place of a text of the set with the word.
    """

    word: str
    caught: int
    elsewhere: int
    lift: float
    example: int


def propose(caught: Sequence[str], others: Sequence[str], *, taken: Collection[str], limit: int = 12) -> list[Proposed]:
    """The words that most tell the caught texts from the others. `taken`: normalised words that are decided."""
    inside, first = _counted(caught)
    outside, _ = _counted(others)
    fewest = max(FEWEST, math.ceil(len(caught) * 0.005))
    found = []
    for word, number in inside.items():
        if number < fewest or word in taken or any(known in word or word in known for known in taken if known):
            continue
        lift = ((number + 0.5) / (len(caught) + 1)) / ((outside[word] + 0.5) / (len(others) + 1))
        if lift >= LEAST_LIFT:
            found.append(Proposed(word, number, outside[word], round(lift, 1), first[word]))
    found.sort(key=lambda one: (-one.caught * math.log(one.lift), one.word))
    return found[:limit]


def _counted(texts: Sequence[str]) -> tuple[Counter[str], dict[str, int]]:
    """In how many texts each word stands, and the first of them."""
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for place, text in enumerate(normalise_all(texts)):
        words = set(_words(text))
        counts.update(words)
        for word in words:
            first.setdefault(word, place)
    return counts, first


def _words(text: str) -> Iterator[str]:
    for word in rjieba.cut(_APART.sub(" ", text)):
        if is_telling(word):
            yield word


def is_telling(word: str) -> bool:
    """Whether a segmented word can stand for something: neither a common one, nor a number, nor a sign."""
    return SHORTEST <= len(word) <= LONGEST and word not in _NO_WORDS and word.isalnum() and not word.isdigit()
