"""10,000 words over real posts beside bare `ahocorasick-rs` on the same texts, and beside a naive search."""

import csv
import gc
import random
import time
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from ahocorasick_rs import AhoCorasick

from monitoring.watch.matching import Matcher
from monitoring.watch.normalising import normalise_all
from monitoring.watch.rules import Guard, Pattern, Word
from weibo_ops.env import ROOT

POSTS = ROOT.parent / "shared" / "data" / "tests-only" / "weibo2018_train.txt"
WORDS, SETS, ROUNDS, NAIVE_TEXTS = 10_000, 40, 5, 300
RATIO = 1.3


def measure() -> dict[str, Any]:
    """Rows, bounds and a title; without the real posts, texts of the sample company's kind are said to stand in."""
    texts, origin = real_texts()
    words = words_from(texts)
    plain = Matcher({0: Pattern(tuple(Word(word) for word in words))})
    many = Matcher({number: Pattern(tuple(map(Word, words[number::SETS]))) for number in range(SETS)})
    guarded = Matcher(
        {0: Pattern((*map(Word, words[:-200]), *(Word(word, (), Guard(("的",))) for word in words[-200:])))}
    )
    bare = AhoCorasick(words)
    ready = normalise_all(texts)
    work: dict[str, Callable[[], object]] = {
        "bare ahocorasick-rs, overlapping": lambda: [
            bare.find_matches_as_indexes(text, overlapping=True) for text in texts
        ],
        "normalise and match, one set": lambda: plain.match(texts),
        f"normalise and match, {SETS} sets": lambda: many.match(texts),
        "normalise and match, 200 words with contexts": lambda: guarded.match(texts),
        "normalise alone": lambda: normalise_all(texts),
        "NFKC and casefold alone": lambda: [unicodedata.normalize("NFKC", text).casefold() for text in texts],
    }
    times = best_of(work)
    micro = {name: seconds / len(texts) * 1e6 for name, seconds in times.items()}
    floor = micro["bare ahocorasick-rs, overlapping"]
    same, checked, hits = as_naive(plain, words, ready)
    ratio = micro["normalise and match, one set"] / floor
    return {
        "title": f"{WORDS:,} words over {len(texts):,} {origin}, {hits:.1f} different words found in each",
        "columns": ["what", "µs a text", "÷ bare"],
        "rows": [[name, value, value / floor] for name, value in micro.items()],
        "bounds": [
            bound("normalise and match ÷ bare", RATIO, ratio, ok=ratio <= RATIO),
            bound(f"texts with the hits of a naive search, of {checked}", checked, same, ok=same == checked),
        ],
        "ok": True,
    }


def bound(name: str, wanted: float, measured: float, *, ok: bool) -> dict[str, Any]:
    """One line of the lower table."""
    return {"name": name, "bound": wanted, "measured": measured, "ok": ok}


def real_texts() -> tuple[list[str], str]:
    """Real posts, or invented ones where that folder is missing."""
    if POSTS.exists():
        with POSTS.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            return [row[2] for row in rows if len(row) > 2], "real posts"
    from weibo_ops.demo.texts import voices

    speakers = voices(1)
    return [next(speakers)[1] * 3 for _ in range(10_000)], "invented posts (the real ones are missing)"


def words_from(texts: Sequence[str]) -> list[str]:
    """Runs of two to six characters cut from the texts: many of them nested in each other and overlapping."""
    dice = random.Random(20261122)
    ready = [text for text in normalise_all(texts) if len(text) > 12]
    words: dict[str, None] = {}
    while len(words) < WORDS:
        text = dice.choice(ready)
        first = dice.randrange(len(text) - 6)
        word = text[first : first + dice.randint(2, 6)]
        if word == word.strip() and " " not in word:
            words[word] = None
    return list(words)


def best_of(work: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Least processor seconds of each, taken in turns so that a busy minute hits all alike."""
    best = dict.fromkeys(work, float("inf"))
    gc.disable()  # as `timeit` does: what is kept of one measurement must not slow the next
    for _ in range(ROUNDS):
        for name, act in work.items():
            gc.collect()
            started = time.thread_time()
            act()
            best[name] = min(best[name], time.thread_time() - started)
    gc.enable()
    return best


def as_naive(matcher: Matcher[int], words: list[str], ready: list[str]) -> tuple[int, int, float]:
    """In how many of the first texts the words are exactly those that a plain `in` finds; and how many there are."""
    texts = ready[:NAIVE_TEXTS]
    found = [set(catches.get(0, ())) for catches in matcher.match(texts)]
    same = sum({word for word in words if word in text} == hits for text, hits in zip(texts, found, strict=True))
    return same, len(texts), sum(map(len, found)) / len(texts)


def stand_alone() -> None:
    """For a look without the scratch database: `python -m benchmarks.watching.matching`."""
    from script.benchmarks import show

    show(measure())


if __name__ == "__main__":
    stand_alone()
