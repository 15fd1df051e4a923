"""How review goes is changed here (K5): steps, risks, rules, and who stands in for whom."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require, rights_of
from accounts.models import User
from accounts.roles import Can
from content.events import review_moved
from content.models import Category, ReviewDeputy, ReviewRules, ReviewStep, RiskRule, StepNeed
from content.queries.review_flow import review_rules
from core import audit
from core.dates import local_day
from core.errors import Conflict, Forbidden, UserError

Fields = dict[str, Any]
STEP_LINKS = ("risks", "people", "escalate_people")


@transaction.atomic
def set_step(*, step: ReviewStep | None, fields: Fields, by: User, at: dt.datetime) -> ReviewStep:
    """Add or change a step. Posts that stand in it go on by what it says now.

    Raises `UserError` without a name, and for a number of people that is none.
    """
    require(by, Can.MANAGE_SETTINGS)
    if not fields["name"].strip():
        raise UserError(_("请给这一步起个名字。"), field="name")
    if fields["need"] == StepNeed.COUNT and not 1 <= fields["count"] <= 20:
        raise UserError(_("人数须在 1 到 20 之间。"), field="count")
    if fields.get("outside_people"):
        fields["outside"] = fields["outside"] or len(fields["outside_people"])
        if fields["outside"] > len(fields["outside_people"]):
            raise UserError(_("指定的外部审核人比要求的人数少。"), field="outside")
    row = step or ReviewStep()
    before = _picture(row) if row.pk else {}
    for name, value in fields.items():
        if name not in STEP_LINKS:
            setattr(row, name, value)
    row.save()
    row.risks.set(fields["risks"])
    row.people.set(fields["people"])
    row.escalate_people.set(fields["escalate_people"])
    audit.record("content.review.step_set", row, by=by, at=at, change=audit.Change(before, _picture(row)))
    review_moved.send_on_commit()
    return row


def _picture(row: ReviewStep) -> Fields:
    plain = ("name", "position", "kinds", "need", "count", "roles", "fresh_eyes", "hours", "remind_hours")
    outside = ("outside", "outside_people")
    facts = {name: getattr(row, name) for name in (*plain, *outside, "escalate_hours", "escalate_roles", "is_active")}
    return facts | {name: [str(each) for each in getattr(row, name).all()] for name in STEP_LINKS}


@transaction.atomic
def set_risk(*, risk: RiskRule | None, fields: Fields, by: User, at: dt.datetime) -> RiskRule:
    """Add or change a risk. Raises `UserError` when it has no name, no reason, or nothing to find it by."""
    require(by, Can.MANAGE_SETTINGS)
    if not fields["name"].strip() or not fields["reason"].strip():
        raise UserError(_("请写明风险的名称和多审一步的原因。"), field="name")
    if RiskRule.objects.filter(name=fields["name"]).exclude(pk=risk.pk if risk else 0).exists():
        raise UserError(_("已有同名的风险。"), field="name")
    categories: list[Category] = list(fields.pop("categories"))
    if not (fields["words"] or fields["campaign_kinds"] or categories):
        raise UserError(_("请至少写一个词语，或选一个分类、一种活动。"), field="words")
    row = risk or RiskRule(position=RiskRule.objects.count() + 1)
    before = _risk_picture(row) if row.pk else {}
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    row.categories.set(categories)
    audit.record("content.review.risk_set", row, by=by, at=at, change=audit.Change(before, _risk_picture(row)))
    return row


def _risk_picture(row: RiskRule) -> Fields:
    plain = ("name", "reason", "words", "except_words", "campaign_kinds", "is_active")
    facts = {name: getattr(row, name) for name in plain}
    return facts | {"categories": [category.name for category in row.categories.all()]}


@transaction.atomic
def set_review_rules(*, fields: Fields, by: User, at: dt.datetime) -> ReviewRules:
    """Where a new version begins, how long approvals are valid, and when people work."""
    require(by, Can.MANAGE_SETTINGS)
    if fields["day_starts"] >= fields["day_ends"]:
        raise UserError(_("上班时间须早于下班时间。"), field="day_ends")
    if fields["valid_days"] is not None and not 1 <= fields["valid_days"] <= 365:
        raise UserError(_("有效天数须在 1 到 365 之间，不限就留空。"), field="valid_days")
    row = review_rules()
    before = {name: str(getattr(row, name)) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    row.updated_at = at
    row.save()
    after = {name: str(value) for name, value in fields.items()}
    audit.record("content.review.rules_set", row, by=by, at=at, change=audit.Change(before, after))
    return row


@dataclass(frozen=True, slots=True)
class DeputyInput:
    """Who decides for whom, on which days, both included."""

    absent: User
    deputy: User
    starts_on: dt.date
    ends_on: dt.date
    note: str = ""


@transaction.atomic
def set_deputy(*, wanted: DeputyInput, by: User, at: dt.datetime) -> ReviewDeputy:
    """Somebody stands in for a reviewer who is away. For himself everybody may say so, for others who manages people.

    Raises `Forbidden` for another's place without that right, `UserError` for days that are over or a deputy who may
    not review anything, `Conflict` when there is one for these days.
    """
    if wanted.absent.pk != by.pk:
        require(by, Can.MANAGE_PEOPLE)
    if wanted.absent.pk == wanted.deputy.pk:
        raise UserError(_("不能由本人代理本人。"), field="deputy")
    if wanted.ends_on < wanted.starts_on or wanted.ends_on < local_day(at):
        raise UserError(_("结束日期须在开始日期之后，且还没有过去。"), field="ends_on")
    if not rights_of(wanted.deputy).may_somewhere(Can.REVIEW):
        sentence = _("%(name)s没有审核权限，不能代理审核。")
        raise UserError(sentence % {"name": wanted.deputy.get_full_name()}, field="deputy")
    taken = ReviewDeputy.objects.filter(
        absent=wanted.absent, deputy=wanted.deputy, ended_at=None, starts_on__lte=wanted.ends_on,
        ends_on__gte=wanted.starts_on,
    )  # fmt: skip
    if taken.exists():
        raise Conflict(_("这几天已经安排了这位同事代理。"), code="content.deputy_twice")
    row = ReviewDeputy.objects.create(
        absent=wanted.absent, deputy=wanted.deputy, starts_on=wanted.starts_on, ends_on=wanted.ends_on,
        note=wanted.note.strip(), created_by=by, created_at=at,
    )  # fmt: skip
    days = {"absent": str(row.absent), "deputy": str(row.deputy), "from": str(row.starts_on), "to": str(row.ends_on)}
    audit.record("content.review.deputy_set", row, by=by, at=at, change=audit.Change({}, days, row.note))
    review_moved.send_on_commit()
    return row


@transaction.atomic
def end_deputy(*, deputy: ReviewDeputy, by: User, at: dt.datetime) -> ReviewDeputy:
    """He is back, or it was a mistake. The one he stands in for, whoever arranged it, or who manages people."""
    if by.pk not in {deputy.absent_id, deputy.created_by_id} and not rights_of(by).may(Can.MANAGE_PEOPLE):
        raise Forbidden(_("只有本人、安排的人或管理同事的人能结束代理。"), code="forbidden.deputy")
    row = ReviewDeputy.objects.select_for_update().get(pk=deputy.pk)
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        audit.record("content.review.deputy_ended", row, by=by, at=at)
        review_moved.send_on_commit()
    return row
