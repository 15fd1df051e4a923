"""Operator assessments (A7): who may write and answer on his own, found by another person, for a time."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Assessment, Skill, Temperament, User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, Forbidden, UserError
from core.notices import settle

LONGEST = dt.timedelta(days=366 * 2)


@dataclass(frozen=True)
class AssessmentInput:
    """What was found: skills 1 to 5, temperament under complaint, the pledge of political neutrality."""

    valid_until: dt.datetime
    temperament: str = Temperament.ADEQUATE
    skills: dict[str, int] = field(default_factory=dict)
    pledged: bool = False
    passed: bool = False
    note: str = ""


def assess(*, user: User, values: AssessmentInput, by: User, at: dt.datetime) -> Assessment:
    """A new assessment; what was found before stays in the history and ends when this one says no (A7).

    Raises `Forbidden` for oneself, `UserError` for an end that is past or too far, and for a pass without the pledge
    or with a hasty temperament.
    """
    require(by, Can.MANAGE_PEOPLE)
    if user.pk == by.pk:
        raise Forbidden(_("不能评定自己，请由另一位管理同事评定。"), code="assessment.own")
    _check(values, at)
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        if not person.is_active:
            raise UserError(_("这位同事的账户没有启用。"), code="assessment.inactive")
        if not values.passed:
            _end_running(person, by, at)
        row = Assessment.objects.create(
            user=person,
            skills={name: values.skills[name] for name in Skill.values if name in values.skills},
            temperament=values.temperament,
            pledged=values.pledged,
            passed=values.passed,
            note=values.note,
            assessed_by=by,
            assessed_at=at,
            valid_until=values.valid_until,
        )
        record("accounts.assessment.made", person, by=by, at=at, change=Change(after=_facts(row), reason=values.note))
        settle(key_prefix=f"assessment-end:{person.pk}:", at=at)
    return row


def withdraw_assessment(*, assessment: Assessment, reason: str, by: User, at: dt.datetime) -> Assessment:
    """End a valid assessment before its time, with a reason. Raises `Conflict` when it holds no longer."""
    require(by, Can.MANAGE_PEOPLE)
    if not reason.strip():
        raise UserError(_("请写明理由。"), code="assessment.reason", field="reason")
    with transaction.atomic():
        row = Assessment.objects.select_for_update(of=("self",)).select_related("user").get(pk=assessment.pk)
        if not row.holds_at(at):
            raise Conflict(_("这次评定已经失效。"), code="assessment.ended")
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = at, by, reason.strip()
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        change = Change(before=_facts(row), reason=reason.strip())
        record("accounts.assessment.withdrawn", row.user, by=by, at=at, change=change)
        settle(key_prefix=f"assessment-end:{row.user_id}:", at=at)
    return row


def _check(values: AssessmentInput, at: dt.datetime) -> None:
    if not at < values.valid_until <= at + LONGEST:
        raise UserError(_("有效期应在今天之后、两年之内。"), code="assessment.until", field="valid_on")
    if values.temperament not in Temperament.values or any(not 1 <= n <= 5 for n in values.skills.values()):
        raise UserError(_("请按 1 到 5 打分。"), code="assessment.scores")
    if values.passed and not values.pledged:
        raise UserError(_("没有签署政治中立承诺，不能独立操作。"), code="assessment.pledge", field="pledged")
    if values.passed and values.temperament == Temperament.HASTY:
        raise UserError(_("面对投诉容易急躁，暂不能独立操作。"), code="assessment.temperament", field="temperament")


def _end_running(person: User, by: User, at: dt.datetime) -> None:
    running = Assessment.objects.filter(user=person).valid_at(at)
    running.update(withdrawn_at=at, withdrawn_by=by, withdrawn_reason=_("重新评定未通过"))


def _facts(row: Assessment) -> dict[str, object]:
    return {
        "skills": row.skills,
        "temperament": row.temperament,
        "pledged": row.pledged,
        "passed": row.passed,
        "valid_until": row.valid_until.isoformat(),
    }
