"""From numbers to sentences (I5). Pure: takes the figures, returns what to say.

Two rules stand above all: never a cause without evidence, never a percentage of nothing.
"""

from typing import Any

from django.utils.translation import gettext as _

from reports.weekly.deviations import deviating

Numbers = dict[str, Any]
Sentence = dict[str, Any]
MOST = 5
LEADING_SHARE = 0.4
"""A single post is named as a cause when at least this share of the week's interactions came to it."""


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


def number(value: float) -> str:
    """12345.0 → 12,345; one decimal below a hundred when there is one."""
    return f"{value:,.1f}".removesuffix(".0") if abs(value) < 100 else f"{value:,.0f}"


def argue(figures: Numbers) -> list[Sentence]:
    """The three to five changes that matter, largest first, each with its size against the usual spread."""
    found = [_change(name, found) for name, found in figures["totals"].items() if isinstance(found, dict)]
    changes = sorted((item for item in found if item is not None), key=lambda item: -item["size"])
    leading = _leading_post(figures)
    if leading is not None:
        changes = [*changes[: MOST - 1], leading]
    return changes[:MOST] or [_quiet(figures)]


def _change(name: str, found: Numbers) -> Sentence | None:
    value, median = found["value"], found["median"]
    if value is None or median is None or not found["is_unusual"]:
        return None
    words = {
        "name": measure_name(name),
        "value": number(value),
        "median": number(median),
        "low": number(found["low"]),
        "high": number(found["high"]),
    }
    if found["share"] is None:
        text = _("%(name)s %(value)s，前几周的中位数是 0。") % words
        return {"kind": name, "text": text, "size": 1.0}
    words["percent"] = f"{abs(found['share']) * 100:.0f}"
    if value > median:
        text = (
            _("%(name)s %(value)s，比前几周的中位数 %(median)s 多 %(percent)s%%，超出平常的 %(low)s 至 %(high)s。")
            % words
        )
    else:
        text = (
            _("%(name)s %(value)s，比前几周的中位数 %(median)s 少 %(percent)s%%，低于平常的 %(low)s 至 %(high)s。")
            % words
        )
    return {"kind": name, "text": text, "size": abs(float(found["share"]))}


def _leading_post(figures: Numbers) -> Sentence | None:
    total = figures["totals"]["interactions"]["value"]
    if not total or not figures["top_posts"]:
        return None
    top = figures["top_posts"][0]
    share = top["interactions"] / total
    if share < LEADING_SHARE:
        return None
    text = _("本周互动的 %(percent)s%% 来自“%(account)s”的一条：“%(text)s”") % {
        "percent": f"{share * 100:.0f}",
        "account": top["account"],
        "text": shorten(top["text"]),
    }
    return {"kind": "leading_post", "text": text, "size": share, "post": top["post"]}


def _quiet(figures: Numbers) -> Sentence:
    """Nothing unusual, or not enough weeks to say what is usual."""
    totals = figures["totals"]
    if totals["posts"]["value"] is None:
        return {"kind": "no_data", "text": _("这一周还没有汇总数据。"), "size": 0.0}
    if totals["posts"]["median"] is None:
        text = _("本周发布 %(posts)s 条，获得互动 %(interactions)s。历史不足三周，暂时不做比较。")
    else:
        text = _("本周发布 %(posts)s 条，获得互动 %(interactions)s，各项都在平常范围内。")
    words = {
        "posts": number(totals["posts"]["value"]),
        "interactions": number(totals["interactions"]["value"] or 0),
    }
    return {"kind": "quiet", "text": text % words, "size": 0.0}


def to_do(figures: Numbers) -> list[Sentence]:
    """What to do next week, most urgent first. Each comes from rows that are named in the report."""
    coming = figures["next_week"]
    found: list[Sentence] = []
    if figures["trouble"]:
        text = _("处理 %(n)d 条没有按计划发出的微博。") % {"n": len(figures["trouble"])}
        found.append({"kind": "trouble", "text": text})
    if figures["inbox"]["overdue"]:
        text = _("回复 %(n)d 条已超时的留言。") % {"n": figures["inbox"]["overdue"]}
        found.append({"kind": "overdue", "text": text})
    if coming["tokens_expiring"]:
        text = _("下周结束前为 %(names)s 续期授权。") % {"names": _("、").join(coming["tokens_expiring"])}
        found.append({"kind": "tokens", "text": text})
    if coming["planned"] < coming["slots"]:
        text = _("下周有 %(slots)d 个时段，还有 %(open)d 个没有内容。") % {
            "slots": coming["slots"],
            "open": coming["slots"] - coming["planned"],
        }
        found.append({"kind": "slots", "text": text})
    return [*found, *_deficits(figures)]


def _deficits(figures: Numbers) -> list[Sentence]:
    """Categories below what their plan allows (C1), where the week had enough posts to tell."""
    found = []
    for plan, row, _off in (one for one in deviating(figures["quotas"]) if one[2] < 0):
        text = _("“%(account)s”的%(category)s只占 %(share)s%%，配额是 %(quota)s%%，下周多安排一些。") % {
            "account": plan["account"],
            "category": row["category"],
            "share": f"{row['share'] * 100:.0f}",
            "quota": f"{row['quota'] * 100:.0f}",
        }
        found.append({"kind": "quota", "text": text})
    return found


def shorten(text: str, size: int = 28) -> str:
    """The first characters of a post, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= size else line[: size - 1] + "…"
