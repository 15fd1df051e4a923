"""C1: deviation from the quotas in the weekly report."""

import pytest

from reports.weekly import deviation_lines
from reports.weekly.deviations import off_by


def row(share: float | None, least: float | None = None, most: float | None = None) -> dict[str, object]:
    return {"category": "知识性", "quota": 0.45, "share": share, "minimum": least, "maximum": most, "published": 3}


@pytest.mark.parametrize(
    ("share", "least", "most", "off"),
    [
        (0.45, None, None, 0),
        (0.36, None, None, 0),
        (0.35, None, None, -0.1),
        (0.55, None, None, 0.1),
        (None, None, None, 0),
        (0.44, 0.44, None, 0),
        (0.43, 0.44, None, -0.02),
        (0.2, 0.1, None, 0),
        (0.5, None, 0.5, 0),
        (0.51, None, 0.5, 0.06),
    ],
)
def test_c1_bounds_decide_where_there_are_some_and_ten_points_where_not(
    share: float | None, least: float | None, most: float | None, off: float
) -> None:
    assert off_by(row(share, least, most)) == off


def test_c1_the_lines_name_the_largest_first_and_leave_out_weeks_that_say_nothing() -> None:
    few = {"account": "甲", "posts": 4, "rows": [row(0.0)]}
    many = {"account": "乙", "posts": 14, "rows": [row(0.3), {**row(0.7), "category": "趣味性"}]}
    lines = deviation_lines([few, many])
    assert [line["text"] for line in lines] == [
        "“乙”的趣味性占 70%，比配额 45% 多 25 个百分点。",
        "“乙”的知识性占 30%，比配额 45% 少 15 个百分点。",
    ]
    old = [
        {"account": "乙", "posts": 14, "rows": [{"category": "知识性", "quota": 0.45, "share": 0.2, "published": 3}]}
    ]
    assert len(deviation_lines(old)) == 1, "a report frozen before there were bounds"
