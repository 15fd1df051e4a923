"""Prints agree as much as the texts do; measured on copies made from real texts (M4)."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.kin.carried import carried_all
from monitoring.kin.prints import LIKE, alike, packed, prints_of, unpacked

REAL = Path(__file__).resolve().parents[4] / "shared/data/licensed/timmmgz_mit_user_posts.jsonl"


@given(st.lists(st.text(min_size=3, max_size=80).filter(lambda text: "\ud800" not in text), max_size=12))
def test_a_print_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    together = prints_of(texts)
    for text, marks, bands in zip(texts, together.marks, together.bands, strict=True):
        alone = prints_of([text])
        assert (alone.marks[0] == marks).all()
        assert (alone.bands[0] == bands).all()


@given(st.lists(st.text(min_size=3, max_size=40), min_size=1, max_size=5))
def test_a_kept_print_comes_back_whole(texts: list[str]) -> None:
    marks = prints_of(texts).marks
    assert (unpacked(packed(marks).tobytes()) == marks).all()


@settings(deadline=None)  # the table of characters is made at the first text
@given(st.lists(st.text(max_size=200), max_size=8))
def test_any_text_is_taken(texts: list[str]) -> None:
    words = carried_all(texts)
    assert len(words) == len(texts)
    prints_of([one for one in words if one])


@pytest.fixture(scope="module")
def real() -> list[str]:
    if not REAL.exists():
        pytest.skip(f"no {REAL.name}: the real texts are not part of the project")
    texts = dict.fromkeys(json.loads(line)["text"] for line in REAL.read_text(encoding="utf-8").split("\n") if line)
    return [text for text in texts if 25 <= len(text) <= 300 and carried_all([text])[0]]


def _copied(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    bare = re.sub(r"网页链接|https?://\S+", "", text[:at] + chance.choice(["[doge]", "😂", "！！"]) + text[at:])
    return f"{bare} http://t.cn/A6{chance.randrange(10**5)}"


def _reposted(text: str, chance: random.Random) -> str:
    comment = chance.choice(["太可怕了", "支持", "转发微博", "我也遇到过同样的事情"])
    return f"{comment}//@用户{chance.randrange(999)}:{chance.choice(['', '说得对//@老王:'])}{text}"


def _reworded(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(max(1, len(text) * 6 // 100)):
        at = chance.randrange(len(letters))
        letters[at] = chance.choice(["", "的", "了", letters[at] + "真"])
    return "".join(letters)


@pytest.mark.parametrize(("change", "recall"), [(_copied, 0.99), (_reposted, 0.99), (_reworded, 0.94)])
def test_m4_copies_of_real_texts_are_found(
    real: list[str], change: Callable[[str, random.Random], str], recall: float
) -> None:
    chance = random.Random(4)
    texts = chance.sample(real, 1500)
    changed = carried_all([change(text, chance) for text in texts])
    first, second = prints_of(carried_all(texts)), prints_of([text or "没有了" for text in changed])
    found = (alike(first.marks, second.marks) >= LIKE) & (first.bands == second.bands).any(axis=1)
    assert found.mean() >= recall, f"{found.mean():.3f} of {len(texts)}"


def test_m4_different_real_texts_are_rarely_taken_for_copies(real: list[str]) -> None:
    words = list(dict.fromkeys(carried_all(real)))
    prints = prints_of(words)
    by_band: dict[int, list[int]] = defaultdict(list)
    for place, bands in enumerate(prints.bands.tolist()):
        for band in bands:
            by_band[band].append(place)
    pairs = {(one, two) for places in by_band.values() for at, one in enumerate(places) for two in places[at + 1 :]}
    lefts, rights = np.array(sorted(pairs)).T
    kept = alike(prints.marks[lefts], prints.marks[rights]) >= LIKE
    share = np.array([_share(words[one], words[two]) for one, two in zip(lefts[kept], rights[kept], strict=True)])
    assert (share >= 0.4).mean() >= 0.98, f"{len(pairs)} candidates, {kept.sum()} kept"


def _share(one: str, two: str) -> float:
    first, second = ({text[at : at + 3] for at in range(len(text) - 2)} for text in (one, two))
    return len(first & second) / len(first | second)
