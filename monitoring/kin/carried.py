"""What of a post is carried on: its own words, without what changes from copy to copy. Pure.

A repost quotes the whole chain (`comment//@name:earlier words`); the longest part of it is what goes round. Links,
names, topics, emoticons, signs and blanks differ between copies and do not count.
"""

import re
from collections.abc import Sequence

from monitoring.watch.normalising import normalise_all

FEWEST = 10
"""Characters; a shorter text, such as 转发微博 or 哈哈哈, says nothing about who copied whom."""

_PARTED = re.compile(r"//\s*@[^:：\s]{1,40}\s*[:：]|【转发】")
_LEFT_OUT = re.compile(
    r"https?://[\w./?=&%#~-]+|#[^#\n]{1,60}#|@[\w·-]{1,30}|\[[^\[\]\s]{1,8}\]|o?网页链接|转发微博|(?:查看|展开)?全文c?$"
    r"|的?微博视频|回复(?=@)|查看帮助"
    # What Weibo puts in the place of a post that is gone: thousands of different chains end in the same words.
    r"|(?:抱歉,?)?(?:此|该|这条)微博(?:因[^/]{0,40}?,?)?已(?:经)?(?:被(?:原?作者)?删除|不可见|无法查看)"
    r"|抱歉,?(?:作者已设置仅展示|由于作者设置)[^/]{0,30}",
)
_SIGNS = re.compile(r"[\W_]+")


def carried_all(texts: Sequence[str]) -> list[str]:
    """The bare words of each text that are carried on; empty where too little remains."""
    return [_carried(text) for text in normalise_all(texts)]


def _carried(text: str) -> str:
    parts = _PARTED.split(text) if "//" in text or "【" in text else (text,)
    bare = max((_SIGNS.sub("", _LEFT_OUT.sub(" ", part)) for part in parts), key=len)
    return bare if len(bare) >= FEWEST else ""
