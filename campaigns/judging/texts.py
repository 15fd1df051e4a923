"""What an entry's text holds: people mentioned, own words, what makes two texts or two circles the same."""

import re
from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from weibo.text import find_mentions, squeeze

LEAST_WORDS: Final = 8
"""Shorter texts are alike by chance: 好运来, 转发微博."""
LEAST_CIRCLE: Final = 3
_NAME = r"[0-9A-Za-z_\-\u3007\u3400-\u4dbf\u4e00-\u9fff]"
_MENTION = re.compile(rf"@({_NAME}{{1,30}})")
_REPLY = re.compile(rf"^\s*(?:回复|Reply to )@{_NAME}{{1,30}} ?[:：]")
_CHAIN = re.compile(rf"//@{_NAME}{{1,30}} ?[:：]")
_ASIDE = re.compile(rf"https?://[!-~]+|@{_NAME}{{1,30}}|#[^#\r\n]{{1,64}}#|\[[^\[\]\s]{{1,16}}\]", re.ASCII)
_SIGNS = re.compile(r"[\W_]+")
_TOPIC = re.compile(r"#([^#\r\n]{1,64})#")
_LEAD = re.compile(r"^(?:我的答案是|我的答案|正确答案是|答案是|答案|我选择|我选|选择|选|我猜|猜)+")


def own_words(text: str) -> str:
    """What somebody wrote himself: without the repost chain behind it and without 回复@name: before it."""
    if "//@" in text:
        found = _CHAIN.search(text)
        text = text[: found.start()] if found else text
    return _REPLY.sub("", text) if "@" in text else text


def friends_of(text: str) -> list[str]:
    """Names mentioned in somebody's own words that look like people: distinct, in lower case, in order."""
    words = own_words(text)
    if "@" not in words:
        return []
    plain = "://" not in words and "." not in words  # no link and no mail address: nothing that only looks like a name
    names = _MENTION.findall(words) if plain else find_mentions(words)
    return [name for name in dict.fromkeys(map(str.lower, names)) if looks_real(name)]


def looks_real(name: str) -> bool:
    """Whether a name could be an account's: 4 to 30 half units, not only digits, not one sign again and again."""
    units = (len(name.encode()) + len(name)) >> 1  # a name holds signs of one byte and of three: 1 and 2 half units
    return 4 <= units <= 30 and not name.isdigit() and name.count(name[0]) < len(name)


def print_of(text: str) -> int | None:
    """The same number for the same words, whatever names, links, topics, emoticons and signs stand around them.

    None when fewer than `LEAST_WORDS` characters are left: too little to be told apart.
    """
    words = _SIGNS.sub("", _ASIDE.sub("", own_words(text))).lower()
    return _number(words) if len(words) >= LEAST_WORDS else None


def circle_of(friends: Iterable[str], own_names: frozenset[str]) -> int | None:
    """The same number for the same people mentioned, ours left out; None for fewer than `LEAST_CIRCLE`."""
    others = sorted(set(friends) - own_names)
    return _number("\n".join(others)) if len(others) >= LEAST_CIRCLE else None


def topics_of(text: str) -> set[str]:
    """Topics in somebody's own words, ready to be compared."""
    return {squeeze(topic) for topic in _TOPIC.findall(own_words(text))} if "#" in text else set()


def answer_of(text: str) -> str:
    """What somebody answered, ready to be compared: one width, one case, no names, links, signs, no 我选 before it."""
    return _LEAD.sub("", _SIGNS.sub("", squeeze(_ASIDE.sub("", own_words(text)))))


def _number(words: str) -> int:
    return int.from_bytes(blake2b(words.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)
