"""The public rules of a campaign, written from its record: all that the law wants said beforehand (P5). Pure.

Always Chinese, whatever the page speaks: people on Weibo read it. Sections carry a heading in 【】, so that people may
edit the text and each section can still be compared with the record.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from campaigns.models import Campaign, Combine, Condition, ConditionKind, Picking
from campaigns.planning.kinds import preset_of
from campaigns.planning.record import Record
from core.dates import BEIJING

MISSING: Final = "（待补充）"
HEADING: Final = re.compile(r"^【([^】\n]{1,20})】[ \t]*", re.MULTILINE)
ASKED: Final = {
    ConditionKind.REPOST: "转发活动微博",
    ConditionKind.COMMENT: "在活动微博下评论",
    ConditionKind.FOLLOW: "关注发布活动微博的账号",
}
NUMERALS: Final = "一二三四五六七八九十"


def sections_of(record: Record) -> dict[str, str]:
    """Heading → text, in the order in which they are shown."""
    row = record.campaign
    found = {
        "活动名称": row.name,
        "活动时间": f"{clock(row.starts_at)} 至 {clock(row.ends_at)}。",
        "参与方式": _joining(record),
    }
    if row.picking != Picking.NOBODY:
        found |= {
            "奖品设置": _prizes(record),
            "开奖时间和方式": _drawing(row),
            "领奖": f"获奖者会收到私信，收到后 {row.claim_days} 天内按私信里的链接填写收件信息，领奖不收取任何费用。",
            "寄送": _sending(record),
            "放弃与候补": "逾期没有填写，或填写的信息无法送达的，视为放弃，由候补名单依次递补；作弊的账号取消资格。",
        }
    return found | {"主办方": row.contact.strip() or MISSING}


def write(record: Record) -> str:
    """The whole text."""
    return join(sections_of(record))


def join(sections: dict[str, str]) -> str:
    """Sections as one text; what stands before the first heading has the key ""."""
    first = [sections[""]] if sections.get("") else []
    return "\n".join([*first, *(f"【{name}】{text}" for name, text in sections.items() if name)])


def split(text: str) -> dict[str, str]:
    """Heading → text of what people wrote; what stands before the first heading under ""."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    marks = list(HEADING.finditer(text))
    found = {"": text[: marks[0].start() if marks else len(text)].strip()}
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        found[mark[1].strip()] = text[mark.end() : end].strip()
    return found if found[""] else {name: body for name, body in found.items() if name}


@dataclass(frozen=True)
class Difference:
    """One section that is not as the record writes it.

    `kind`: missing (not in the text), stale (the record has changed since the text was taken over), edited (people
    wrote it otherwise).
    """

    name: str
    kind: str
    record: str
    text: str


def differences(record: Record) -> tuple[Difference, ...]:
    """Where the text that is published differs from the record. Nothing is overwritten by it."""
    row = record.campaign
    now, then, shown = sections_of(record), split(row.rules_written), split(row.rules_text)
    found = []
    for name, body in now.items():
        text = shown.get(name)
        if text is None:
            found.append(Difference(name, "missing", body, ""))
        elif _plain(text) != _plain(body):
            stale = _plain(then.get(name, "")) != _plain(body)
            found.append(Difference(name, "stale" if stale else "edited", body, text))
    return tuple(found)


def with_section(record: Record, name: str) -> str:
    """The published text with one section as the record writes it; a missing one is put in at its place."""
    now, shown = sections_of(record), split(record.campaign.rules_text)
    if name not in now:
        return record.campaign.rules_text
    if name in shown:
        return join({**shown, name: now[name]})
    order = list(now)
    before = [one for one in order[: order.index(name)] if one in shown]
    result: dict[str, str] = {}
    if not before:
        result = {"": shown.get("", ""), name: now[name]}
    for heading, body in shown.items():
        result[heading] = body
        if before and heading == before[-1]:
            result[name] = now[name]
    return join(result)


def length_of(text: str) -> int:
    """Characters without spaces and line ends."""
    return len("".join(text.split()))


def clock(at: dt.datetime) -> str:
    """A minute as Chinese rules write it, in Peking time."""
    local = at.astimezone(BEIJING)
    return f"{local.year} 年 {local.month} 月 {local.day} 日 {local:%H:%M}"


def asked_for(condition: Condition) -> str:
    """One condition as a phrase."""
    words = "、".join(condition.words)
    if condition.kind == ConditionKind.MENTION:
        return f"@ {condition.number} 位好友"
    if condition.kind == ConditionKind.TOPIC:
        return f"带上话题{'、'.join(f'#{word}#' for word in condition.words) or MISSING}"
    if condition.kind == ConditionKind.ANSWER:
        return "在评论里答对活动微博提出的问题" if words else f"回答问题{MISSING}"
    return ASKED[ConditionKind(condition.kind)]


def _joining(record: Record) -> str:
    asked = [asked_for(one) for one in record.conditions]
    own = preset_of(record.campaign.kind).joining
    any_of = record.campaign.combine == Combine.ANY and len(asked) > 1
    together = f"{'，或'.join(asked)}，满足其一即可" if any_of else "，".join(asked)
    said = "；".join(part for part in (own, together) if part) or MISSING
    once = "" if record.campaign.picking == Picking.NOBODY else "每人限参与一次。"
    return f"活动期间{said}。{once}"


def _prizes(record: Record) -> str:
    if not record.prizes:
        return MISSING
    lines = [
        f"{_tier(prize.tier)}：{prize.name}，共 {prize.quantity} 份，每份价值 {prize.unit_cost.normalize():f} 元"
        for prize in record.prizes
    ]
    chance = "中奖概率取决于参与人数。" if record.campaign.picking == Picking.DRAW else ""
    return f"{'；'.join(lines)}。合计 {record.winners} 份。{chance}"


def _tier(tier: int) -> str:
    return f"{NUMERALS[tier - 1] if tier <= len(NUMERALS) else tier}等奖"


def _drawing(row: Campaign) -> str:
    if row.picking == Picking.EVERYONE:
        return "符合条件即可领取，不抽奖。"
    when = MISSING if row.draws_at is None else clock(row.draws_at)
    if row.picking == Picking.JUDGED:
        return f"{when} 公布结果，由主办方按作品与主题的契合度评选，理由随结果公布。"
    if row.on_platform_tool:
        return f"{when} 由微博官方抽奖工具随机抽取。"
    before = "开奖前公布参与名单的校验值和将要采用的公开随机数"
    return f"{when} 随机抽取。{before}，开奖后公布算法和名单文件，任何人都可以复核。"


def _sending(record: Record) -> str:
    days = {prize.delivery_days for prize in record.prizes if prize.is_physical}
    other = any(not prize.is_physical for prize in record.prizes)
    parts = [f"实物奖品在信息确认后 {max(days)} 天内寄出，运费由主办方承担"] if days else []
    return ("；".join([*parts, *(["非实物奖品以私信发放"] if other else [])]) or MISSING) + "。"


def _plain(text: str) -> str:
    return "".join(text.split())
