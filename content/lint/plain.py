"""The words of a text that speak for themselves: without links, topics, mentions and emoticon codes."""

import re

from weibo.text import find_mentions, find_urls

_TOPIC = re.compile(r"#[^#\r\n]{1,64}#")
_EMOTICON = re.compile(r"\[[^\[\]\s]{1,16}\]")
_NOTHING = re.compile(r"[\s\W_]+")


def plain_words(text: str) -> str:
    """What remains for a reader who opens no link; punctuation stays."""
    for url in sorted(find_urls(text), key=len, reverse=True):
        text = text.replace(url, " ")
    text = _TOPIC.sub(" ", text)
    for name in sorted(set(find_mentions(text)), key=len, reverse=True):
        text = text.replace("@" + name, " ")
    return _EMOTICON.sub(" ", text).strip()


def is_empty(words: str) -> bool:
    """No letter, no character: only blanks, punctuation and symbols."""
    return not _NOTHING.sub("", words)
