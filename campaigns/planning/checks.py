"""What is in the way of a launch, and what to think about, in one list (P3 to P6). Pure."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import CampaignRule, ConditionKind, FilingNeed, FilingState, Picking
from campaigns.planning.book import Book
from campaigns.planning.difficulty import difficulty_of
from campaigns.planning.record import Record
from campaigns.planning.rules_text import differences, length_of
from core.dates import BEIJING

CASH = ("现金", "红包")
JOKES = ("恶搞", "整蛊", "空气", "拥抱一个")


@dataclass(frozen=True)
class Finding:
    """One sentence. `stops` a launch or is to be thought about; `step` of the plan mends it; `rule` says so."""

    code: str
    stops: bool
    text: str
    step: str
    rule: CampaignRule | None = None


def findings_of(record: Record, book: Book) -> tuple[Finding, ...]:
    """Everything, what is in the way first."""
    every = (_filing, _prizes, _caps, _told, _launch, _terms, _days, _difficulty, _money, _text)
    found = [finding for check in every for finding in check(record, book)]
    return tuple(sorted(found, key=lambda finding: not finding.stops))


def in_window(at: dt.datetime, book: Book) -> bool:
    """P5: a good hour to launch."""
    hour = at.astimezone(BEIJING)
    minute = hour.hour * 60 + hour.minute
    first, last = book.house("launch_morning_from", 9) * 60, book.house("launch_morning_to", 10) * 60
    return first <= minute <= last or minute >= book.house("launch_evening_from", 19) * 60


def _filing(record: Record, book: Book) -> Iterator[Finding]:
    row = record.campaign
    if row.may_run:
        return
    if row.filing_need == FilingNeed.APPROVAL and row.filing_state == FilingState.FILED:
        yield Finding("approval", True, _("备案还没有获得批复。"), "filing", book.lowest("total_approval"))
    else:
        yield Finding("filing", True, _("还没有备案。"), "filing", None)


def _prizes(record: Record, book: Book) -> Iterator[Finding]:
    if record.campaign.picking == Picking.NOBODY:
        return
    if not record.prizes:
        yield Finding("prizes", True, _("还没有奖品。"), "prizes")
    for prize in record.prizes:
        facts = {"name": prize.name, "quantity": prize.quantity, "stock": prize.stock}
        if prize.stock is not None and prize.stock < prize.quantity:
            text = _("“%(name)s”要送 %(quantity)s 份，库存只有 %(stock)s 份。") % facts
            yield Finding("stock", True, text, "prizes")
        if not prize.brand_link.strip():
            text = _("“%(name)s”还没有写与品牌的关系：奖品最好让人想起我们。") % facts
            yield Finding("brand_link", False, text, "prizes")
        for words, topic in ((CASH, "cash"), (JOKES, "joke_prize")):
            if any(word in prize.name for word in words) and not (topic == "cash" and record.campaign.on_platform_tool):
                yield from (Finding(topic, rule.blocks, rule.sentence, "prizes", rule) for rule in book.of(topic))
    if record.prizes and not any(prize.is_physical for prize in record.prizes):
        yield Finding("physical", False, _("奖品都不是实物；实物更容易让人记住。"), "prizes")


def _caps(record: Record, book: Book) -> Iterator[Finding]:
    dearest = max(record.prizes, key=lambda prize: prize.unit_cost, default=None)
    for rule in book.of("prize_highest"):
        if dearest is not None and rule.number is not None and dearest.unit_cost > rule.number:
            text = _("“%(name)s”每份 %(cost)s 元，超过上限。") % {
                "name": dearest.name,
                "cost": f"{dearest.unit_cost.normalize():,f}",
            }
            yield Finding("prize_highest", rule.blocks, text, "prizes", rule)


def _told(record: Record, book: Book) -> Iterator[Finding]:
    """What the law wants published beforehand."""
    row = record.campaign
    if not row.rules_text.strip():
        yield Finding("rules", True, _("还没有活动规则。"), "rules")
    if row.picking == Picking.NOBODY:
        return
    if not row.contact.strip():
        yield Finding("contact", True, _("还没有写明主办方和联系方式。"), "rules")
    if row.draws_at is None and row.picking != Picking.EVERYONE:
        yield Finding("draws_at", True, _("还没有定开奖时间。"), "time")


def _launch(record: Record, book: Book) -> Iterator[Finding]:
    row = record.campaign
    if not in_window(row.starts_at, book) and not row.launch_reason.strip():
        text = _("%(at)s 不在适合发起的时段（%(from)d 到 %(to)d 点，%(evening)d 点以后），请写明为什么选这个时间。")
        numbers = {
            "at": f"{row.starts_at.astimezone(BEIJING):%H:%M}",
            "from": book.house("launch_morning_from", 9),
            "to": book.house("launch_morning_to", 10),
            "evening": book.house("launch_evening_from", 19),
        }
        yield Finding("launch", True, text % numbers, "time")
    if not row.theme.strip():
        yield Finding("theme", False, _("还没有主题；与一个日子相关的主题更容易被想起。"), "time")


def _terms(record: Record, book: Book) -> Iterator[Finding]:
    for one in record.conditions:
        if one.kind in {ConditionKind.TOPIC, ConditionKind.ANSWER} and not one.words:
            text = _("“%(condition)s”还没有写要认的词。") % {"condition": one.get_kind_display()}
            yield Finding("words", True, text, "conditions")
    if not record.conditions and record.campaign.picking == Picking.DRAW:
        yield Finding("conditions", True, _("抽奖活动还没有参与条件。"), "conditions")


def _days(record: Record, book: Book) -> Iterator[Finding]:
    """Duration, draw, claim and delivery against the platform's terms."""
    row, day = record.campaign, dt.timedelta(days=1)
    measured: list[tuple[str, float | None, str]] = [
        ("duration_days", (row.ends_at - row.starts_at) / day, _("活动长 %(n)d 天。")),
        (
            "draw_days",
            None if row.draws_at is None else (row.draws_at - row.ends_at) / day,
            _("结束 %(n)d 天后才开奖。"),
        ),
        ("send_days", max((p.delivery_days for p in record.prizes), default=None), _("%(n)d 天内寄出。")),
    ]
    for topic, days, text in measured:
        for rule in book.of(topic):
            if days is not None and rule.number is not None and days > float(rule.number):
                yield Finding(topic, rule.blocks, text % {"n": -(-days // 1)}, "time", rule)
    for rule in book.of("claim_days"):
        if record.prizes and rule.number is not None and row.claim_days < rule.number:
            text = _("只给中奖者 %(n)d 天领奖。") % {"n": row.claim_days}
            yield Finding("claim_days", rule.blocks, text, "time", rule)


def _difficulty(record: Record, book: Book) -> Iterator[Finding]:
    found = difficulty_of(record, book)
    if found.too_hard:
        facts = {"points": found.points, "purpose": record.campaign.get_purpose_display(), "limit": found.limit}
        text = _("难度 %(points)d 分，“%(purpose)s”的活动宜在 %(limit)d 分以内。") % facts
        yield Finding("difficulty", False, text, "conditions")
    most = book.house("steps_most", 4)
    if len(found.steps) > most and not found.any_of:
        text = _("参与要 %(n)d 步，超过 %(most)d 步，很多人会中途放弃。") % {"n": len(found.steps), "most": most}
        yield Finding("steps", False, text, "conditions")


def _money(record: Record, book: Book) -> Iterator[Finding]:
    budget = record.campaign.budget
    if budget is None:
        yield Finding("budget", False, _("还没有预算。"), "budget")
    elif budget < record.total:
        facts = {"budget": f"{budget.normalize():,f}", "total": f"{record.total.normalize():,f}"}
        yield Finding("budget", False, _("预算 %(budget)s 元，不够奖品 %(total)s 元。") % facts, "budget")


def _text(record: Record, book: Book) -> Iterator[Finding]:
    text = record.campaign.rules_text
    if not text.strip():
        return
    length, most = length_of(text), book.house("rules_length", 800)
    if length > most:
        facts = {"n": length, "most": most}
        yield Finding("rules_length", False, _("规则有 %(n)d 字，超过 %(most)d 字，很少有人会读完。") % facts, "rules")
    stale = sum(1 for one in differences(record) if one.kind != "edited")
    if stale:
        said = ngettext("规则文字有 %(n)d 段与记录不一致。", "规则文字有 %(n)d 段与记录不一致。", stale) % {"n": stale}
        yield Finding("rules_differ", False, said, "rules")
