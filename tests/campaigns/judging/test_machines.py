"""Suspected machine accounts: stated rules, one sign is not enough (P7)."""

import pytest

from campaigns.judging import Crowd, judge, shipped_rules
from campaigns.judging.judging import Judged
from campaigns.judging.machines import SIGNS, looks_given, stem_of
from tests.campaigns.judging.people import FRIENDS, REPOST, deed, person, terms

RULES = shipped_rules()
TEXT = "这个活动太棒了我要中奖"
MARKED = deed(text=TEXT)
assert MARKED.print is not None
SAME = Crowd(prints={MARKED.print: 40})


def judged(*deeds: object, crowd: Crowd = SAME, **more: object) -> Judged:
    return judge(person(*deeds), terms(REPOST, machines=RULES, **more), crowd)  # type: ignore[arg-type]


def test_p7_no_sign_alone_sets_anybody_apart_but_what_no_hand_can_do() -> None:
    alone = {sign for sign in SIGNS if RULES.data[sign]["points"] >= RULES.threshold}
    assert alone == {"hammer"}


def test_p7_several_signs_do_and_each_is_named_with_its_number() -> None:
    found = judged(deed(text=TEXT, name="用户6038841277"))
    assert (found.verdict, found.reasons, found.score) == ("suspect", ["machine"], 60)
    assert found.facts["signs"] == {"same_text": 40, "default_name": 1}


def test_p7_a_sign_below_the_threshold_is_shown_and_decides_nothing() -> None:
    found = judged(deed(text=TEXT))
    assert found.verdict == "valid" and found.facts["signs"] == {"same_text": 40}


def test_p7_who_did_not_meet_the_conditions_is_refused_not_suspected() -> None:
    assert judged(deed("comment", TEXT, name="用户6038841277")).verdict == "refused"


def test_p7_ten_acts_in_a_minute_are_no_hands_work() -> None:
    fast = [deed(hours=1 + number / 3600) for number in range(10)]
    assert judged(*fast, crowd=Crowd()).facts["signs"] == {"hammer": 10}
    slow = [deed(hours=1 + number) for number in range(10)]
    assert judged(*slow, crowd=Crowd()).verdict == "valid"


def test_p7_unknown_followers_are_no_sign() -> None:
    assert judged(deed(), crowd=Crowd()).facts == {}
    assert judged(deed(followers=1), crowd=Crowd()).facts["signs"] == {"no_followers": 1}


def test_p7_two_accounts_with_the_same_friends_are_noted_never_judged() -> None:
    act = deed(text=FRIENDS)
    assert act.circle is not None
    two = judged(act, crowd=Crowd(circles={act.circle: 2}))
    assert two.verdict == "valid" and two.facts == {"notes": ["twin"]}
    assert judged(act, crowd=Crowd(circles={act.circle: 3})).facts["signs"] == {"same_circle": 3}


def test_p7_without_the_rules_nobody_is_suspected() -> None:
    found = judge(person(deed(text=TEXT, name="用户6038841277", followers=0)), terms(REPOST), SAME)
    assert (found.verdict, found.score) == ("valid", 0)


NAMES = [
    ("用户6038841277", 1),
    ("手机用户38412", 1),
    ("abc_883712", 1),
    ("小满1990", 0),
    ("Tom1988", 0),
    ("用户体验师", 0),
]


@pytest.mark.parametrize(("name", "given"), NAMES)
def test_p7_names_as_the_platform_gives_them(name: str, given: int) -> None:
    assert looks_given(name, 6) == bool(given)


def test_p7_a_name_given_by_the_platform_is_one_sign_not_two() -> None:
    crowd = Crowd(stems={"用户#": 5000, "小可爱#": 12})
    assert judged(deed(name="用户6038841277"), crowd=crowd).facts["signs"] == {"default_name": 1}
    assert judged(deed(name="小可爱007"), crowd=crowd).facts["signs"] == {"name_series": 12}


def test_p7_names_of_a_series_share_their_stem() -> None:
    assert stem_of("小可爱001") == stem_of("小可爱27") == "小可爱#"
    assert stem_of("小可爱") == stem_of("7号") == ""
