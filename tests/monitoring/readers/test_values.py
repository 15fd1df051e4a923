"""Single cells: counts, ids, lists, places (rule M2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.readers import values

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["$numberInt", "$oid", "url"]), inner),
)


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("119", (119, False)),
        ("345 ", (345, False)),
        ("1.2万", (12000, False)),
        ("100万+", (1_000_000, True)),
        ("3亿", (300_000_000, False)),
        ("1,234", (1234, False)),
        ("１２", (12, False)),
        ("12.0", (12, False)),
        ("转发", (0, False)),
        ("评论", (0, False)),
        ("赞", (0, False)),
        ("", (0, False)),
        ("-1", (0, False)),
        (-5, (0, False)),
        (7, (7, False)),
        (7.0, (7, False)),
        ({"$numberInt": "664"}, (664, False)),
        (None, (None, False)),
        ("iPhone客户端", (None, False)),
        ("9" * 30, (None, False)),
        (10**20, (None, False)),
    ],
)
def test_m2_it_reads_counts(cell: object, count: tuple[int | None, bool]) -> None:
    assert values.as_count(cell) == count


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("4537740077310227\t", ("4537740077310227", False)),
        (4537740077310227, ("4537740077310227", False)),
        (4537740077310227.0, ("4537740077310227", False)),
        ("'4537740077310227", ("4537740077310227", False)),
        ("4537740077310227.0", ("4537740077310227", False)),
        ("4.53774E+15", ("4537740000000000", True)),
        ("JfPN5uFIT", ("4537740077310227", False)),
        ("", ("", False)),
        ("12", ("", False)),
        ("不是编号", ("", False)),
        (None, ("", False)),
    ],
)
def test_m2_it_reads_ids(cell: object, found: tuple[str, bool]) -> None:
    assert values.as_id(cell) == found


def test_m2_it_reads_lists_places_and_addresses() -> None:
    assert values.as_names("甲,乙，甲, ") == ("甲", "乙")
    assert values.as_names(["甲", None, 5]) == ("甲", "5")
    assert values.as_pictures("https://a.cn/1.jpg,javascript:x http://b.cn") == ("https://a.cn/1.jpg", "http://b.cn")
    assert values.as_pictures([{"url": "https://a.cn/1.jpg"}]) == ("https://a.cn/1.jpg",)
    assert [values.as_region(place) for place in ("发布于 云南", "来自河南", "IP属地：北京", "武汉")] == [
        "云南",
        "河南",
        "北京",
        "武汉",
    ]
    assert values.as_url("javascript:alert(1)") == ""
    assert [values.as_yes(cell) for cell in ("True", "False", "是", 0, None, "x")] == [
        True,
        False,
        True,
        False,
        None,
        None,
    ]
    assert values.as_user_id("1684832145.0") == "1684832145"


@given(ANYTHING)
def test_m2_it_reads_any_cell(cell: object) -> None:
    text = values.as_text(cell)
    assert "\x00" not in text
    text.encode()
    count, _ = values.as_count(cell)
    assert count is None or count >= 0
    found, _ = values.as_id(cell)
    assert found == "" or found.isdigit()
    values.as_names(cell)
    values.as_pictures(cell)
    values.as_yes(cell)
    values.as_user_id(cell)
