"""Does a matter fit us (M7)? Pure. A score from 0 to 100 with the points that make it, no black box.

Points were set by judgement; no data tells what a company should have joined in.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

BASE: Final = 20
GOOD, FAIR = 50, 30
COMPLAINT: Final = 50
"""Percent negative from which on it is a complaint, nothing to join in with."""
_NEVER: Final = """
地震 洪水 洪灾 海啸 台风 山火 火灾 爆炸 坠机 空难 矿难 车祸 坍塌 踩踏 溺水 遇难 遇害 罹难 身亡 去世 逝世 离世 悼念 默哀
凶杀 枪击 绑架 性侵 猥亵 家暴 虐待 自杀 跳楼 失联 疫情 确诊 战争 恐怖袭击 塌方 泥石流
"""
NEVER: Final = frozenset(_NEVER.split())
"""Grief and crime: whoever advertises there is hated for it."""


class Why(StrEnum):
    """What speaks for or against."""

    BASE = "base"
    WORDS = "words"
    FIELD = "field"
    WROTE = "wrote"
    CATEGORY = "category"
    LIKED = "liked"
    NEGATIVE = "negative"
    CRISIS = "crisis"
    RIVALS = "rivals"
    MACHINES = "machines"
    NEVER = "never"


@dataclass(frozen=True)
class Facts:
    """What is known of a matter. Shares in percent of its posts; None: too few were judged.

    `wrote`: how many of our `posts` newest posts were about it; `category`: the one most of those were in.
    """

    ours: int = 0
    field: int = 0
    rivals: int = 0
    crisis: int = 0
    machines: int = 0
    negative: int | None = None
    positive: int | None = None
    wrote: int = 0
    posts: int = 0
    category: str = ""
    category_share: int = 0
    never: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Points with what they rest on."""

    why: Why
    points: int
    values: dict[str, Any]


def fit(facts: Facts) -> tuple[int, list[Reason]]:
    """The score and its reasons, the base first."""
    reasons = [Reason(Why.BASE, BASE, {}), *_for(facts), *_against(facts)]
    return max(0, min(100, sum(reason.points for reason in reasons))), reasons


def _for(facts: Facts) -> list[Reason]:
    found = []
    if points := round(0.3 * facts.ours):
        found.append(Reason(Why.WORDS, points, {"n": facts.ours}))
    if points := round(0.25 * facts.field):
        found.append(Reason(Why.FIELD, points, {"n": facts.field}))
    if facts.wrote:
        found.append(Reason(Why.WROTE, 20 if facts.wrote >= 3 else 10, {"n": facts.wrote, "all": facts.posts}))
    if facts.wrote >= 2 and facts.category and facts.category_share >= 50:
        found.append(Reason(Why.CATEGORY, 10, {"name": facts.category, "n": facts.category_share}))
    if facts.positive is not None and facts.positive >= 50:
        found.append(Reason(Why.LIKED, 10, {"n": facts.positive}))
    return found


def _against(facts: Facts) -> list[Reason]:
    found = []
    if facts.negative is not None and facts.negative >= 30:
        found.append(Reason(Why.NEGATIVE, -50 if facts.negative >= COMPLAINT else -20, {"n": facts.negative}))
    if facts.crisis >= 20:
        found.append(Reason(Why.CRISIS, -25, {"n": facts.crisis}))
    if facts.rivals >= 50 and facts.ours < 20:
        found.append(Reason(Why.RIVALS, -15, {"n": facts.rivals}))
    if facts.machines >= 20:
        found.append(Reason(Why.MACHINES, -20 if facts.machines >= 50 else -10, {"n": facts.machines}))
    if facts.never:
        found.append(Reason(Why.NEVER, -60, {"words": list(facts.never)}))
    return found
