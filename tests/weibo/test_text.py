"""Text rules, with the tables of the platform's reference as vectors (rules C3 and C4)."""

import html
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibo.text import (
    ChainLink,
    elements,
    find_emoticons,
    find_mentions,
    find_topics,
    find_urls,
    half_units,
    normalise_for_match,
    same_post,
    split_repost_chain,
    weibo_length,
)

LENGTHS = [
    ("", 0),
    ("  \u3000\n", 0),
    ("a", 1),
    ("ab", 1),
    ("abc", 2),
    ("微博", 2),
    ("微博ab", 3),
    ("你好http://t.cn/zWHICRh", 12),
    ("你好 https://example.com/a/b?c=1", 13),
    ("a" * 280, 140),
    ("中" * 140, 140),
    ("😀", 2),
    ("[哈哈]", 3),
    ("\x80", 1),
    ("\x81", 1),
    ("\x81\x81\x81", 3),
    ("http://a.cn/" + "x" * 128, 10),
    ("http://a.cn/" + "x" * 129, 11),
    ("http://a.cn/" + "x" * 228, 60),
    ("http://127.0.0.1:8000/a 好", 12),
]


@pytest.mark.parametrize(("text", "length"), LENGTHS)
def test_c4_it_counts_as_weibo_does(text: str, length: int) -> None:
    assert weibo_length(text) == length


@given(st.text())
def test_c4_it_never_counts_more_than_utf16_units(text: str) -> None:
    assert 0 <= weibo_length(text) <= -(-half_units(text) // 2) + 10 * text.lower().count("http")


@given(st.text(alphabet=st.characters(exclude_characters="hH")), st.text(alphabet="中文ab1"))
def test_c4_it_grows_with_the_text(text: str, more: str) -> None:
    assert weibo_length(text + more) >= weibo_length(text)


def test_it_finds_links_as_the_length_rule_cuts_them() -> None:
    text = "看 https://example.com/a?b=1&c=%E4 和http://t.cn/zWHICRh。HTTP://WEIBO.COM"
    assert find_urls(text) == ["https://example.com/a?b=1&c=%E4", "http://t.cn/zWHICRh", "HTTP://WEIBO.COM"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@小明 你好@大-红_1，@abc!", ["小明", "大-红_1", "abc"]),
        ("//@甲:转//@乙：发", ["甲", "乙"]),
        ("写信到 someone@example.com 即可", []),
        ("ok@张三 来", ["张三"]),
        ("http://x.com/@nobody", []),
        ("@", []),
        ("@" + "长" * 20, []),
    ],
)
def test_it_finds_mentions(text: str, names: list[str]) -> None:
    assert find_mentions(text) == names


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("#春节# 和 #新品 上市#", ["春节", "新品 上市"]),
        ("只有一个#号", []),
        ("##空的# #", ["空的"]),
        ("#tag without end", []),
        ("#旅行[超话]#", ["旅行[超话]"]),
        ("http://x.cn/#a 看#b", []),
        ("#甲#乙#丙#", ["甲", "丙"]),
    ],
)
def test_it_finds_paired_topics(text: str, topics: list[str]) -> None:
    assert find_topics(text) == topics


def test_it_finds_emoticon_codes() -> None:
    assert find_emoticons("[哈哈][ 空 ][good]x[#a[超话]#][嘻嘻") == ["[哈哈]", "[good]"]


def test_c3_it_tells_the_nine_elements() -> None:
    found = elements("新品 #上市# @小明 https://v.qq.com/x 和 http://vote.weibo.com/1 [心]", pictures=2)
    assert (found.text, found.picture, found.video, found.link, found.mention, found.topic, found.app, found.emoji) == (
        (True,) * 8
    )
    assert not found.audio
    assert found.count() == 8
    assert elements("http://y.qq.com/n").audio


def test_c3_it_sees_no_text_in_links_and_marks_alone() -> None:
    assert not elements("#话题# @小明 http://t.cn/abc [哈哈] 😀").text
    assert elements("😀").emoji


def test_it_splits_a_repost_chain() -> None:
    assert split_repost_chain("好//@甲: 一//@乙：二") == [
        ChainLink("", "好"),
        ChainLink("甲", "一"),
        ChainLink("乙", "二"),
    ]
    assert split_repost_chain("") == [ChainLink("", "")]


@given(st.text(), st.lists(st.tuples(st.sampled_from(["甲", "abc_1"]), st.text(alphabet="好的 ")), max_size=5))
def test_it_keeps_every_voice(own: str, voices: list[tuple[str, str]]) -> None:
    text = own + "".join(f"//@{name}:{words}" for name, words in voices)
    assert len(split_repost_chain(text)) >= len(voices) + 1 - ("//@" in own)


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ("新品上市 https://shop.example.com/a 来看", "新品上市 http://t.cn/A6abcde 来看"),
        ("#春节# 快乐 https://a.cn", "快乐 http://t.cn/A6abcde"),
        ("#春节# 快乐", "#春节#快乐"),
        ("ＡＢＣ　好", "ABC 好"),
        ("甲 & 乙 <好>", html.escape("甲 & 乙 <好>")),
        ("很长的一段话" * 40, "很长的一段话" * 20 + "...全文"),
        ("很长的一段话" * 40, "很长的一段话" * 20 + "…全文 http://m.weibo.cn/1/2"),
    ],
)
def test_it_recognises_a_post_read_back(sent: str, found: str) -> None:
    assert same_post(sent, found)


@pytest.mark.parametrize(
    ("sent", "found"), [("甲", "乙"), ("http://a.cn/1", "http://b.cn/2"), ("好的全文", "好"), ("a", "")]
)
def test_it_does_not_mistake_another_post(sent: str, found: str) -> None:
    assert not same_post(sent, found)


@given(st.text())
def test_it_recognises_every_text_sent_unchanged(text: str) -> None:
    assert same_post(text, text)
    assert " " not in normalise_for_match(text)


@pytest.mark.parametrize("unit", ["@", "#", "[", "http://", "//@a", "#a", "[a", "@中", "https://a.", "//@a:", "&amp;"])
def test_it_stays_linear_on_hostile_text(unit: str) -> None:
    text = unit * 20000
    began = time.perf_counter()
    for read in (weibo_length, find_urls, find_mentions, find_topics, find_emoticons, split_repost_chain):
        read(text)
    normalise_for_match(text)
    elements(text)
    assert time.perf_counter() - began < 5
