"""The text of a filing with the platform, written from the record (P6). Pure.

In Chinese whatever the page speaks: the platform reads it.
"""

from campaigns.judging import shipped_rules
from campaigns.models import Campaign, EntryRules, UnknownFollows
from campaigns.planning.record import Record, record_of
from campaigns.planning.rules_text import MISSING, sections_of


def filing_text(campaign: Campaign) -> str:
    """What the filing form asks for, line by line; what is not known yet is marked as missing."""
    return "\n".join(f"{name}：{value}" for name, value in filing_rows(record_of(campaign)))


def filing_rows(record: Record) -> list[tuple[str, str]]:
    """Name and value of every line."""
    row = record.campaign
    told = sections_of(record)
    name, times = told.pop("活动名称"), told.pop("活动时间")
    organiser = told.pop("主办方")
    prizes = f"{record.total:,.2f} 元" if record.prizes else MISSING
    return [
        ("活动名称", name),
        ("活动形式", KINDS[row.kind]),
        ("活动时间", times),
        ("参与对象", row.audience.strip() or MISSING),
        *told.items(),
        *((("奖品总价", prizes),) if "奖品设置" in told else ()),
        *((("参与判定", judging_of(record.rules)),) if "奖品设置" in told else ()),
        ("开展方式", f"微博官方活动工具 {row.platform_reference}".strip() if row.on_platform_tool else "自行开展"),
        ("主办方和联系方式", organiser),
        ("负责人", str(row.owner) if row.owner else MISSING),
        ("公布的活动规则", row.rules_text.strip() or MISSING),
    ]


def judging_of(rules: EntryRules) -> str:
    """What decides beside the conditions who is drawn from (P7)."""
    said = ["每人只计一次"]
    if rules.unknown_follows == UnknownFollows.CHECK_WINNERS:
        said.append("无法确认是否关注的先参加抽奖，中奖后核对")
    else:
        said.append("无法确认是否关注的单独列出，核实前不参加抽奖")
    if rules.machine_rules:
        machines = shipped_rules()
        stated = f"按疑似机器账号规则第 {machines.version} 版达到 {machines.threshold} 分的在抽奖前剔出，可以申诉"
        said.append(stated)
    if rules.leave_out_staff:
        said.append("员工和关联方不参加")
    if rules.leave_out_winners_days:
        said.append(f"{rules.leave_out_winners_days} 天内中过奖的不再参加")
    return "；".join(said) + "。"


KINDS = {
    "prize_repost": "有奖转发",
    "prize_call": "有奖征集",
    "prize_quiz": "有奖竞猜",
    "prize_survey": "有奖调查",
    "vote": "投票",
    "coupon": "优惠券",
    "text_call": "文字征集",
    "trial": "申请试用",
    "online_sale": "在线售卖",
    "pay_for_me": "代付",
    "hot_topic": "热点话题讨论",
    "public_good": "公益",
}
