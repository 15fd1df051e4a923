"""I5, I3: the argument of the weekly report. Never a cause without evidence, never a percentage of nothing."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reports.weekly import argue, base_of, compare, to_do
from reports.weekly.figures import MEASURES

Numbers = dict[str, Any]


def total(value: float | None, earlier: list[float | None] | None = None) -> Numbers:
    found = compare(value, earlier or [])
    base = found.base if found else None
    return {
        "value": value,
        "median": base.median if base else None,
        "low": base.low if base else None,
        "high": base.high if base else None,
        "share": found.share if found else None,
        "is_unusual": bool(found and found.is_unusual),
    }


def figures(**changes: Any) -> Numbers:
    made: Numbers = {
        "totals": {name: total(10.0, [10, 10, 10, 10]) for name in MEASURES},
        "top_posts": [],
        "trouble": [],
        "inbox": {"open": 0, "overdue": 0},
        "quotas": [],
        "next_week": {"monday": "2026-11-23", "planned": 5, "slots": 5, "tokens_expiring": []},
    }
    made["totals"].update(changes.pop("totals", {}))
    made.update(changes)
    return made


def test_i5_a_quiet_week_says_so() -> None:
    (only,) = argue(figures())
    assert only["kind"] == "quiet"
    assert "各项都在平常范围内" in only["text"]


def test_i5_a_week_without_history_is_not_compared() -> None:
    (only,) = argue(figures(totals={name: total(10.0) for name in MEASURES}))
    assert "历史不足三周" in only["text"]


def test_i5_a_week_without_rollups_says_so() -> None:
    (only,) = argue(figures(totals={name: total(None) for name in MEASURES}))
    assert only["kind"] == "no_data"


def test_i3_a_change_is_told_with_its_size_and_the_usual_range() -> None:
    found = argue(figures(totals={"interactions": total(1600, [1000, 1010, 990, 1000])}))
    assert found[0]["kind"] == "interactions"
    assert "多 60%" in found[0]["text"]
    assert "1,000" in found[0]["text"]


def test_i3_a_small_change_is_not_news_even_when_weeks_are_very_alike() -> None:
    assert argue(figures(totals={"interactions": total(1040, [1000, 1000, 1000, 1000])}))[0]["kind"] == "quiet"


def test_i5_it_never_gives_a_percentage_of_nothing() -> None:
    found = argue(figures(totals={"mentions": total(40, [0, 0, 0, 0])}))
    assert "%" not in found[0]["text"]


def test_i5_a_post_is_named_as_cause_only_when_it_carries_the_week() -> None:
    post = {"post": 1, "account": "山岚官方", "text": "保温杯怎么洗", "interactions": 700}
    weeks = {"interactions": total(1000, [400, 420, 410, 400])}
    assert argue(figures(totals=weeks, top_posts=[post]))[-1]["kind"] == "leading_post"
    weak = {**post, "interactions": 300}
    assert all(item["kind"] != "leading_post" for item in argue(figures(totals=weeks, top_posts=[weak])))


def test_i5_what_to_do_comes_from_rows() -> None:
    plan = {"account": "山岚官方", "posts": 10, "unallocated": 0.05, "rows": [
        {"category": "知识性", "quota": 0.45, "share": 0.2, "published": 2},
        {"category": "趣味性", "quota": 0.2, "share": 0.2, "published": 2},
    ]}  # fmt: skip
    found = to_do(figures(quotas=[plan], trouble=[{}, {}], inbox={"open": 4, "overdue": 3}))
    assert [item["kind"] for item in found] == ["trouble", "overdue", "quota"]
    assert to_do(figures()) == []


@given(st.floats(0, 1e9), st.lists(st.one_of(st.none(), st.floats(0, 1e9)), max_size=4))
def test_i3_a_base_needs_three_weeks_and_holds_its_median(value: float, earlier: list[float | None]) -> None:
    known = [week for week in earlier if week is not None]
    base = base_of(earlier)
    assert (base is None) == (len(known) < 3)
    if base is not None:
        assert min(known) <= base.median <= max(known)
        assert base.low <= base.median <= base.high
        found = compare(value, earlier)
        assert found is not None
        assert not (found.is_unusual and base.low <= value <= base.high)


@given(st.dictionaries(st.sampled_from(MEASURES), st.lists(st.one_of(st.none(), st.integers(0, 10**6)), min_size=5)))
def test_i5_every_sentence_is_finished_and_there_are_at_most_five(weeks: dict[str, list[int | None]]) -> None:
    totals = {name: total(values[0], list(values[1:5])) for name, values in weeks.items()}
    found = argue(figures(totals=totals))
    assert 1 <= len(found) <= 5
    assert all(item["text"] and "None" not in item["text"] and "nan" not in item["text"] for item in found)
