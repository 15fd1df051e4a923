"""The closing report of a campaign as PDF and as rows of a table (P9)."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Campaign, WinnerState
from core.dates import local_day
from core.typesetting import typeset
from reports.closing.sentences import money, target_name
from reports.weekly.words import number

TEMPLATE = Path(__file__).with_name("closing.typ")


def render_closing(campaign: Campaign, board: dict[str, Any], sentences: list[str], lessons: list[str]) -> bytes:
    """The bytes of the PDF. Same data, same bytes."""
    told = {
        "name": campaign.name,
        "about": " · ".join([campaign.get_kind_display(), campaign.get_purpose_display()]),
        "days": f"{local_day(campaign.starts_at)} — {local_day(campaign.ends_at)}",
        "audience": campaign.audience, "sentences": sentences, "lessons": lessons,
        "rows": table_rows(board), "chart": board["days"],
    }  # fmt: skip
    return typeset(TEMPLATE, {"data": told, "labels": labels()})


def labels() -> dict[str, str]:
    """Every fixed text of the PDF."""
    return {
        "title": _("活动结案报告"), "result": _("结果"), "numbers": _("数字"), "daily": _("每天的有效参与"),
        "lessons": _("经验"), "audience": _("面向谁"), "measure": _("指标"), "value": _("数值"),
        "limits": _(
            "微博不告诉任何人谁因为什么关注。"
            "新增粉丝按活动账号的粉丝数推算：活动期间的净增，减去平常同样天数的增长。"
        ),
    }  # fmt: skip


def table_rows(board: dict[str, Any]) -> list[tuple[str, str]]:
    """(name, value) of everything that is known; — for what nobody knows."""
    entries, posts, followers, cost = board["entries"], board["posts"], board["followers"], board["cost"]
    rows = [(_("目标：%s") % target_name(one["name"]), _n(one["target"])) for one in board["targets"]]
    rows += [
        (_("参与"), _n(entries["all"])), (_("有效参与"), _n(entries["valid"])), (_("疑似机器"), _n(entries["suspect"])),
        (_("不符合条件"), _n(entries["refused"])), (_("无法核实"), _n(entries["unsure"])),
        (_("活动微博"), _n(posts["published"])), (_("转发"), _n(posts["reposts"])),
        (_("评论"), _n(posts["comments"])), (_("赞"), _n(posts["likes"])),
        (_("活动前粉丝"), _n(followers["before"])), (_("粉丝净增"), _n(followers["growth"])),
        (_("平常同样天数的净增"), _n(followers["usual"])), (_("多出的粉丝"), _n(followers["extra"])),
        (_("7 天后留存"), _n(followers["kept"]["7"])), (_("28 天后留存"), _n(followers["kept"]["28"])),
        (_("奖品（元）"), money(cost["prizes"])), (_("其他支出（元）"), _yuan(cost["spent"])),
        (_("合计（元）"), money(cost["total"])), (_("预算（元）"), _yuan(cost["budget"])),
        (_("每位有效参与者（元）"), _yuan(cost["each_entry"])), (_("每位新增粉丝（元）"), _yuan(cost["each_new"])),
        (_("每位留存粉丝（元）"), _yuan(cost["each_kept"])),
    ]  # fmt: skip
    return rows + [(str(WinnerState(state).label), _n(count)) for state, count in board["winners"].items()]


def _n(value: float | None) -> str:
    return "—" if value is None else number(value)


def _yuan(value: str | None) -> str:
    return "—" if value is None else money(value)
