"""The rules that campaigns are held against: people choose which are in force (P2, P3, P5, P6)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns.models import CampaignRule, Certainty, RuleGroup
from campaigns.services.filing import look_at_all_filings
from core.audit import Change, record
from core.errors import UserError

FIELDS = ("number", "text", "source", "source_on", "certainty", "in_force", "blocks")
NEEDS_NUMBER = frozenset({
    "prize_highest", "total_approval", "duration_days", "draw_days", "claim_days", "send_days", "record_years",
})  # fmt: skip


@dataclass(frozen=True)
class RuleInput:
    """One rule as people write it; `{n}` in the text stands for the number."""

    text: str
    source: str
    certainty: Certainty
    number: Decimal | None = None
    source_on: dt.date | None = None
    in_force: bool = True
    blocks: bool = False


def save_rule(*, rule: CampaignRule, values: RuleInput, by: User, at: dt.datetime) -> CampaignRule:
    """Change a rule; the need of a filing is asked again for every campaign that is not over."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = CampaignRule.objects.select_for_update().get(pk=rule.pk)
        _check(row.topic, row.group, values)
        before = _facts(row)
        _set(row, values, at)
        record("campaigns.rule.changed", row, by=by, at=at, change=Change(before=before, after=_facts(row)))
        look_at_all_filings(by=by, at=at)
    return row


def add_rule(*, topic: str, group: RuleGroup, values: RuleInput, by: User, at: dt.datetime) -> CampaignRule:
    """Another source on a topic that is known; it stands beside what contradicts it."""
    require_somewhere(by, Can.CAMPAIGN)
    known = CampaignRule.objects.filter(topic=topic).exclude(group=RuleGroup.HOUSE).order_by("-position").first()
    if known is None or group == RuleGroup.HOUSE:
        raise UserError(_("没有这个规则项目。"), code="rule.topic", field="topic")
    _check(topic, group, values)
    with transaction.atomic():
        row = CampaignRule(topic=topic, group=group, position=known.position)
        _set(row, values, at)
        record("campaigns.rule.added", row, by=by, at=at, change=Change(before=None, after=_facts(row)))
        look_at_all_filings(by=by, at=at)
    return row


def _set(row: CampaignRule, values: RuleInput, at: dt.datetime) -> None:
    for name in FIELDS:
        setattr(row, name, getattr(values, name))
    if row.group == RuleGroup.HOUSE:
        row.in_force, row.blocks = True, False
    row.changed_at = at
    row.save()


def _check(topic: str, group: str, values: RuleInput) -> None:
    if (topic in NEEDS_NUMBER or group == RuleGroup.HOUSE) and values.number is None:
        raise UserError(_("请填写数值。"), code="rule.number", field="number")
    if values.number is not None and values.number < 0:
        raise UserError(_("数值不能小于零。"), code="rule.number", field="number")
    if topic == "share_new_fans" and values.number is not None and values.number > 100:
        raise UserError(_("比例在 0 到 100 之间。"), code="rule.number", field="number")
    if topic.startswith("launch_") and values.number is not None and values.number > 24:
        raise UserError(_("钟点在 0 到 24 之间。"), code="rule.number", field="number")


def _facts(row: CampaignRule) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in FIELDS}
    plain = {name: value if isinstance(value, (bool, str)) else str(value or "") for name, value in facts.items()}
    return {"topic": row.topic, **plain}
