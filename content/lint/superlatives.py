"""C13: superlatives that the advertising law forbids (第九条第三项), from a list kept as data.

The guide of 2023 (广告绝对化用语执法指南, 市场监管总局公告 2023 年第 6 号) names what the law does not mean. Where the
words around a superlative look like one of its cases, the warning becomes a hint that names the case: a person decides,
and has to have the proof. An error of a list stays an error.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.lint.draft import Draft, Finding, Severity
from content.lint.lexicon import Hit
from content.lint.listed import finding_of, hits_of

NEAR: Final = 16
"""Characters on each side, within the sentence, that tell what a superlative is about."""

_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_YEAR = r"(?:20\d\d|去|今|上|本)\s?(?:年度?|季度?|月份?|周)"
_NAMED = re.compile(r"#[^#\r\n]{1,64}#|《[^《》\r\n]{1,40}》|@[0-9A-Za-z_\-\u4e00-\u9fff]{1,30}|「[^「」\r\n]{1,40}」")
_BEFORE_OR_AFTER: Final[tuple[tuple[str, Promise, re.Pattern[str]], ...]] = (
    (
        "award",
        gettext_lazy("依法评定的奖项或称号"),
        re.compile(r"荣获|获颁|获评|评为|入选|奖项|大奖|称号|金奖|奖(?=[，。、；！\s」》）]|$)|榜单|提名"),
    ),
    (
        "grade",
        gettext_lazy("国家、行业或地方标准的分级用语"),
        re.compile(r"国标|行标|GB/?T?\s?\d|标准(?:规定|等级|分级|中的)|等级标准|能效等级|级别认证"),
    ),
    (
        "advice",
        gettext_lazy("使用方法、时间、保存期限等消费提示"),
        re.compile(
            r"赏味|饮用|食用|冲泡|保存|存放|保鲜|使用(?:时间|方法|温度)|水温|温度在|建议|方法是|时间是|时机|搭配|口感时|"
            r"请在|注意|避开|步骤"
        ),
    ),
    (
        "own",
        gettext_lazy("同一品牌或企业商品的自我比较"),
        re.compile(r"自家|我们家|本店|本品牌|旗下|历代|上一代|前代|同系列|全系列|系列中|历年|我们(?:做过|出过|卖过)"),
    ),
    (
        "fact",
        gettext_lazy("限定时间、地域的事实信息"),
        re.compile(rf"{_YEAR}|\d+\s?月\s?\d+\s?日|销量|销售额|市场占有率|市占率|数据来源|据.{{1,12}}统计|统计|期间"),
    ),
    (
        "attitude",
        gettext_lazy("服务态度、经营理念或目标追求"),
        re.compile(r"努力|力求|力争|追求|目标|愿景|希望|想(?:要)?[做给把]|致力|争取|初心|理念|全力|尽力|用心"),
    ),
)


def check(draft: Draft) -> Iterator[Finding]:
    """One finding for each listed superlative; it warns when it stands at one place where no case of the guide fits."""
    for places in hits_of(draft, "superlatives"):
        cases = [exemption_of(draft.text, hit) for hit in places]
        open_places = [hit for hit, case in zip(places, cases, strict=True) if case is None]
        if open_places or places[0].term.level == Severity.ERROR:
            yield finding_of(draft, open_places or places)
        else:
            yield _perhaps_fine(draft, places, str(next(case for case in cases if case is not None)))


def exemption_of(text: str, hit: Hit) -> Promise | None:
    """The case of the guide that the words around fit, by its name; None when none does."""
    if any(start < hit.start and hit.end < end for start, end in (match.span() for match in _NAMED.finditer(text))):
        return gettext_lazy("名称、话题或作品名里的用语")
    around = _around(text, hit)
    return next((name for _code, name, pattern in _BEFORE_OR_AFTER if pattern.search(around)), None)


def _around(text: str, hit: Hit) -> str:
    """The words on both sides within the sentence, the superlative itself left out."""
    before = _SENTENCE_END.split(text[max(0, hit.start - NEAR) : hit.start])[-1]
    after = _SENTENCE_END.split(text[hit.end : hit.end + NEAR])[0]
    return f"{before}\u3000{after}"


def _perhaps_fine(draft: Draft, places: list[Hit], case: str) -> Finding:
    written = draft.text[places[0].start : places[0].end]
    sentence = _("“%(word)s”是绝对化用语，看上去属于%(case)s，指南允许这种用法，但要能拿出依据。")
    found = finding_of(draft, places, sentence=sentence % {"word": written, "case": case}, severity=Severity.HINT)
    return replace(found, mend="")
