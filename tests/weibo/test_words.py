"""Words are found however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibo.text import find_words, holds_words, squeeze

HIDING = st.sampled_from(["", " ", "\u3000", "\u200b", "\u00ad", "\ufeff", "\u2060", "#", "\n"])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("保温杯 爆 炸 了", "爆炸"),
        ("保温杯爆\u200b炸了", "爆炸"),
        ("#双１１#来了", "双11"),
        ("ＳＡＬＥ 开始", "sale"),
        ("Straße", "STRASSE"),
        ("㈱山岚", "(株)山岚"),
    ],
)
def test_it_finds_words_in_any_dress(text: str, word: str) -> None:
    assert holds_words(text, [squeeze(word)])
    assert len(find_words(text, [word])) == 1


def test_it_marks_the_passage_as_written() -> None:
    text = "今天 爆 炸 了，又爆炸"
    assert [text[start:end] for start, end in find_words(text, ["爆炸"])] == ["爆 炸", "爆炸"]
    assert find_words("平安无事", ["爆炸"]) == []


def test_a_word_of_blanks_matches_nothing() -> None:
    assert squeeze(" \u200b#") == ""
    assert not holds_words("什么都有", [""])
    assert find_words("什么都有", [" "]) == []


@given(st.text(max_size=30), st.lists(st.tuples(st.sampled_from("爆炸Ab１é"), HIDING), min_size=1), st.text(max_size=9))
def test_what_is_hidden_in_a_text_is_found_and_marked(before: str, parts: list[tuple[str, str]], after: str) -> None:
    word = "".join(letter for letter, _hidden in parts)
    text = before + "。" + "".join(letter + hidden for letter, hidden in parts) + "。" + after
    assert holds_words(text, [squeeze(word)])
    assert any(squeeze(word) in squeeze(text[start:end]) for start, end in find_words(text, [word]))


@given(st.text(max_size=60))
def test_squeezing_twice_changes_nothing(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)
