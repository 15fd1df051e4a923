"""Every measure with its name, unit, formula, source and refresh (I2). Pure.

Counters are read from the roll-up as they stand; all other measures are formulas over them and over each other, in
the language of `reports.measures.formula`, so that what is shown as the formula is what is computed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.measures.formula import Node, parse

Words = str | Promise


class Unit(StrEnum):
    """How a value is shown."""

    COUNT = "count"
    SHARE = "share"  # 0.25 is 25%
    MINUTES = "minutes"
    RATIO = "ratio"  # so many for each post, for each 1,000 followers


class Gathering(StrEnum):
    """How the days of a span become one number."""

    SUM = "sum"
    LAST = "last"
    MEDIAN = "median"
    FORMULA = "formula"  # computed from what was gathered, never the mean of daily quotients


GATHERED: dict[Gathering, Words] = {
    Gathering.SUM: _("各天之和"),
    Gathering.LAST: _("最后一天的数"),
    Gathering.MEDIAN: _("各天中位数的中位数"),
    Gathering.FORMULA: _("先汇总各天，再按公式计算"),
}


@dataclass(frozen=True)
class Definition:
    """What a measure is. `sample` names the counter whose size decides whether the value may be ranked.

    With less than `smallest` of it the value is a small sample: shown and marked, never ranked (I3).
    """

    key: str
    name: Words
    meaning: Words
    source: Words
    unit: Unit = Unit.COUNT
    gathering: Gathering = Gathering.SUM
    formula: str = ""
    sample: str = ""
    smallest: int = 0
    down_is_good: bool = False
    can_fall: bool = False

    @property
    def gathered(self) -> Words:
        """How the days of a span become one number, in words."""
        return GATHERED[self.gathering]

    @property
    def sample_name(self) -> Words:
        """The name of the counter that the sample is counted by."""
        return CATALOGUE[self.sample].name if self.sample else ""

    @property
    def own_id(self) -> int | None:
        """The row of a company's own measure."""
        return int(self.key.removeprefix("own_")) if self.key.startswith("own_") else None

    @property
    def refresh(self) -> Words:
        """When it is computed anew."""
        return _("今天每 15 分钟；过去的日子每天夜里重算三天")


_POSTS, _SAMPLES = _("本系统发布的微博"), _("微博接口 statuses/count，按发布后的固定时间采样")
_PROFILE, _INBOX, _HEARD = _("微博接口 users/counts，每天一次"), _("收件箱"), _("账号的 @提及、评论与转发来源")
_PLANNED = _("排期")


def _counter(key: str, name: Words, meaning: Words, source: Words, **more: object) -> Definition:
    return Definition(key, name, meaning, source, **more)  # type: ignore[arg-type]


def _formula(key: str, name: Words, meaning: Words, formula: str, **more: object) -> Definition:
    values: dict[str, object] = {"source": _("由其他指标计算"), **more}
    return Definition(key, name, meaning, gathering=Gathering.FORMULA, formula=formula, **values)  # type: ignore[arg-type]


_PER_POST: dict[str, object] = {"unit": Unit.RATIO, "sample": "posts", "smallest": 5}
_ALL = (
    _counter("posts", _("发布"), _("发布到微博的条数，按发布的日子计"), _POSTS),
    _counter("failed", _("失败"), _("没有发出的排期"), _PLANNED, down_is_good=True),
    _counter("missed", _("错过"), _("错过时间没有发出的排期"), _PLANNED, down_is_good=True),
    _counter("reposts", _("转发"), _("转发数的增长，按发生的日子计；删转会减少"), _SAMPLES, can_fall=True),
    _counter("comments", _("评论"), _("评论数的增长，按发生的日子计；删评会减少"), _SAMPLES, can_fall=True),
    _counter("likes", _("赞"), _("赞数的增长，按发生的日子计；取消会减少"), _SAMPLES, can_fall=True),
    _formula("interactions", _("互动量"), _("转发、评论与赞之和"), "reposts + comments + likes", can_fall=True),
    _formula("per_post", _("篇均互动"), _("每发布一条得到的互动"), "interactions / posts", **_PER_POST),
    _formula("reposts_per_post", _("篇均转发"), _("每发布一条得到的转发"), "reposts / posts", **_PER_POST),
    _formula("comments_per_post", _("篇均评论"), _("每发布一条得到的评论"), "comments / posts", **_PER_POST),
    _formula(
        "per_thousand", _("千粉互动"), _("每千名粉丝的互动，大小账号可比"), "interactions / followers * 1000",
        **_PER_POST,
    ),
    _formula(
        "discussion", _("讨论占比"), _("互动中评论与转发的份额"), "(reposts + comments) / interactions",
        unit=Unit.SHARE, sample="interactions", smallest=50,
    ),
    _counter("followers", _("粉丝"), _("最后一次读到的粉丝数"), _PROFILE, gathering=Gathering.LAST),
    _counter("followers_growth", _("粉丝净增"), _("新增减去流失"), _PROFILE, can_fall=True),
    _formula(
        "growth_rate", _("粉丝增长率"), _("净增与期初粉丝数之比"), "followers_growth / (followers - followers_growth)",
        unit=Unit.SHARE, sample="followers", smallest=100, can_fall=True,
    ),
    _counter("threads", _("收到留言"), _("收件箱收到的评论、@和私信"), _INBOX),
    _counter("answered", _("已回复"), _("已回复的留言，计在收到的那天"), _INBOX),
    _formula(
        "answered_share", _("回复率"), _("收到的留言中已回复的份额"), "answered / threads",
        unit=Unit.SHARE, sample="threads", smallest=10,
    ),
    _counter(
        "first_answer", _("首次回复"), _("从收到到首次回复的工作分钟数"), _INBOX, unit=Unit.MINUTES,
        gathering=Gathering.MEDIAN, sample="answered", smallest=5, down_is_good=True,
    ),
    _counter("mentions", _("被提及"), _("经账号的来源读到的 @提及、评论与转发"), _HEARD),
    _counter("negative", _("负面声音"), _("其中判为负面的"), _HEARD, down_is_good=True),
    _counter("judged", _("已判断情感"), _("其中已判断情感的"), _HEARD),
    _formula(
        "negative_share", _("负面占比"), _("已判断情感的声音中负面的份额"), "negative / judged",
        unit=Unit.SHARE, sample="judged", smallest=20, down_is_good=True,
    ),
    _counter(
        "participants", _("参与人次"),
        _("评论、转发或@账号的不同的人，同一个人一天对一个账号只计一次，各天相加；自己的账号不计"), _HEARD,
    ),
    _formula(
        "on_time", _("发布成功率"), _("应发布的内容中按时发出的份额"), "posts / (posts + failed + missed)",
        unit=Unit.SHARE, sample="posts", smallest=5,
    ),
    _counter("samples_due", _("应采样"), _("应当采集的次数"), _SAMPLES),
    _counter("samples_taken", _("已采样"), _("采到的次数"), _SAMPLES),
    _formula(
        "completeness", _("数据完整度"), _("应采集的次数中采到的份额"), "samples_taken / samples_due",
        unit=Unit.SHARE, sample="samples_due", smallest=1,
    ),
)  # fmt: skip
CATALOGUE: dict[str, Definition] = {definition.key: definition for definition in _ALL}
COUNTERS = tuple(key for key, definition in CATALOGUE.items() if not definition.formula)


def definitions(own: Iterable[Definition] = ()) -> dict[str, Definition]:
    """The catalogue, and behind it a company's own measures."""
    return CATALOGUE | {definition.key: definition for definition in own}


@lru_cache(maxsize=1000)
def node_of(formula: str) -> Node:
    """A formula over the catalogue, read once."""
    return parse(formula, CATALOGUE)


@lru_cache(maxsize=1000)
def _over_counters(formula: str) -> Node:
    """A formula with the formulas of its parts put in, so that only counters are left."""
    return _put_in(node_of(formula))


def _put_in(node: Node) -> Node:
    formula = CATALOGUE[node.name].formula if node.name else ""
    return _over_counters(formula) if formula else replace(node, parts=tuple(map(_put_in, node.parts)))


def counters_of(definition: Definition) -> set[str]:
    """The counters that a measure and its sample are made of."""
    own = _over_counters(definition.formula).names() if definition.formula else {definition.key}
    parts = node_of(definition.formula).names() if definition.formula else set()
    samples = {definition.sample} if definition.sample else parts
    return own.union(*(counters_of(CATALOGUE[name]) for name in samples))


def compute(definition: Definition, counters: Mapping[str, float | None]) -> float | None:
    """A measure's value from the gathered counters; unknown when something that it needs is."""
    if not definition.formula:
        return counters.get(definition.key)
    return _over_counters(definition.formula).value(counters)


def is_small(definition: Definition, counters: Mapping[str, float | None]) -> bool:
    """Whether the sample behind a value is too small to be ranked; an own measure's as soon as one of its parts' is."""
    if definition.sample:
        return (compute(CATALOGUE[definition.sample], counters) or 0) < definition.smallest
    names = node_of(definition.formula).names() if definition.formula else set()
    return any(is_small(CATALOGUE[name], counters) for name in names)
