"""A report as PDF: Typst, with the open font of the front-end packages, no system libraries."""

import base64
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.typesetting import typeset
from reports.models import Brand
from reports.render.shown import shown

TEMPLATE = Path(__file__).with_name("report.typ")


def labels() -> dict[str, str]:
    """Every fixed text of the PDF and the spreadsheet."""
    return {**_headings(), **_columns()}


def _headings() -> dict[str, str]:
    """Of parts, and what stands in them when they are empty."""
    return {
        "argument": _("本期要点"),
        "causes": _("可能的原因"),
        "no_cause": _("没有找到能说明原因的记录。"),
        "to_do": _("接下来要做的事"),
        "nothing_to_do": _("没有需要特别处理的事项。"),
        "totals": _("总览"),
        "daily": _("每天的互动量"),
        "accounts": _("各账号"),
        "quotas": _("内容配额"),
        "policies": _("发布频次"),
        "policies_kept": _("各账号都按频次发布。"),
        "top_posts": _("互动最多的微博"),
        "trouble": _("没有按计划发出的微博"),
        "at_risk": _("接下来可能发不出的微博"),
        "inbox": _("留言与回复"),
        "cases": _("危机案件"),
        "campaigns": _("活动"),
        "rivals": _("竞品"),
        "rivals_note": _("竞品的数字来自对方主页的计数，删除的微博会让条数变少。"),
        "listening": _("监测"),
        "completeness": _("数据完整度"),
        "more": _("其余见随附的表格："),
        "unknown": "—",
    }


def _columns() -> dict[str, str]:
    """Of tables: measures and what is told of them."""
    return {
        "measure": _("指标"),
        "value": _("本期"),
        "median": _("前四期中位数"),
        "usual": _("平常范围"),
        "posts": _("发布条数"),
        "interactions": _("互动量"),
        "followers_growth": _("粉丝净增"),
        "threads": _("收到的留言"),
        "answer_minutes": _("首次回复用时（分钟）"),
        "mentions": _("被提及次数"),
        "account": _("账号"),
        "followers": _("粉丝"),
        "category": _("分类"),
        "quota": _("配额"),
        "share": _("占比"),
        "unallocated": _("未分配"),
        "campaign": _("活动名称"),
        "entries": _("参与人数"),
        "set": _("关键词组"),
        "hits": _("本期命中"),
        "previous": _("上期命中"),
        "alerts": _("预警"),
    }


def render_pdf(data: dict[str, Any]) -> bytes:
    """The bytes of the PDF of a frozen report. Same data, same bytes (no time of day goes in)."""
    look = data.get("brand") or {"company": "", "colour": Brand.DEFAULT_COLOUR, "logo": ""}
    look = {**look, "logo": list(base64.b64decode(look["logo"]))}
    numbers = {name: data[name] for name in ("daily", "top_posts", "listening", "completeness")}
    return typeset(TEMPLATE, {"data": numbers, "shown": shown(data), "labels": labels(), "brand": look})
