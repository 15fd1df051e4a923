"""Which posts a campaign needs, when, and how each may begin (P10). Pure; people on Weibo read the texts: Chinese."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from campaigns.models import Picking, PostRole
from campaigns.planning.record import Record
from campaigns.planning.rules_text import asked_for, clock
from core.dates import at_local, local_day

EVENING: Final = dt.time(20)
"""People read in the evening (K3): reminders go out then."""
LONG, LONGER = dt.timedelta(days=3), dt.timedelta(days=6)


@dataclass(frozen=True)
class PostPlan:
    """One post: what it is for, when it should stand on Weibo, its first text."""

    role: PostRole
    at: dt.datetime
    text: str


def posts_before_the_draw(record: Record) -> list[PostPlan]:
    """The announcement, a reminder on the evening before the end, for a long campaign one more in its middle."""
    row = record.campaign
    found = [PostPlan(PostRole.ANNOUNCEMENT, row.starts_at, announce(record))]
    length = row.ends_at - row.starts_at
    days = [local_day(row.ends_at) - dt.timedelta(days=1)] if length >= LONG else []
    if length >= LONGER:
        days.insert(0, local_day(row.starts_at + length / 2))
    times = [at_local(day, EVENING) for day in days]
    return found + [PostPlan(PostRole.REMINDER, at, remind(record)) for at in times if row.starts_at < at < row.ends_at]


def announce(record: Record) -> str:
    """Theme, what to do, what can be won, until when, how winners are found."""
    row = record.campaign
    lines = [f"#{row.theme or row.name}#"]
    if asked := "、".join(asked_for(one) for one in record.conditions):
        lines.append(f"{asked}，就能参加。")
    if record.prizes and row.picking != Picking.NOBODY:
        lines.append("奖品：" + "、".join(f"{prize.name} {prize.quantity} 份" for prize in record.prizes) + "。")
    lines.append(f"{clock(row.ends_at)} 截止{_drawing(record)}。")
    return "\n".join(lines)


def remind(record: Record) -> str:
    """Until when, and what is still to be won."""
    row = record.campaign
    what = f"，{record.prizes[0].name}等您来" if record.prizes else ""
    return f"#{row.theme or row.name}# 到 {clock(row.ends_at)} 为止，还没参加的朋友抓紧{what}。"


def _drawing(record: Record) -> str:
    row = record.campaign
    if row.picking != Picking.DRAW or row.draws_at is None:
        return ""
    return f"，{clock(row.draws_at)} 开奖，名单和抽取过程公开可查"
