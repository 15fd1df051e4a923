"""Single words that name no matter: words of grammar, numbers, times, and places by themselves (M7). Pure.

Of the candidates of nine evenings of a real crawl 29% are such words, of 10,000 mixed posts of 2018 22%.
"""

from functools import lru_cache
from typing import Final

import rjieba

_GRAMMAR: Final = frozenset("cdefmopqrtuy")
"""First letters of the tags of conjunctions, adverbs, directions, numbers, pronouns, times and the like. Verbs stay:
a recall or a scald is told by them; so do words that the dictionary does not know."""
_NAMES: Final = """
北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南
陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾 广州 深圳 杭州 南京 苏州 成都 武汉 西安 郑州 长沙 青岛 济南
厦门 沈阳 大连 宁波 中国 全国 国内 国外 本地
"""
_PLACES: Final = frozenset(_NAMES.split())
_UNITS: Final = ("省", "市", "区", "县")


@lru_cache(maxsize=50_000)
def is_noise(word: str) -> bool:
    """Whether a normalised word, standing alone, says nothing about what is going on."""
    if word in _PLACES:
        return True
    tags = rjieba.tag(word)
    if len(tags) != 1:
        return False
    tag = tags[0][1]
    return (tag[0] in _GRAMMAR and tag != "eng") or (tag == "ns" and word.endswith(_UNITS))
