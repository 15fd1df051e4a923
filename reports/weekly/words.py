"""Sentences and links made of what was argued, in the language of the moment (I5). Pure otherwise."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from monitoring.models import CaseLevel

Numbers = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """A sentence, where it leads, and for a change the sentences of its likely causes."""

    text: str
    url: str = ""
    causes: list["Said"] = field(default_factory=list)
    kind: str = ""


def measure_name(measure: str) -> str:
    """How a measure is called in a sentence."""
    return {
        "posts": _("发布条数"),
        "interactions": _("互动量"),
        "followers_growth": _("粉丝净增"),
        "threads": _("收到的留言"),
        "answer_minutes": _("首次回复用时（分钟）"),
        "mentions": _("被提及次数"),
    }[measure]


def measure_meaning(measure: str) -> str:
    """What exactly is counted, for the hover of a number."""
    return {
        "posts": _("这段时间发布到微博的条数，按发布时间计。"),
        "interactions": _("转发、评论与赞之和，按发生的日子计，不按发布的日子计。"),
        "followers_growth": _("期末粉丝数减去期初粉丝数，各账号相加；没有读到的日子不计。"),
        "threads": _("收到的评论、提到和私信，按收到的时间计。"),
        "answer_minutes": _("从收到留言到首次回复的工作分钟数，取每天中位数的中位数。"),
        "mentions": _("监测到的提及，按对方发布的时间计；听不到的时段没有数字。"),
    }[measure]


def number(value: float) -> str:
    """12345.0 → 12,345; one decimal below a hundred when there is one."""
    return f"{value:,.1f}".removesuffix(".0") if abs(value) < 100 else f"{value:,.0f}"


def shorten(text: str, size: int = 28) -> str:
    """The first characters of a post, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= size else line[: size - 1] + "…"


def percent(share: float) -> str:
    """0.256 → 26%."""
    return f"{abs(share) * 100:.0f}%"


def argued(data: Numbers) -> list[Said]:
    """The changes that matter, each with its causes. Reports of older versions hold their sentences."""
    monthly = data.get("kind") == "month"
    return [_point(item, monthly=monthly) for item in data["argument"]]


def wanted(data: Numbers) -> list[Said]:
    """What to do next."""
    monthly = data.get("kind") == "month"
    return [_deed(item, monthly=monthly) for item in data["to_do"]]


def _point(item: Numbers, *, monthly: bool) -> Said:
    if "text" in item:
        return Said(item["text"], kind=item["kind"])
    if item["kind"] != "change":
        return Said(_quiet(item, monthly=monthly), kind=item["kind"])
    account = item.get("account_id")
    url = reverse("reports:insight", args=["accounts", account]) if account else _MEASURE_PAGES[item["measure"]]()
    causes = [_cause(cause) for cause in item["causes"]]
    return Said(_change(item, monthly=monthly), url, causes, "change")


_MEASURE_PAGES: dict[str, Callable[[], str]] = {
    "posts": lambda: reverse("calendar:calendar"),
    "interactions": lambda: reverse("reports:overview"),
    "followers_growth": lambda: reverse("reports:overview"),
    "threads": lambda: reverse("engagement:inbox"),
    "answer_minutes": lambda: reverse("engagement:inbox"),
    "mentions": lambda: reverse("monitoring:home"),
}


def _change(item: Numbers, *, monthly: bool) -> str:
    """Value, what is usual, and how far it lies from it; in percent only of something above nothing."""
    value, median = item["value"], item["median"]
    name = measure_name(item["measure"])
    words = {
        "name": _("“%(account)s”的%(measure)s") % {"account": item["account"], "measure": name}
        if "account" in item
        else name,
        "value": number(value),
        "median": number(median),
        "low": number(item["low"]),
        "high": number(item["high"]),
        "past": _("前几个月") if monthly else _("前几周"),
        "off": percent(item["share"]) if item["share"] is not None else "",
        "apart": number(abs(value - median)),
    }
    if not median:
        return _("%(name)s %(value)s，%(past)s的中位数是 0。") % words
    if median < 0 or value < 0:
        words["off"] = words["apart"]
    if value > median:
        text = _("%(name)s %(value)s，比%(past)s的中位数 %(median)s 多 %(off)s，高于平常的 %(low)s 至 %(high)s")
    else:
        text = _("%(name)s %(value)s，比%(past)s的中位数 %(median)s 少 %(off)s，低于平常的 %(low)s 至 %(high)s")
    if item["spreads"] is None:
        return _("%(sentence)s。") % {"sentence": text % words}
    told = {"sentence": text % words, "times": number(round(item["spreads"], 1))}
    return _("%(sentence)s，偏离是平常波动的 %(times)s 倍。") % told


def _quiet(item: Numbers, *, monthly: bool) -> str:
    if item["kind"] == "no_data":
        return _("这个月还没有汇总数据。") if monthly else _("这一周还没有汇总数据。")
    words = {"posts": number(item["posts"]), "interactions": number(item["interactions"])}
    if item["kind"] == "no_history":
        if monthly:
            return _("本月发布 %(posts)s 条，获得互动 %(interactions)s。历史不足三个月，暂时不做比较。") % words
        return _("本周发布 %(posts)s 条，获得互动 %(interactions)s。历史不足三周，暂时不做比较。") % words
    if monthly:
        return _("本月发布 %(posts)s 条，获得互动 %(interactions)s，各项都在平常范围内。") % words
    return _("本周发布 %(posts)s 条，获得互动 %(interactions)s，各项都在平常范围内。") % words


def _cause(cause: Numbers) -> Said:
    text, url = _CAUSES[cause["kind"]](cause)
    return Said(text, url, kind=cause["kind"])


def _leading_post(one: Numbers) -> tuple[str, str]:
    text = _("%(percent)s 的互动来自“%(account)s”的一条微博：“%(text)s”") % {
        "percent": percent(one["share"]),
        "account": one["account"],
        "text": shorten(one["text"]),
    }
    return text, reverse("reports:post", args=[one["post"]])


def _posts(one: Numbers) -> tuple[str, str]:
    words = {"value": number(one["value"]), "median": number(one["median"])}
    if one["kind"] == "more_posts":
        return _("发布了 %(value)s 条，平常约 %(median)s 条。") % words, reverse("calendar:calendar")
    return _("只发布了 %(value)s 条，平常约 %(median)s 条。") % words, reverse("calendar:calendar")


def _campaign(one: Numbers) -> tuple[str, str]:
    words = {"name": one["name"], "n": number(one["interactions"]), "percent": percent(one["share"])}
    text = _("活动“%(name)s”进行中，它的微博带来 %(n)s 次互动，占 %(percent)s。") % words
    return text, reverse("campaigns:campaign", args=[one["id"]])


def _campaign_over(one: Numbers) -> tuple[str, str]:
    words = {"name": one["name"], "n": number(one["before"])}
    text = _("活动“%(name)s”已经结束，上一期它的微博带来 %(n)s 次互动。") % words
    return text, reverse("campaigns:campaign", args=[one["id"]])


def _entrants(one: Numbers) -> tuple[str, str]:
    words = {"name": one["name"], "n": number(one["entries"])}
    text = _("活动“%(name)s”期间有 %(n)s 人参与。") % words
    return text, reverse("campaigns:campaign", args=[one["id"]])


def _case(one: Numbers) -> tuple[str, str]:
    words = {"title": one["title"], "level": str(CaseLevel(one["level"]).label)}
    text = _("期间立案处置“%(title)s”，%(level)s。") % words
    return text, reverse("monitoring:case", args=[one["id"]])


def _keyword_set(one: Numbers) -> tuple[str, str]:
    words = {"name": one["name"], "n": number(one["hits"]), "before": number(one["previous"]), "alerts": one["alerts"]}
    text = _("关键词组“%(name)s”命中 %(n)s 次，上一期 %(before)s 次；触发预警 %(alerts)d 次。") % words
    return text, reverse("monitoring:set", args=[one["id"]])


def _more_threads(one: Numbers) -> tuple[str, str]:
    words = {"value": number(one["value"]), "median": number(one["median"])}
    text = _("留言也多了：收到 %(value)s 条，平常约 %(median)s 条。") % words
    return text, reverse("engagement:inbox")


def _undelivered(one: Numbers) -> tuple[str, str]:
    text = _("有 %(failed)d 条发布失败，%(missed)d 条错过了时间。") % one
    return text, reverse("calendar:board")


def _held(one: Numbers) -> tuple[str, str]:
    return _("有 %(n)d 条因冻结没有发出。") % one, reverse("calendar:freezes")


def _holiday(one: Numbers) -> tuple[str, str]:
    words = {"days": one["days"], "names": _("、").join(one["names"])}
    if one["names"]:
        return _("期间有 %(days)d 个工作日放假（%(names)s）。") % words, ""
    return _("期间有 %(days)d 个工作日放假。") % words, ""


def _samples_missing(one: Numbers) -> tuple[str, str]:
    words = {"missing": number(one["missing"]), "due": number(one["due"])}
    text = _("应采 %(due)s 次，有 %(missing)s 次没有采到，实际的数字可能更高。") % words
    return text, reverse("reports:overview")


def _deaf(one: Numbers) -> tuple[str, str]:
    words = {"name": one["name"], "hours": number(one["hours"]), "n": one["sources"]}
    text = _("有 %(n)d 个来源中断，其中“%(name)s”有 %(hours)s 小时听不到，实际的提及可能更多。") % words
    return text, reverse("monitoring:source", args=[one["id"]])


_CAUSES: dict[str, Callable[[Numbers], tuple[str, str]]] = {
    "leading_post": _leading_post,
    "more_posts": _posts,
    "fewer_posts": _posts,
    "campaign": _campaign,
    "campaign_over": _campaign_over,
    "entrants": _entrants,
    "case": _case,
    "keyword_set": _keyword_set,
    "more_threads": _more_threads,
    "undelivered": _undelivered,
    "held": _held,
    "holiday": _holiday,
    "samples_missing": _samples_missing,
    "deaf": _deaf,
}


def _deed(item: Numbers, *, monthly: bool) -> Said:
    if "text" in item:
        return Said(item["text"], kind=item["kind"])
    text, url = _DEEDS[item["kind"]](item, monthly)
    return Said(text, url, kind=item["kind"])


def _do_case(one: Numbers, monthly: bool) -> tuple[str, str]:
    return _("跟进案件“%(title)s”，直到结案。") % one, reverse("monitoring:case", args=[one["id"]])


def _do_trouble(one: Numbers, monthly: bool) -> tuple[str, str]:
    return _("处理 %(n)d 条没有按计划发出的微博。") % one, reverse("calendar:board")


def _do_at_risk(one: Numbers, monthly: bool) -> tuple[str, str]:
    return _("已排期的微博里有 %(n)d 条可能发不出去，先排除风险。") % one, reverse("calendar:board")


def _do_overdue(one: Numbers, monthly: bool) -> tuple[str, str]:
    return _("回复 %(n)d 条已超时的留言。") % one, reverse("engagement:inbox")


def _do_tokens(one: Numbers, monthly: bool) -> tuple[str, str]:
    words = {"names": _("、").join(one["names"][:8]), "n": len(one["names"])}
    url = reverse("accounts:expiry")
    if len(one["names"]) > 8:
        return _("为 %(names)s 等 %(n)d 个账号续期授权。") % words, url
    return _("为 %(names)s 续期授权。") % words, url


def _do_slots(one: Numbers, monthly: bool) -> tuple[str, str]:
    if monthly:
        return _("下个月有 %(slots)d 个时段，还有 %(open)d 个没有内容。") % one, reverse("calendar:fill")
    return _("下周有 %(slots)d 个时段，还有 %(open)d 个没有内容。") % one, reverse("calendar:fill")


def _do_deaf(one: Numbers, monthly: bool) -> tuple[str, str]:
    words = {"name": one["name"], "hours": number(one["hours"])}
    url = reverse("monitoring:source", args=[one["id"]])
    return _("来源“%(name)s”有 %(hours)s 小时听不到，检查它的授权和读取间隔。") % words, url


def _do_quota(one: Numbers, monthly: bool) -> tuple[str, str]:
    text = _("“%(account)s”的%(category)s只占 %(share)s，配额是 %(quota)s，接下来多安排一些。") % {
        "account": one["account"],
        "category": one["category"],
        "share": percent(one["share"]),
        "quota": percent(one["quota"]),
    }
    url = reverse("calendar:plan", args=[one["account_id"]]) if one["account_id"] else ""
    return text, url


_DEEDS: dict[str, Callable[[Numbers, bool], tuple[str, str]]] = {
    "case": _do_case,
    "trouble": _do_trouble,
    "at_risk": _do_at_risk,
    "overdue": _do_overdue,
    "tokens": _do_tokens,
    "slots": _do_slots,
    "deaf": _do_deaf,
    "quota": _do_quota,
}
