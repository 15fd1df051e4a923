"""Each condition by itself (P7)."""

from typing import Any

import pytest

from campaigns.judging import NOBODY, Demand, Judged, judge
from campaigns.judging.deeds import Person
from campaigns.judging.texts import answer_of, friends_of, looks_real, print_of
from tests.campaigns.judging.people import COMMENT, FOLLOW, FRIENDS, REPOST, TEN, deed, person, terms


def judged(who: Person, *demands: Demand, **more: Any) -> Judged:
    return judge(who, terms(*demands, **more), NOBODY)


def test_p7_it_says_what_is_missing_with_numbers() -> None:
    found = judged(person(deed(text="来 @海风吹 @山月记 @山月记")), REPOST, COMMENT, TEN)
    assert (found.verdict, found.reasons) == ("refused", ["no_comment", "few_friends"])
    assert found.facts["few_friends"] == [2, 10]


def test_p7_friends_of_several_acts_count_together_and_once_each() -> None:
    first, rest = FRIENDS.split()[:6], FRIENDS.split()[4:]
    both = person(deed(text=" ".join(first)), deed("comment", " ".join(rest), hours=2))
    assert judged(both, TEN).verdict == "valid"
    assert judged(person(deed(text=" ".join(first * 3))), TEN).facts["few_friends"] == [6, 10]


def test_p7_neither_we_nor_oneself_are_friends() -> None:
    who = person(deed(text=f"{' '.join(FRIENDS.split()[:8])} @山岚 @小满爱喝茶", name="小满爱喝茶"))
    assert judged(who, TEN, own_names=frozenset({"山岚"})).facts["few_friends"] == [8, 10]


@pytest.mark.parametrize("name", ["1", "123456", "哈哈哈哈", "aaaa", "a", "啊"])
def test_p7_what_cannot_be_an_account_is_no_friend(name: str) -> None:
    assert not looks_real(name)


@pytest.mark.parametrize(
    ("text", "friends"),
    [
        ("@海风吹 转发//@别人家的:@山月记 快来", ["海风吹"]),
        ("回复@山岚客服:好的 @海风吹", ["海风吹"]),
        ("写信到 me@example.com，@海风吹", ["海风吹"]),
        ("https://weibo.com/@nobody @海风吹", ["海风吹"]),
        ("@AbcDef @abcdef", ["abcdef"]),
    ],
)
def test_p7_only_ones_own_mentions_count(text: str, friends: list[str]) -> None:
    assert friends_of(text) == friends


@pytest.mark.parametrize(("follows", "verdict"), [(True, "valid"), (False, "refused"), (None, "unsure")])
def test_p7_an_unknown_follow_is_said_and_never_guessed(follows: bool | None, verdict: str) -> None:
    found = judged(person(deed(follows=follows)), REPOST, FOLLOW)
    assert found.verdict == verdict
    assert found.reasons == {"valid": [], "refused": ["no_follow"], "unsure": ["follow_unknown"]}[verdict]


def test_p7_unknown_follows_may_be_checked_with_the_winners_when_the_rules_say_so() -> None:
    found = judged(person(deed()), REPOST, FOLLOW, check_winners=True)
    assert found.verdict == "valid" and found.facts == {"unchecked": ["follow_unknown"]}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("我选Ｂ", True),
        ("b！", True),
        ("答案是 B @海风吹", True),
        ("AB都行", False),
        ("A", False),
        ("Bingo 好玩", False),
    ],
)
def test_p7_a_short_answer_is_the_whole_answer(text: str, right: bool) -> None:
    assert (judged(person(deed("comment", text)), Demand("answer", words=("B",))).verdict == "valid") == right


def test_p7_of_short_answers_the_first_counts() -> None:
    guesses = [deed("comment", letter, hours=hour) for hour, letter in enumerate("ABCD", start=1)]
    assert judged(person(*guesses), Demand("answer", words=("C",))).reasons == ["wrong_answer"]
    assert judged(person(*guesses), Demand("answer", words=("A",))).verdict == "valid"


def test_p7_a_long_answer_is_found_in_any_width_and_spacing() -> None:
    who = person(deed("comment", "我 猜 是 云 雾 保 温 杯，对吧"))
    assert judged(who, Demand("answer", words=("云雾保温杯",))).verdict == "valid"
    assert answer_of("  【Ａ】 ") == "a"


def test_p7_a_topic_counts_only_in_ones_own_words() -> None:
    topic = Demand("topic", words=("#晒杯子有礼#",))
    assert judged(person(deed(text="看我的 #晒杯子 有礼#")), topic).verdict == "valid"
    assert judged(person(deed(text="转发//@山岚:#晒杯子有礼#")), topic).reasons == ["no_topic"]


def test_p7_the_same_words_have_the_same_print_whatever_stands_around_them() -> None:
    words = "这个杯子我真的太喜欢了"
    assert print_of(words) == print_of(f"@海风吹 {words}！！[哈哈] https://t.cn/A1 #晒杯子#//@山岚:转发")
    assert print_of(words) != print_of(words + "呀") and print_of("转发微博") is None
