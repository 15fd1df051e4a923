"""What winners are told: the private message and the announcement, written from the record (P9). Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _

NAMES: Final = ("昵称", "活动", "奖品", "链接", "截止")
"""What stands for each winner's own, in braces. Winners read Chinese, whatever language the team works in."""
PARCEL: Final = "恭喜您在“{活动}”中获得{奖品}。请在 {截止} 前打开链接填写收件信息，不收取任何费用：{链接}"
PLAIN: Final = "恭喜您在“{活动}”中获得{奖品}，我们会通过私信发放，不收取任何费用。"
LONGEST: Final = 500
_PLACE = re.compile(r"[{｛]([^{}｛｝]{0,20})[}｝]")


def problems_of(text: str) -> list[str]:
    """What is wrong with a text for winners; an empty one is the proposed one and always fine."""
    found: list[str] = []
    if not text.strip():
        return found
    if unknown := sorted({name for name in _PLACE.findall(text) if name not in NAMES}):
        words = {"name": unknown[0], "names": _("、").join(f"{{{name}}}" for name in NAMES)}
        found.append(_("不认识 {%(name)s}，可以用的是 %(names)s。") % words)
    if "链接" not in _PLACE.findall(text):
        found.append(_("要有 {链接}，中奖者靠它填写收件信息。"))
    if len(text) > LONGEST:
        found.append(_("私信最多 500 字，现在是 %(n)d 字。") % {"n": len(text)})
    return found


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each winner's own; what a value holds is never filled in again."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def masked(name: str) -> str:
    """小鱼爱吃鱼 → 小***鱼: enough for oneself, too little for a stranger who looks for winners to cheat."""
    if len(name) <= 2:
        return f"{name[:1]}*"
    return f"{name[0]}{'*' * min(3, len(name) - 2)}{name[-1]}"


def announcement(campaign: str, tiers: Iterable[tuple[str, list[str]]], *, days: int, link: str) -> str:
    """The post that names the winners: by prize, names masked, when to claim, where everybody can check."""
    lines = [f"#{campaign}# 获奖名单"]
    lines += [f"{prize}（{len(names)} 位）：{'、'.join(masked(name) for name in names)}" for prize, names in tiers]
    lines.append(
        f"获奖的朋友会收到我们的私信，收到后 {days} 天内填写收件信息，不收取任何费用，请勿相信索要钱款的账号。"
    )
    return "\n".join([*lines, *([f"抽奖名单和验证方法：{link}"] if link else [])])
