"""Why a matter is said to rise, and why it is said to fit: for people (M7)."""

from typing import Any

from django.utils.translation import gettext as _

from monitoring.hot.fitting import Why
from monitoring.models import HotMatter, TopicState


def rise_sentence(row: HotMatter) -> str:
    """How many people wrote how much of it, and what is usual."""
    rise = row.facts["rise"]
    values = {
        "n": row.posts,
        "people": row.people,
        "low": round(rise["low"]),
        "high": round(rise["high"]),
        "samples": rise["samples"],
    }
    if row.state == TopicState.MACHINES:
        return _("%(n)d 条全部来自疑似机器账号，没有真人在说。") % {"n": row.machines}
    if row.state == TopicState.UNKNOWN:
        return _("%(n)d 条，%(people)d 人。来源刚接入或没有听完整，没有过去可比，说不上是不是在升温。") % values
    if not rise["samples"]:
        return _("%(n)d 条，%(people)d 人。") % values
    sentence = _("%(n)d 条，%(people)d 人；过去同样时段 %(low)d 至 %(high)d 条（比了 %(samples)d 段）。") % values
    if rise["louder"] >= 1.2:
        more = _("这段时间其他内容也多了，是平时的 %(times).1f 倍，已按此折算。") % {"times": rise["louder"]}
        return f"{sentence}{more}"
    return sentence


def fit_sentences(row: HotMatter) -> list[tuple[int, str]]:
    """The points of the score with what they rest on."""
    return [(points, _sentence(Why(code), values)) for code, points, values in row.facts["reasons"]]


def _sentence(why: Why, values: dict[str, Any]) -> str:
    sentences = {
        Why.BASE: _("起评分"),
        Why.WORDS: _("%(n)s%% 的内容说到我们的品牌、产品或领导人"),
        Why.FIELD: _("%(n)s%% 的内容说到我们的行业"),
        Why.WROTE: _("近半年我们的 %(all)s 条微博里有 %(n)s 条写过它"),
        Why.CATEGORY: _("写过的多在“%(name)s”栏目（%(n)s%%）"),
        Why.LIKED: _("%(n)s%% 是正面"),
        Why.NEGATIVE: _("%(n)s%% 是负面"),
        Why.CRISIS: _("%(n)s%% 命中危机词组"),
        Why.RIVALS: _("%(n)s%% 在说竞品，很少说到我们"),
        Why.MACHINES: _("%(n)s%% 来自疑似机器账号"),
        Why.NEVER: _("说到灾难、伤亡或犯罪（%(words)s），不宜借势"),
    }
    if why is Why.NEVER:
        values = {"words": _("、").join(values["words"])}
    return sentences[why] % values
