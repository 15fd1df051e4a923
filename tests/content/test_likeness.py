"""C12: sketches and likeness: order, numbers, emoji and topics do not hide a repeat."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lint.likeness import BANDS, RECIPE, clauses, likeness, marks_of, pieces, sketch

TEXT = "今天教大家洗保温杯：小苏打加温水泡30分钟，再用软毛刷转两圈，茶垢就没有了。别用钢丝球，会刮花内壁！"


@pytest.mark.parametrize(
    "varied",
    [
        "别用钢丝球，会刮花内壁！今天教大家洗保温杯：再用软毛刷转两圈，茶垢就没有了，小苏打加温水泡30分钟。",
        TEXT.replace("30", "45"),
        TEXT.replace("，", "😀，").replace("。", "[doge]。"),
        TEXT + "#厨房小事# https://t.cn/A6abcde",
        TEXT.replace("，", " ").replace("：", " "),
    ],
)
def test_c12_it_is_blind_to_order_numbers_emoji_topics_and_signs(varied: str) -> None:
    assert likeness(TEXT, varied) == 1
    assert sketch(TEXT) == sketch(varied)


def test_c12_a_few_other_words_leave_bands_in_common() -> None:
    near = TEXT.replace("软毛刷", "海绵")
    assert 0.6 < likeness(TEXT, near) < 1
    assert set(sketch(TEXT)) & set(sketch(near))
    assert not set(sketch(TEXT)) & set(sketch("今天的午饭是番茄炒蛋，你家的番茄去皮吗？评论区说说。"))


def test_c12_a_text_of_nothing_but_a_topic_is_told_by_it() -> None:
    assert clauses("#春日厨房#") == ["春日厨房"] and clauses("https://t.cn/A6abcde") == []
    assert sketch("") == sketch("😀") == [] and likeness("", "") == 0


def test_c12_the_stored_sketch_stays_as_it_is() -> None:
    """Whoever changes how sketches are made counts `RECIPE` up: old rows are made anew by that."""
    assert (RECIPE, sketch("保温杯")[:2]) == (2, PINNED)


PINNED = [1766907905, 1885764385]


@given(st.text(max_size=200))
def test_c12_every_text_has_a_sketch_or_no_words(text: str) -> None:
    marks = marks_of(text)
    assert len(marks["sketch"]) == (BANDS if pieces(text) else 0)
    assert all(-(2**31) <= band < 2**31 for band in marks["sketch"])
    assert likeness(text, text) == (1 if pieces(text) else 0)


@given(st.lists(st.sampled_from(["泡半小时", "别用钢丝球", "茶垢不见了", "杯子", "你家呢"]), max_size=4, unique=True))
def test_c12_the_order_of_sentences_does_not_matter(sentences: list[str]) -> None:
    found = {tuple(sketch("。".join(order))) for order in permutations(sentences)}
    assert len(found) == 1
