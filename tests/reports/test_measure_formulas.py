"""I2: own formulas are read by a parser of our own, never run; what cannot be read is refused in a sentence."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.measures import CATALOGUE, FormulaError, parse

NAMES = ("posts", "likes", "a")
KNOWN = {"posts": 4.0, "likes": 10.0, "a": None}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("likes / posts", 2.5),
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("16 / 4 / 2", 2),
        ("-posts + 1", -3),
        ("2 * -posts", -8),
        ("min(likes, posts, 3.5)", 3.5),
        ("max(likes，posts)", 10),
        ("（likes － posts）× 100 ÷ 2", 300),
        ("likes / (posts - 4)", None),
        ("a + 1", None),
        ("0 * a", None),
        ("min(a, 1)", None),
        ("likes\n/\tposts", 2.5),
    ],
)
def test_i2_a_formula_comes_to(text: str, value: float | None) -> None:
    assert parse(text, NAMES).value(KNOWN) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "请写一个公式"),
        ("   ", "请写一个公式"),
        ("posts +", "没有写完"),
        ("posts posts", "第 7 个字符“posts”：这里应是运算符"),
        ("shares / posts", "第 1 个字符“shares”：没有叫这个名字的指标"),
        ("posts ** 2", "第 8 个字符“*”：这里应是数字、指标或左括号"),
        ("__import__('os')", "没有叫这个名字的指标"),
        ("posts.likes", "这里应是运算符"),
        ("min(posts)", "逗号和第二个数"),
        ("min posts", "这里应是左括号"),
        ("(posts", "没有写完：这里应是右括号"),
        ("posts)", "这里应是运算符"),
        ("(posts, likes)", "这里应是右括号"),
        ("1e9", "这里应是"),
        ("12345678901234", "这里应是"),
        ("0x10", "这里应是"),
        ("(" * 11 + "1" + ")" * 11, "最多 10 层"),
        ("-" * 11 + "1", "最多 10 层"),
        ("1+" * 100 + "1", "最多 200 个字符"),
    ],
)
def test_i2_what_cannot_be_read_is_refused_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text, NAMES)
    assert sentence in str(refused.value)


def test_i2_a_number_beyond_all_bounds_is_no_value() -> None:
    node = parse("*".join(["likes"] * 33), NAMES)
    assert node.value({"likes": 1e12}) is None


@given(st.text(st.sampled_from("0123456789. +-*/(),abeilmnopstx_（）÷\n'\"[]"), max_size=220))
def test_i2_any_text_is_a_formula_or_refused(text: str) -> None:
    try:
        node = parse(text, NAMES)
    except FormulaError as error:
        assert str(error).endswith("。")
    else:
        value = node.value({"posts": 0.0, "likes": 1e15, "a": -1.0})
        assert value is None or math.isfinite(value)
        assert node.names() <= set(NAMES)


@given(st.text(max_size=220))
def test_i2_nor_does_any_other_text_break_the_reader(text: str) -> None:
    try:
        parse(text, CATALOGUE).value({})
    except FormulaError as error:
        assert str(error)


leaves = st.one_of(st.integers(0, 99).map(str), st.sampled_from(["posts", "likes"]))


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["+", "-", "*", "/"])
    return st.one_of(
        st.tuples(parts, signs, parts).map(lambda drawn: f"{drawn[0]} {drawn[1]} {drawn[2]}"),
        parts.map(lambda inner: f"({inner})"),
        st.tuples(st.sampled_from(["min", "max"]), parts, parts).map(lambda d: f"{d[0]}({d[1]}, {d[2]})"),
    )


@given(st.recursive(leaves, _joined, max_leaves=12).filter(lambda text: len(text) <= 200))
def test_i2_it_counts_as_python_does(text: str) -> None:
    """The same text read by Python, in the test alone: precedence and order are those of arithmetic."""
    try:
        node = parse(text, NAMES)
    except FormulaError as error:
        assert "最多 10 层" in str(error)
        return
    found = node.value(KNOWN)
    try:
        expected = eval(text, {"__builtins__": {}}, {"posts": 4.0, "likes": 10.0, "min": min, "max": max})
    except ZeroDivisionError:
        assert found is None
    else:
        assert found == pytest.approx(expected)
