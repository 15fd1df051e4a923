"""Ids, mids and text as the platform documents them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import text
from sandbox.cards import ago, short
from sandbox.ids import Minter, first_id_at, from_base62, seconds_of, to_base62


@pytest.mark.parametrize(
    ("mid", "short_form"),
    [
        (3501756485200075, "z0JH2lOMb"),
        (3504803600502730, "z20XK26My"),
        (3342743143147479, "xhVWydcNN"),
        (4060309792585658, "EpiVRaQEa"),
        (4467107636950632, "Is9M7taaY"),
        (5612814510546515491, "eBi65u6rkYz"),
    ],
)
def test_it_knows_the_documented_mids(mid: int, short_form: str) -> None:
    assert to_base62(mid) == short_form and from_base62(short_form) == mid


@given(st.integers(min_value=1, max_value=2**63))
def test_it_converts_every_mid_there_and_back(mid: int) -> None:
    assert from_base62(to_base62(mid)) == mid


@given(st.lists(st.floats(min_value=1.3e9, max_value=2.0e9), min_size=1))
def test_it_mints_ids_that_only_rise(times: list[float]) -> None:
    minter = Minter()
    ids = [minter.mint(at) for at in times]
    assert all(later > earlier for earlier, later in itertools.pairwise(ids))
    assert seconds_of(ids[0]) == int(times[0])


def test_it_fills_the_past_without_using_an_id_twice() -> None:
    taken: set[int] = set()
    minter = Minter()
    for _ in range(5):
        taken.add(minter.mint_past(1.7e9, taken.__contains__))
    assert taken == {first_id_at(1.7e9) + index for index in range(5)}


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("", 0), ("a", 1), ("ab", 1), ("abc", 2), ("微博", 2), ("微博ab", 3), ("你好http://t.cn/zWHICRh", 12),
        ("你好 https://example.com/a/b?c=1", 13), ("a" * 280, 140), ("长" * 140, 140), ("😀", 2), ("[哈哈]", 3),
    ],
)  # fmt: skip
def test_it_counts_like_the_documented_examples(words: str, size: int) -> None:
    assert text.length(words) == size


@given(st.text(), st.text())
def test_it_never_counts_less_for_more_text(first: str, second: str) -> None:
    assert text.length(first) <= text.length(first + "界" + second)


def test_it_reads_topics_mentions_and_domains() -> None:
    assert text.strip_topics("早 #晨间# 好 https://a.example/#x#y 一个#号") == "早 好 https://a.example/#x#y 一个#号"
    assert text.mentioned_names("@山岚 和@小-梁_1，还有 @山岚 https://a.example/@no") == ["山岚", "小-梁_1"]
    assert text.has_domain("见 https://m.weibo-ops.example/x", ["weibo-ops.example"])
    assert not text.has_domain("见 https://notweibo-ops.example/x", ["weibo-ops.example"])
    assert text.shorten("去 https://a.example/1，好 http://t.cn/abc1234", lambda _: "ABCDEFG") == (
        "去 http://t.cn/ABCDEFG，好 http://t.cn/abc1234"
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "刚刚"),
        (125, "2 分钟前"),
        (5400, "今天 09:30"),
        (86400 * 3, "11月19日 11:00"),
        (86400 * 400, "2025年10月18日"),
    ],
)
def test_it_tells_times_as_people_do(seconds: int, words: str) -> None:
    now = 1795316400.0  # 22 November 2026, 11:00 in China
    assert ago(now - seconds, now) == words


def test_it_shortens_numbers() -> None:
    assert [short(number) for number in (0, 9999, 10000, 12345)] == ["0", "9999", "1万", "1.2万"]
