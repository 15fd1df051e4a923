"""K5: a passage is found again in later versions as long as its words stand, and never other words for it."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.anchoring import Span, narrowed, placed, sentences, stands_at, widened

LETTERS = "杯子茶垢水温泡刷ab1。，\n😀👍🏽\u200d\u0301🇨🇳"
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The machine may be busy with other tests."""
texts = st.text(LETTERS, min_size=1, max_size=40)
EARLIER = "半小时就能刷掉。你家是怎么洗杯子的？半小时够吗？"


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


@UNHURRIED
@given(spans(), texts)
def test_k5_it_finds_the_same_words_or_nothing(marked: tuple[str, Span], later: str) -> None:
    earlier, span = marked
    found = stands_at(span, earlier, later)
    assert found is None or found.of(later) == span.of(earlier)


@UNHURRIED
@given(spans())
def test_k5_it_stays_where_nothing_changed(marked: tuple[str, Span]) -> None:
    text, span = marked
    assert stands_at(span, text, text) == span


@UNHURRIED
@given(st.permutations("保温杯里的茶垢用小苏打加温水泡半时就能刷掉"), st.data())
def test_k5_it_follows_what_is_written_before_and_after(letters: list[str], data: st.DataObject) -> None:
    text = "".join(letters)
    start = data.draw(st.integers(0, len(text) - 4))
    span = Span(start, data.draw(st.integers(start + 4, len(text))))
    before, after = data.draw(st.text("雪夜灯火", max_size=6)), data.draw(st.text("山川湖海", max_size=6))
    assert stands_at(span, text, before + text + after) == Span(start + len(before), span.end + len(before))


@UNHURRIED
@given(spans())
def test_k5_widening_keeps_the_words_inside_and_is_done_once(marked: tuple[str, Span]) -> None:
    text, span = marked
    wide = widened(text, span)
    assert wide.start <= span.start < span.end <= wide.end
    assert widened(text, wide) == wide


@UNHURRIED
@given(texts)
def test_k5_sentences_leave_out_nothing_but_blanks(text: str) -> None:
    found = sentences(text)
    assert "".join(span.of(text) for span in found).split() == "".join(text.split("\n")).split() or text.isspace()
    assert all(one.end <= other.start for one, other in pairwise(found))


@UNHURRIED
@given(spans())
def test_k5_what_was_marked_is_found_where_it_was_marked(marked: tuple[str, Span]) -> None:
    text, span = marked
    found = placed(text, span.start, span.end, span.of(text))
    assert found == widened(text, span)


@pytest.mark.parametrize(
    ("quote", "later", "expected"),
    [
        ("你家是怎么洗杯子的？", "半小时就能刷掉。半小时够吗？你家是怎么洗杯子的？", "你家是怎么洗杯子的？"),
        ("你家是怎么洗杯子的？", "半小时就能刷掉。你家怎么洗？半小时够吗？", None),
        ("刷掉", "半小时就能洗净。刷掉茶垢的办法，你家是怎么洗杯子的？半小时够吗？", None),
        ("杯子", "半小时就能刷掉。你家是怎么刷杯子的？半小时够吗？", "杯子"),
    ],
)
def test_k5_moved_as_it_was_or_not_at_all(quote: str, later: str, expected: str | None) -> None:
    start = EARLIER.index(quote)
    found = stands_at(Span(start, start + len(quote)), EARLIER, later)
    assert (found.of(later) if found else None) == expected


def test_k5_the_second_of_two_equal_passages_stays_the_second() -> None:
    second = Span(EARLIER.rindex("半小时"), EARLIER.rindex("半小时") + 3)
    found = stands_at(second, EARLIER, "先烫一遍。" + EARLIER)
    assert found == Span(second.start + 5, second.end + 5)
    assert stands_at(second, EARLIER, EARLIER.replace("半小时够吗", "一小时够吗")) is None


def test_k5_an_emoji_is_never_cut() -> None:
    text = "好👩\u200d👩\u200d👧喝👍🏽🇨🇳🇯🇵"
    assert widened(text, Span(1, 2)).of(text) == "👩\u200d👩\u200d👧"
    assert widened(text, Span(7, 8)).of(text) == "👍🏽"
    assert widened(text, Span(11, 12)).of(text) == "🇯🇵"


def test_k5_a_sentence_or_words_of_it() -> None:
    assert narrowed(EARLIER, 1) == Span(8, 18)
    whole = narrowed(EARLIER, 2, "够吗")
    assert whole is not None
    assert whole.of(EARLIER) == "够吗"
    assert narrowed(EARLIER, 0, "够吗") is None
    assert narrowed(EARLIER, 9) is None
