"""All and any, the time, permutations, who is barred (P7)."""

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.judging import NOBODY, Deed, Demand, hash_of, judge, terms_data
from campaigns.judging.deeds import Person
from tests.campaigns.judging.people import COMMENT, END, FOLLOW, REPOST, START, TEN, deed, person, terms

NAMES = ["海风吹", "山月记", "小满", "abc_def", "山岚", "哈哈哈", "1234"]
deeds = st.builds(
    Deed,
    kind=st.sampled_from(["repost", "comment", "mention"]),
    at=st.datetimes(dt.datetime(2026, 11, 19), dt.datetime(2026, 11, 25), timezones=st.just(dt.UTC)),  # noqa: DTZ001
    gone=st.booleans(),
    text=st.lists(st.sampled_from([*(f"@{name}" for name in NAMES), "#杯子#", "B"]), max_size=6).map(" ".join),
    name=st.sampled_from(["小满", "小满二号"]),
    followers=st.none() | st.integers(0, 5),
    follows=st.none() | st.booleans(),
)
people = st.lists(deeds, min_size=1, max_size=5).map(lambda found: Person("77", found))
DEMANDS = [
    REPOST,
    COMMENT,
    Demand("mention", 2),
    FOLLOW,
    Demand("topic", words=("杯子",)),
    Demand("answer", words=("B",)),
]
demands = st.lists(st.sampled_from(DEMANDS), unique=True, max_size=6)


@given(people, demands, st.randoms(use_true_random=False), st.sampled_from(["all", "any"]))
def test_p7_the_order_of_acts_and_conditions_changes_nothing(
    who: Person, asked: list[Demand], chance: random.Random, combine: str
) -> None:
    found = judge(who, terms(*asked, combine=combine), NOBODY)
    mixed, turned = chance.sample(who.deeds, len(who.deeds)), chance.sample(asked, len(asked))
    again = judge(Person("77", mixed), terms(*turned, combine=combine), NOBODY)
    assert (again.verdict, set(again.reasons), again.entered_at) == (
        found.verdict,
        set(found.reasons),
        found.entered_at,
    )


@given(people, demands)
def test_p7_all_and_any_follow_from_the_conditions_by_themselves(who: Person, asked: list[Demand]) -> None:
    alone = [judge(who, terms(demand), NOBODY).verdict for demand in asked]
    every = judge(who, terms(*asked, combine="all"), NOBODY).verdict
    some = judge(who, terms(*asked, combine="any"), NOBODY).verdict
    if not asked:
        assert every == some
        return
    worst = "refused" if "refused" in alone else "unsure" if "unsure" in alone else "valid"
    best = "valid" if "valid" in alone else "unsure" if "unsure" in alone else "refused"
    assert (every, some) == (worst, best)


@given(people, demands)
def test_p7_more_acts_in_time_never_take_a_repost_or_comment_away(who: Person, asked: list[Demand]) -> None:
    asked = [demand for demand in asked if demand.kind in {"repost", "comment", "mention", "topic"}]
    before = judge(who, terms(*asked), NOBODY)
    more = Person("77", [*who.deeds, deed("comment", hours=2, name="小满")])
    if before.verdict == "valid":
        assert judge(more, terms(*asked), NOBODY).verdict == "valid"


@given(people, demands)
def test_p7_every_refusal_has_a_reason_and_nothing_valid_has_one(who: Person, asked: list[Demand]) -> None:
    found = judge(who, terms(*asked), NOBODY)
    assert bool(found.reasons) == (found.verdict != "valid")


def test_p7_the_last_second_counts_and_the_next_does_not() -> None:
    in_time = deed(hours=72)
    assert in_time.at == END and judge(person(in_time), terms(REPOST), NOBODY).verdict == "valid"
    late = judge(person(deed(hours=72 + 3 / 60)), terms(REPOST), NOBODY)
    assert (late.reasons, late.facts) == (["late"], {"late": [180]})
    assert judge(person(deed(hours=-1)), terms(REPOST), NOBODY).reasons == ["early"]


def test_p7_what_was_deleted_does_not_count_and_late_acts_add_nothing() -> None:
    assert judge(person(deed(gone=True)), terms(REPOST), NOBODY).reasons == ["gone"]
    split = person(deed(), deed("comment", hours=80))
    assert judge(split, terms(REPOST, COMMENT), NOBODY).reasons == ["no_comment"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"own_uids": {"77"}}, "own_account"),
        ({"left_out": {"77"}}, "left_out"),
        ({"winners": {"77"}}, "earlier_winner"),
    ],
)
def test_p7_who_may_not_take_part_is_told_so(more: dict[str, set[str]], code: str) -> None:
    barred: Any = {name: frozenset(uids) for name, uids in more.items()}
    assert judge(person(deed()), terms(REPOST, **barred), NOBODY).reasons == [code]


def test_p7_a_new_name_is_noted_and_the_latest_is_shown() -> None:
    who = person(deed(name="旧名"), deed(hours=3, name="新名"))
    assert who.name == "新名" and judge(who, terms(REPOST), NOBODY).facts == {"notes": ["renamed"]}


def test_p7_the_hash_names_the_rules_and_nothing_else() -> None:
    same = terms(REPOST, TEN, own_uids=frozenset("ab"))
    assert hash_of(terms_data(same)) == hash_of(terms_data(terms(REPOST, TEN, own_uids=frozenset("ba"))))
    for other in (terms(TEN, REPOST), terms(REPOST, TEN, combine="any"), terms(REPOST, TEN, left_out=frozenset("a"))):
        assert hash_of(terms_data(other)) != hash_of(terms_data(same))
    assert "77" not in str(terms_data(terms(left_out=frozenset({"77"})))) and START.isoformat() in str(terms_data(same))
