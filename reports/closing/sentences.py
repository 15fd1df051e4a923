"""What a campaign's numbers say, in sentences (P9, P10). Pure; never a percentage of nothing."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reports.weekly.words import number

MUCH = 0.1
"""From this share of suspected machines on they are worth a sentence."""


def sentences_of(board: dict[str, Any]) -> list[str]:
    """Result against targets, followers, cost, machines, prizes: only what is known."""
    return [
        *(_target(one) for one in board["targets"]), *_followers(board["followers"]), *_cost(board["cost"]),
        *_machines(board["entries"]), *_prizes(board["winners"]), *_platform(board.get("platform", 0)),
    ]  # fmt: skip


def _target(one: dict[str, Any]) -> str:
    words = {"name": target_name(one["name"]), "target": number(one["target"])}
    if one["reached"] is None:
        return _("%(name)s的目标是 %(target)s，结果还不知道。") % words
    words |= {"reached": number(one["reached"]), "percent": f"{one['reached'] / one['target'] * 100:.0f}"}
    if one["reached"] >= one["target"]:
        return _("%(name)s %(reached)s，达到目标 %(target)s（%(percent)s%%）。") % words
    return _("%(name)s %(reached)s，没有达到目标 %(target)s（%(percent)s%%）。") % words


def target_name(name: str) -> str:
    """How a target is called."""
    return {"entries": _("有效参与"), "new_followers": _("新增粉丝"), "kept_followers": _("28 天后留存的粉丝")}[name]


def _followers(found: dict[str, Any]) -> list[str]:
    if found["extra"] is None:
        return []
    words = {name: number(found[name]) for name in ("growth", "usual", "extra")}
    told = [_("活动期间粉丝净增 %(growth)s，平常同样的天数约 %(usual)s，多出 %(extra)s。") % words]
    kept = found["kept"]["28"]
    if kept is not None and found["extra"] > 0:
        words = {"kept": number(kept), "percent": f"{kept / found['extra'] * 100:.0f}"}
        told.append(_("28 天后多出的粉丝里还留着约 %(kept)s（%(percent)s%%）。") % words)
    return told


def _cost(found: dict[str, Any]) -> list[str]:
    total = Decimal(found["total"])
    if not total:
        return []
    each = {
        "each_new": _("每位新增粉丝 %s 元"), "each_kept": _("每位留存粉丝 %s 元"),
        "each_entry": _("每位有效参与者 %s 元"),
    }  # fmt: skip
    parts = [text % money(found[name]) for name, text in each.items() if found[name] is not None]
    words = {"total": money(found["total"]), "parts": _("，").join(parts)}
    told = [_("花费 %(total)s 元，合%(parts)s。") % words if parts else _("花费 %(total)s 元。") % words]
    budget = None if found["budget"] is None else Decimal(found["budget"])
    if budget is not None and total > budget:
        told.append(_("超出预算 %(over)s 元。") % {"over": money(str(total - budget))})
    return told


def _machines(found: dict[str, Any]) -> list[str]:
    if not found["all"] or found["suspect"] / found["all"] < MUCH:
        return []
    words = {"n": number(found["suspect"]), "percent": f"{found['suspect'] / found['all'] * 100:.0f}"}
    return [_("%(n)s 个参与账号疑似机器，占 %(percent)s%%，已单独列出。") % words]


def _prizes(winners: dict[str, int]) -> list[str]:
    waiting = sum(winners.get(state, 0) for state in ("won", "told", "claimed", "returned"))
    done = sum(winners.get(state, 0) for state in ("sent", "delivered"))
    if not waiting and not done:
        return []
    if not waiting:
        return [_("%(done)d 份奖品全部寄出。") % {"done": done}]
    return [_("%(done)d 份奖品已寄出，%(waiting)d 份还没有。") % {"done": done, "waiting": waiting}]


def _platform(winners: int) -> list[str]:
    return [_("微博官方抽奖抽出 %(n)s 位获奖者。") % {"n": number(winners)}] if winners else []


def money(text: str) -> str:
    """Yuan: 1234.50 → 1,234.50, and no zeros behind a whole number."""
    return f"{Decimal(text):,.2f}".removesuffix(".00")
