"""What a text holds: links, mentions, topics, emoticon codes, repost chains (weibo-api 7.3 to 7.5, rule C3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from weibo.text.length import URL, half_units

_NICKNAME = r"[0-9A-Za-z_\-\u3007\u3400-\u4dbf\u4e00-\u9fff]"
_NICKNAME_LIMIT = 30  # half units
_MENTION = re.compile(rf"@({_NICKNAME}{{1,30}})")
_TOPIC = re.compile(r"#([^#\r\n]{1,64})#")
_EMOTICON = re.compile(r"\[[^\[\]\s]{1,16}\]")
_CHAIN = re.compile(rf"//@({_NICKNAME}{{1,30}}) ?[:：]")
_SUPER_TOPIC = "[超话]"
_EMOJI = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u25fe\u2600-\u27bf\u2934\u2935"
    "\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)

# Hosts whose links Weibo renders as a player or an app card.
_VIDEO_HOSTS = (
    "video.weibo.com",
    "v.qq.com",
    "youku.com",
    "iqiyi.com",
    "bilibili.com",
    "b23.tv",
    "mgtv.com",
    "miaopai.com",
)
_AUDIO_HOSTS = ("music.163.com", "y.qq.com", "ximalaya.com", "kugou.com", "kuwo.cn", "xiami.com")
_APP_HOSTS = ("app.weibo.com", "apps.weibo.com", "vote.weibo.com", "event.weibo.com", "huodong.weibo.com")


def find_urls(text: str) -> list[str]:
    """Return the links in order, cut as the length rule cuts them."""
    return [match.group() for match in URL.finditer(text)]


def find_mentions(text: str) -> list[str]:
    """Return the mentioned nicknames in order, without ``@``, repeats kept; mail addresses are no mentions."""
    plain = _without_urls(text)
    return [match.group(1) for match in _MENTION.finditer(plain) if _is_mention(plain, match)]


def find_topics(text: str) -> list[str]:
    """Return the topics in order without their hashes; a lone ``#`` opens none."""
    return [topic for match in _TOPIC.finditer(_without_urls(text)) if (topic := match.group(1).strip())]


def find_emoticons(text: str) -> list[str]:
    """Return emoticon codes with brackets, ``[哈哈]``; whether Weibo knows the name is not decided here."""
    return [code for code in _EMOTICON.findall(text) if code != _SUPER_TOPIC]


@dataclass(frozen=True, slots=True)
class Elements:
    """Which of the nine elements of a post are present (rule C3)."""

    text: bool = False
    picture: bool = False
    video: bool = False
    audio: bool = False
    link: bool = False
    mention: bool = False
    topic: bool = False
    app: bool = False
    emoji: bool = False

    def count(self) -> int:
        """Return how many of the nine are present."""
        return sum(getattr(self, name) for name in self.__slots__)


def elements(text: str, *, pictures: int = 0, video: bool = False, audio: bool = False) -> Elements:
    """Parse which of the nine elements the post holds; media that no link in the text shows are passed in."""
    urls = find_urls(text)
    hosts = [urlsplit_host(url) for url in urls]
    return Elements(
        text=bool(_plain_words(text)),
        picture=pictures > 0,
        video=video or any(_is_under(host, _VIDEO_HOSTS) for host in hosts),
        audio=audio or any(_is_under(host, _AUDIO_HOSTS) for host in hosts),
        link=bool(urls),
        mention=bool(find_mentions(text)),
        topic=bool(find_topics(text)),
        app=any(_is_under(host, _APP_HOSTS) for host in hosts),
        emoji=bool(find_emoticons(text) or _EMOJI.search(text)),
    )


def urlsplit_host(url: str) -> str:
    """Return the host of ``url`` in lower case, or an empty string when it has none that can be read."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One voice of a repost chain; ``author`` is empty for the one who reposted last."""

    author: str
    text: str


def split_repost_chain(text: str) -> list[ChainLink]:
    """Split ``own//@name:text//@name:text`` into its voices, newest first; at least one is returned."""
    pieces = list(_cut(text))
    return [ChainLink(author, words.strip()) for author, words in pieces]


def _cut(text: str) -> Iterator[tuple[str, str]]:
    author, start = "", 0
    for match in _CHAIN.finditer(text):
        yield author, text[start : match.start()]
        author, start = match.group(1), match.end()
    yield author, text[start:]


def _without_urls(text: str) -> str:
    return URL.sub(lambda match: " " * len(match.group()), text)


def _is_mention(text: str, match: re.Match[str]) -> bool:
    name = match.group(1)
    before, after = text[: match.start()][-1:], text[match.end() : match.end() + 2]
    in_mail = before.isascii() and before.isalnum() and after[:1] == "." and after[1:].isalnum()
    return not in_mail and half_units(name) <= _NICKNAME_LIMIT


def _plain_words(text: str) -> str:
    rest = _EMOTICON.sub("", _MENTION.sub("", _TOPIC.sub("", _without_urls(text))))
    return _EMOJI.sub("", rest).strip().strip("\ufe0f\u200d")


def _is_under(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)
