"""A text cut into what Weibo shows differently. `static/js/weibo-text.js` cuts the same way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from weibo.text.length import URL

_MARK = re.compile(
    rf"(?P<link>{URL.pattern})"
    r"|(?P<topic>#[^#\r\n]{1,64}#)"
    r"|(?P<mention>@[0-9A-Za-z_\-\u3007\u3400-\u4dbf\u4e00-\u9fff]{1,30})"
    r"|(?P<emoticon>\[[^\[\]\s]{1,16}\])",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text of one kind: text, link, topic, mention or emoticon."""

    kind: str
    text: str


def pieces(text: str) -> Iterator[Piece]:
    """The pieces in order; joined they give the text again."""
    end = 0
    for match in _MARK.finditer(text):
        if match.start() > end:
            yield Piece("text", text[end : match.start()])
        yield Piece(match.lastgroup or "text", match.group())
        end = match.end()
    if end < len(text):
        yield Piece("text", text[end:])
