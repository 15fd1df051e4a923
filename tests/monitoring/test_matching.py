"""M1: words, variants, exclusions, any and all; the same hits as a naive search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.watch.matching import Matcher, Pattern, Word, fold

LETTERS = st.text(alphabet="山岚保温杯aAＡß ﬁ，,\u200b①1", max_size=12)
WORDS = st.text(alphabet="山岚保温杯aAＡßﬁ，①1", min_size=1, max_size=4)


def pattern(*words: str, without: tuple[str, ...] = (), every: bool = False) -> Pattern:
    return Pattern(tuple(Word(word) for word in words), without, every)


def test_m1_it_catches_any_word_by_default() -> None:
    assert Matcher(pattern("山岚", "保温杯")).words_in("新的保温杯") == ["保温杯"]


def test_m1_it_wants_every_word_when_told_so() -> None:
    matcher = Matcher(pattern("山岚", "保温杯", every=True))
    assert matcher.words_in("新的保温杯") == []
    assert matcher.words_in("保温杯是山岚的") == ["山岚", "保温杯"]


def test_m1_it_takes_a_variant_for_its_word() -> None:
    matcher = Matcher(Pattern((Word("山岚", ("山兰", "三岚")), Word("杯")), match_all=True))
    assert matcher.words_in("三岚的杯子") == ["三岚", "杯"]


def test_m1_it_is_silenced_by_an_exclusion() -> None:
    matcher = Matcher(pattern("山岚", without=("山岚风景区",)))
    assert matcher.words_in("去山岚风景区") == []
    assert matcher.words_in("山岚保温杯") == ["山岚"]


def test_m1_it_finds_nested_and_overlapping_words() -> None:
    assert Matcher(pattern("保温杯", "保温", "温杯盖")).words_in("保温杯盖") == ["保温杯", "保温", "温杯盖"]


@pytest.mark.parametrize("text", ["SHANLAN", "ｓｈａｎｌａｎ", "shan\u200blan", "ShanLan！"])
def test_m1_it_ignores_case_width_and_invisible_marks(text: str) -> None:
    assert Matcher(pattern("ShanLan")).words_in(text) == ["ShanLan"]


def test_m1_a_set_without_words_catches_nothing() -> None:
    assert Matcher(pattern()).words_in("山岚") == []
    assert Matcher(pattern("\u200b")).words_in("山岚") == []


@given(text=LETTERS, words=st.lists(WORDS, max_size=6), without=st.lists(WORDS, max_size=2), every=st.booleans())
def test_m1_it_catches_exactly_what_a_naive_search_catches(
    text: str, words: list[str], without: list[str], every: bool
) -> None:
    folded = fold(text)
    seen = {word for word in words if fold(word) in folded}
    enough = bool(words) and (seen == set(words) if every else bool(seen))
    silenced = any(fold(word) in folded for word in without)
    found = Matcher(pattern(*words, without=tuple(without), every=every)).words_in(text)
    assert set(found) == (seen if enough and not silenced else set())


@given(LETTERS)
def test_it_folds_to_a_fixed_point(text: str) -> None:
    assert fold(fold(text)) == fold(text)
