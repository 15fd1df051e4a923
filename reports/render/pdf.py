"""The weekly report as PDF: Typst, with the open font of the front-end packages, no system libraries."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.typesetting import typeset

TEMPLATE = Path(__file__).with_name("weekly.typ")


def labels() -> dict[str, str]:
    """Every fixed text of the PDF."""
    return {
        "title": _("微博运营周报"),
        "argument": _("本周要点"),
        "to_do": _("下周要做的事"),
        "nothing_to_do": _("没有需要特别处理的事项。"),
        "totals": _("总览"),
        "measure": _("指标"),
        "value": _("本周"),
        "median": _("前四周中位数"),
        "usual": _("平常范围"),
        "posts": _("发布条数"),
        "interactions": _("互动量"),
        "followers_growth": _("粉丝净增"),
        "threads": _("收到的留言"),
        "answer_minutes": _("首次回复用时（分钟）"),
        "mentions": _("被提及次数"),
        "daily": _("每天的互动量"),
        "accounts": _("各账号"),
        "account": _("账号"),
        "followers": _("粉丝"),
        "quotas": _("内容配额"),
        "category": _("分类"),
        "quota": _("配额"),
        "share": _("占比"),
        "unallocated": _("未分配"),
        "top_posts": _("互动最多的微博"),
        "trouble": _("没有按计划发出的微博"),
        "listening": _("监测"),
        "set": _("关键词组"),
        "hits": _("本周命中"),
        "previous": _("上周命中"),
        "alerts": _("预警"),
        "completeness": _("数据完整度"),
        "compiled": _("生成时间"),
        "unknown": "—",
    }


def render_pdf(data: dict[str, Any]) -> bytes:
    """The bytes of the PDF of a frozen report. Same data, same bytes (no time of day goes in)."""
    return typeset(TEMPLATE, {"data": data, "labels": labels()})
