"""What the platform does to text: counting, short links, topics, mentions."""

from __future__ import annotations

import math
import random
import re
import string
from collections.abc import Callable
from urllib.parse import urlsplit

URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
SHORT_LINK = re.compile(r"http://t\.cn/([0-9A-Za-z]{6,8})")
TOPIC = re.compile(r"#([^#\n]{1,64})#")
MENTION = re.compile(r"@([\w一-鿿-]{1,30})")
LIMIT = 140
LONG_LIMIT = 2000
URL_COST = 20  # half units: a link is stored as a short link of a fixed length
URL_LONG = 140


def length(text: str) -> int:
    """Length in Chinese characters as the platform counts: ASCII is a half, a link is ten, rounded up."""
    text = text.strip()
    half = 0
    for url in URL.findall(text):
        half += URL_COST if len(url) <= URL_LONG else len(url) - URL_LONG + URL_COST
    for char in URL.sub("", text):
        point = ord(char)
        half += 1 if point <= 0x80 else 4 if point > 0xFFFF else 2
    return math.ceil(half / 2)


def byte_length(text: str) -> int:
    """The `textLength` field: ASCII 1, everything else 2."""
    return sum(1 if ord(char) <= 0x80 else 2 for char in text)


def urls(text: str) -> list[str]:
    return URL.findall(text)


def has_domain(text: str, domains: list[str]) -> bool:
    """Whether a link of the text lies on one of the domains (or below one of them)."""
    for url in URL.findall(text):
        host = (urlsplit(url).hostname or "").lower()
        if any(host == domain or host.endswith("." + domain) for domain in domains):
            return True
    return False


def shorten(text: str, code_for: Callable[[str], str]) -> str:
    """Replace every link by its t.cn form; links that are short already stay."""

    def replaced(match: re.Match[str]) -> str:
        url = match.group(0)
        return url if SHORT_LINK.fullmatch(url) else f"http://t.cn/{code_for(url)}"

    return URL.sub(replaced, text)


def new_code(rng: random.Random, length_: int = 7) -> str:
    return "".join(rng.choices(string.ascii_letters + string.digits, k=length_))


def strip_topics(text: str) -> str:
    """Take `#topic#` out, as the live share call does silently; hash signs inside links are left alone."""
    parts, last = [], 0
    for match in URL.finditer(text):
        parts += [TOPIC.sub("", text[last : match.start()]), match.group(0)]
        last = match.end()
    parts.append(TOPIC.sub("", text[last:]))
    return re.sub(r" {2,}", " ", "".join(parts)).strip()


def has_topic(text: str) -> bool:
    return bool(TOPIC.search(URL.sub(" ", text)))


def mentioned_names(text: str) -> list[str]:
    """Nicknames after @, in order, once each; links are left out."""
    return list(dict.fromkeys(MENTION.findall(URL.sub(" ", text))))


def gist(text: str) -> str:
    """What is left of a text for the similarity check: letters and characters, without links, digits, punctuation."""
    return re.sub(r"[\W\d_]+", "", URL.sub("", text)).lower()
