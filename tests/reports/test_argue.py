"""I5, I3: the argument of the report. Never a cause without evidence, never a percentage of nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.weekly import argue, argued, base_of, compare, to_do, wanted
from reports.weekly.figures import MEASURES, beside

Numbers = dict[str, Any]


def figures(**changes: Any) -> Numbers:
    """A week in which nothing happened."""
    made: Numbers = {
        "kind": "week",
        "totals": {name: beside(10.0, [10, 10, 10, 10]) for name in MEASURES} | {"failed": 0, "missed": 0},
        "accounts": [],
        "top_posts": [],
        "trouble": [],
        "inbox": {"open": 0, "overdue": 0},
        "quotas": [],
        "campaigns": [],
        "cases": [],
        "listening": [],
        "holidays": [],
        "deaf": [],
        "completeness": {"due": 100, "taken": 100},
        "next": {"first": "2026-11-23", "planned": 5, "slots": 5, "tokens_expiring": [], "at_risk": []},
    }
    made["totals"].update(changes.pop("totals", {}))
    made.update(changes)
    return made


def sentences(found: Numbers) -> list[str]:
    return [point.text for point in argued({**found, "argument": argue(found), "to_do": []})]


def causes(found: Numbers) -> list[str]:
    return [cause["kind"] for change in argue(found) for cause in change["causes"]]


RISE = {"interactions": beside(1600, [1000, 1010, 990, 1000])}
FALL = {"interactions": beside(500, [1000, 1010, 990, 1000])}


def account(**changes: Any) -> Numbers:
    made: Numbers = {
        "id": 3, "nickname": "山岚厨房", "top_post": None, "failed": 0, "missed": 0,
        "compared": {
            "posts": beside(8, [8, 8, 8, 8]),
            "interactions": beside(900, [300, 310, 290, 300]),
            "followers_growth": beside(10, [10, 10, 10, 10]),
        },
    }  # fmt: skip
    made["compared"].update(changes)
    return made


def test_i5_a_quiet_week_says_so() -> None:
    (only,) = sentences(figures())
    assert "各项都在平常范围内" in only


def test_i5_a_week_without_history_is_not_compared() -> None:
    (only,) = sentences(figures(totals={name: beside(10.0, []) for name in MEASURES}))
    assert "历史不足三周" in only


def test_i5_a_week_without_rollups_says_so() -> None:
    (only,) = sentences(figures(totals={name: beside(None, []) for name in MEASURES}))
    assert "还没有汇总数据" in only


def test_i3_a_change_is_told_with_its_size_and_the_usual_range() -> None:
    found = sentences(figures(totals=RISE))
    assert found == ["互动量 1,600，比前几周的中位数 1,000 多 60%，高于平常的 900 至 1,100，偏离是平常波动的 12 倍。"]


def test_i3_a_small_change_is_not_news_even_when_weeks_are_very_alike() -> None:
    assert argue(figures(totals={"interactions": beside(1040, [1000, 1000, 1000, 1000])}))[0]["kind"] == "quiet"


def test_i5_it_never_gives_a_percentage_of_nothing() -> None:
    (only,) = sentences(figures(totals={"mentions": beside(40, [0, 0, 0, 0])}))
    assert only == "被提及次数 40，前几周的中位数是 0。"
    assert argue(figures(totals={"mentions": beside(2, [0, 0, 0, 0])}))[0]["kind"] == "quiet"


def test_i5_followers_that_are_lost_are_told_in_numbers_not_in_percent() -> None:
    (only,) = sentences(figures(totals={"followers_growth": beside(-40, [10, 11, 9, 10])}))
    assert "少 50，低于平常" in only


def test_i5_a_change_without_evidence_has_no_cause() -> None:
    assert causes(figures(totals=RISE)) == []
    assert causes(figures(totals=FALL)) == []


POST = {"post": 1, "account": "山岚官方", "text": "保温杯怎么洗", "interactions": 700}
CAMPAIGN = {"id": 5, "name": "秋季新品", "ran": True, "interactions": 400, "before": 0, "entries": 0}
SET = {"set": 7, "name": "产品安全", "hits": 60, "previous": 20, "alerts": 2}
CASE = {"id": 9, "title": "保温杯爆裂", "level": 2, "is_new": True, "state": "open"}
DEAF = {"source": 4, "name": "关注列表", "hours": 30.0}
MANY = {"mentions": beside(90, [20, 21, 19, 20])}
FEW = {"mentions": beside(2, [20, 21, 19, 20])}


@pytest.mark.parametrize(
    ("kind", "changes", "weaker"),
    [
        ("leading_post", {"totals": RISE, "top_posts": [POST]}, {"top_posts": [{**POST, "interactions": 600}]}),
        ("campaign", {"totals": RISE, "campaigns": [CAMPAIGN]}, {"campaigns": [{**CAMPAIGN, "interactions": 300}]}),
        ("campaign_over", {"totals": FALL, "campaigns": [{**CAMPAIGN, "ran": False, "before": 200}]},
         {"campaigns": [{**CAMPAIGN, "ran": False, "before": 100}]}),
        ("more_posts", {"totals": RISE | {"posts": beside(30, [10, 10, 10, 10])}}, {"totals": RISE}),
        ("fewer_posts", {"totals": FALL | {"posts": beside(4, [10, 10, 10, 10])}},
         {"totals": FALL | {"posts": beside(30, [10, 10, 10, 10])}}),
        ("samples_missing", {"totals": FALL, "completeness": {"due": 100, "taken": 80}},
         {"completeness": {"due": 100, "taken": 95}}),
        ("holiday", {"totals": FALL, "holidays": [{"day": "2026-10-01", "name": "国庆节"}]}, {"holidays": []}),
        ("keyword_set", {"totals": MANY, "listening": [SET]}, {"listening": [{**SET, "previous": 40}]}),
        ("case", {"totals": MANY, "cases": [CASE]}, {"cases": [{**CASE, "is_new": False}]}),
        ("deaf", {"totals": FEW, "deaf": [DEAF]}, {"deaf": [{**DEAF, "hours": 3.0}]}),
        ("undelivered", {"totals": {"posts": beside(4, [10, 10, 10, 10]), "failed": 2, "missed": 0}},
         {"totals": {"posts": beside(4, [10, 10, 10, 10])}}),
        ("held", {"totals": {"posts": beside(4, [10, 10, 10, 10])}, "trouble": [{"state": "held", "of": 1}]},
         {"trouble": [{"state": "failed", "of": 1}]}),
        ("more_threads", {"totals": {"answer_minutes": beside(90, [20, 20, 20, 20]),
                                     "threads": beside(11, [10, 10, 10, 10]) | {"is_unusual": True}}},
         {"totals": {"answer_minutes": beside(90, [20, 20, 20, 20])}}),
        ("entrants", {"totals": {"followers_growth": beside(900, [100, 100, 100, 100])},
                      "campaigns": [{**CAMPAIGN, "entries": 800}]}, {"campaigns": [{**CAMPAIGN, "entries": 100}]}),
    ],
)  # fmt: skip
def test_i5_a_cause_needs_its_evidence(kind: str, changes: Numbers, weaker: Numbers) -> None:
    """Each is named where the figures bear it out, has a sentence, and is not where they do not."""
    strong = figures(**changes)
    assert kind in causes(strong)
    texts = [cause.text for point in argued({**strong, "argument": argue(strong)}) for cause in point.causes]
    assert texts
    assert not any("%(" in text or "None" in text for text in texts)
    assert kind not in causes(figures(**{**changes, **weaker}))


@pytest.mark.parametrize("changes", [{"top_posts": [POST]}, {"campaigns": [CAMPAIGN]}, {"listening": [SET]}])
def test_i5_what_would_explain_a_rise_is_not_named_for_a_fall(changes: Numbers) -> None:
    assert causes(figures(totals=FALL, **changes)) == []


def test_i5_an_account_is_told_with_what_is_usual_for_itself() -> None:
    totals = {"interactions": beside(2000, [1900, 1950, 2000, 2050])}
    post = {"post": 4, "text": "怎么洗壶", "interactions": 700}
    found = argue(figures(totals=totals, accounts=[account() | {"top_post": post}]))
    assert [one["account"] for one in found] == ["山岚厨房"]
    assert [cause["kind"] for cause in found[0]["causes"]] == ["leading_post"]
    assert found[0]["causes"][0]["account"] == "山岚厨房"


def test_i5_the_only_account_does_not_say_again_what_the_whole_says() -> None:
    totals = {"interactions": beside(900, [300, 310, 290, 300])}
    assert len(argue(figures(totals=totals, accounts=[account()]))) == 1


def test_i5_an_account_with_one_post_is_never_ranked() -> None:
    few = account(posts=beside(1, [1, 1, 1, 1]))
    totals = {"interactions": beside(2000, [1900, 1950, 2000, 2050])}
    assert argue(figures(totals=totals, accounts=[few]))[0]["kind"] == "quiet"


def test_i5_what_to_do_comes_from_rows_and_leads_there() -> None:
    plan = {"account": "山岚官方", "account_id": 3, "posts": 10, "unallocated": 0.05, "rows": [
        {"category": "知识性", "quota": 0.45, "share": 0.2, "published": 2},
        {"category": "趣味性", "quota": 0.2, "share": 0.2, "published": 2},
    ]}  # fmt: skip
    inbox = {"open": 4, "overdue": 3}
    coming = {"planned": 3, "slots": 5, "tokens_expiring": ["山岚"], "at_risk": [{"of": 7}]}
    found = figures(
        quotas=[plan], trouble=[{"of": 2, "state": "failed"}], inbox=inbox, cases=[CASE], deaf=[DEAF], next=coming
    )
    deeds = wanted({**found, "to_do": to_do(found)})
    kinds = ["case", "trouble", "at_risk", "overdue", "tokens", "slots", "deaf", "quota"]
    assert [deed.kind for deed in deeds] == kinds
    assert all(deed.url.startswith("/") and "%(" not in deed.text for deed in deeds)
    assert to_do(figures()) == []


def test_i5_a_report_of_an_older_version_keeps_its_own_sentences() -> None:
    old = {"argument": [{"kind": "quiet", "text": "一切如常。"}], "to_do": [{"kind": "slots", "text": "还有空时段。"}]}
    assert [point.text for point in argued(old)] == ["一切如常。"]
    assert [deed.text for deed in wanted(old)] == ["还有空时段。"]


@given(st.floats(-1e9, 1e9), st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), max_size=4))
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


WEEKS = st.lists(st.one_of(st.none(), st.integers(-(10**6), 10**6)), min_size=5, max_size=5)


@given(
    st.dictionaries(st.sampled_from(MEASURES), WEEKS),
    st.lists(st.tuples(WEEKS, WEEKS, st.integers(0, 10**6)), max_size=6),
    st.lists(st.sampled_from([CAMPAIGN, {**CAMPAIGN, "ran": False, "before": 10**6, "entries": 10**6}]), max_size=2),
    st.sampled_from(["week", "month"]),
)
def test_i5_every_sentence_is_finished_and_there_are_at_most_five(
    weeks: dict[str, list[int | None]], accounts: list[Any], campaigns: list[Numbers], kind: str
) -> None:
    totals = {name: beside(values[0], list(values[1:])) for name, values in weeks.items()}
    rows = [
        account(interactions=beside(a[0], a[1:]), posts=beside(p[0], p[1:]))
        | {"top_post": {"post": 1, "text": "一条", "interactions": top}}
        for a, p, top in accounts
    ]
    found = figures(totals=totals, accounts=rows, campaigns=campaigns, deaf=[DEAF], cases=[CASE], top_posts=[POST])
    found["kind"] = kind
    points = argued({**found, "argument": argue(found)})
    assert 1 <= len(points) <= 5
    for text in [one.text for point in points for one in (point, *point.causes)]:
        assert text
        assert not any(bad in text for bad in ("None", "nan", "inf", "%("))
