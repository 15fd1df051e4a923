"""M1: words, variants, exclusions, contexts, distance; the same hits as a naive search, whatever is typed."""

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.watch.matching import Matcher, needles
from monitoring.watch.normalising import normalise
from monitoring.watch.rules import Guard, Pattern, Word
from monitoring.watch.spans import Span, gap

LETTERS = st.text(alphabet="山岚保杯aA1Ａß ﬁ，\u200b①臺", max_size=14)
WORDS = st.text(alphabet="山岚保杯aA1Ａßﬁ，台", min_size=1, max_size=3)
NAMED = st.lists(WORDS, min_size=1, max_size=4, unique_by=normalise)
GUARDS = st.builds(
    Guard, st.lists(WORDS, max_size=2).map(tuple), st.lists(WORDS, max_size=2).map(tuple), st.integers(0, 4),
    st.booleans(),
)  # fmt: skip
GUARDED = st.builds(
    lambda words, guards: tuple(map(Word, words, [()] * 4, guards)), NAMED, st.lists(GUARDS, min_size=4)
)
PATTERNS = st.builds(
    Pattern, words=GUARDED, exclusions=st.lists(WORDS, max_size=1).map(tuple), match_all=st.booleans(),
    requires=st.lists(WORDS.map(Word), max_size=2).map(tuple), within=st.none() | st.integers(0, 5),
)  # fmt: skip


def pattern(*words: str, without: tuple[str, ...] = (), every: bool = False, within: int | None = None) -> Pattern:
    return Pattern(tuple(Word(word) for word in words), without, every, within=within)


def caught(found: Pattern, text: str) -> list[str]:
    [catches] = Matcher({"品牌": found}).match([text])
    return catches.get("品牌", [])


def test_m1_it_catches_any_word_by_default() -> None:
    assert caught(pattern("山岚", "保温杯"), "新的保温杯") == ["保温杯"]


def test_m1_it_wants_every_word_when_told_so() -> None:
    both = pattern("山岚", "保温杯", every=True)
    assert caught(both, "新的保温杯") == []
    assert caught(both, "保温杯是山岚的") == ["山岚", "保温杯"]


def test_m1_it_takes_a_variant_for_its_word() -> None:
    assert caught(Pattern((Word("山岚", ("山兰", "三岚")), Word("杯")), match_all=True), "三岚的杯子") == ["三岚", "杯"]


def test_m1_it_is_silenced_by_an_exclusion() -> None:
    found = pattern("山岚", without=("山岚风景区",))
    assert caught(found, "去山岚风景区") == []
    assert caught(found, "山岚保温杯") == ["山岚"]


def test_m1_it_finds_nested_and_overlapping_words() -> None:
    assert caught(pattern("保温杯", "保温", "温杯盖"), "保温杯盖") == ["保温", "保温杯", "温杯盖"]


def test_m1_it_wants_one_of_the_required_words_besides() -> None:
    found = Pattern((Word("山岚"), Word("山兰")), requires=(Word("漏水", ("渗水",)), Word("售后")))
    assert caught(found, "山兰渗水，找售后") == ["山兰", "渗水", "售后"]
    assert caught(found, "山兰渗水") == []
    assert caught(found, "漏水，找售后") == []


@pytest.mark.parametrize(("between", "hit"), [(0, True), (4, True), (5, False)])
def test_m1_words_needed_together_stand_within_so_many_characters(between: int, hit: bool) -> None:
    text = f"开头山岚{'啊' * between}漏水"
    assert bool(caught(pattern("山岚", "漏水", every=True, within=4), text)) is hit
    assert bool(caught(pattern("漏水", "山岚", every=True, within=4), text)) is hit


BRAND = Pattern((Word("统一", guard=Guard(near=("方便面", "老坛", "饮料"), far=("统一战线", "思想"))),))


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("统一的老坛酸菜面", True),
        ("统一思想，多喝饮料", False),
        ("统一战线与方便面", False),
        ("统一战线工作会议上，大家中午吃的居然是盒饭，配的是统一的冰红茶饮料", True),
        ("统一" + "很" * 12 + "方便面", True),
        ("统一" + "很" * 13 + "方便面", False),
        ("全国统一高考", False),
    ],
)
def test_m1_a_name_counts_where_its_context_says_so(text: str, hit: bool) -> None:
    assert bool(caught(BRAND, text)) is hit


def test_m1_a_latin_name_can_be_asked_to_stand_by_itself() -> None:
    found = Pattern((Word("AI", guard=Guard(whole=True)),))
    assert [bool(caught(found, text)) for text in ("用AI写的", "said", "AI", "AI2", "ＡＩ时代")] == [1, 0, 1, 0, 1]


@pytest.mark.parametrize("text", ["SHANLAN", "ｓｈａｎｌａｎ", "shan\u200blan", "ShanLan！", "Shānlán"])
def test_m1_it_ignores_case_width_accents_and_invisible_marks(text: str) -> None:
    assert caught(pattern("ShanLan"), text) == ["ShanLan"]


def test_m1_traditional_characters_and_missing_blanks_are_the_same_word() -> None:
    assert caught(pattern("保温杯盖", "Cup 9"), "保溫杯蓋配cup9") == ["保温杯盖", "Cup 9"]


def test_m1_a_set_without_words_catches_nothing() -> None:
    assert caught(pattern(), "山岚") == []
    assert caught(pattern("\u200b"), "山岚") == []
    assert Matcher({}).match(["山岚", ""]) == [{}, {}]


def test_m1_what_looks_like_an_expression_is_a_word() -> None:
    assert caught(pattern("(a+)+$", ".*", "山*"), "a" * 5000) == []
    assert caught(pattern("(a+)+$", ".*"), "写成(a+)+$或.*") == ["(a+)+$", ".*"]


def test_m1_many_sets_are_searched_in_one_pass() -> None:
    matcher = Matcher({1: pattern("山岚"), 2: pattern("山岚", "杯", every=True), 3: pattern("杯", without=("山岚",))})
    answers = matcher.match(["山岚", "山岚杯", "杯", "无"])
    assert answers == [{1: ["山岚"]}, {1: ["山岚"], 2: ["山岚", "杯"]}, {3: ["杯"]}, {}]


@given(text=LETTERS, patterns=st.lists(PATTERNS, min_size=1, max_size=3))
@settings(max_examples=600)
def test_m1_it_catches_exactly_what_a_naive_search_catches(text: str, patterns: list[Pattern]) -> None:
    [catches] = Matcher(dict(enumerate(patterns))).match([text])
    expected = {number: naive(found, normalise(text)) for number, found in enumerate(patterns)}
    assert {key: set(words) for key, words in catches.items()} == {
        key: names for key, names in expected.items() if names
    }


def places(text: str, spelling: str) -> list[Span]:
    return [
        (found.start(), found.start() + len(needle))
        for needle in needles(spelling)
        for found in re.finditer(f"(?={re.escape(needle)})", text)
    ]


def meant(text: str, spelling: str, guard: Guard) -> list[Span]:
    def close(words: tuple[str, ...], span: Span) -> bool:
        return any(gap(span, other) <= guard.reach for word in words for other in places(text, word))

    def free(span: Span) -> bool:
        return re.search("[a-z0-9]", text[max(0, span[0] - 1) : span[0]] + text[span[1] : span[1] + 1]) is None

    return [
        span
        for span in places(text, spelling)
        if (not guard.near or close(guard.near, span))
        and not close(guard.far, span)
        and (not guard.whole or free(span))
    ]


def naive(found: Pattern, text: str) -> set[str]:
    if any(places(text, exclusion) for exclusion in found.exclusions):
        return set()
    groups = [
        [
            (span, spelling)
            for word in group
            for spelling in word.spellings
            for span in meant(text, spelling, word.guard)
        ]
        for group in found.groups
    ]
    chosen = (
        [span for span, _ in choice] for choice in product(*groups)
        if len(groups) == 1 or found.within is None
        or max(span[0] for span, _ in choice) - min(span[1] for span, _ in choice) <= found.within
    )  # fmt: skip
    return {spelling for group in groups for _, spelling in group} if next(chosen, None) else set()
