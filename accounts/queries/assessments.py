"""Who may write and answer on his own (A7)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Assessment, Skill, User


def is_assessed(user_id: int | None, *, at: dt.datetime) -> bool:
    """Whether a person has a valid assessment now (A7): the one question that services ask."""
    return user_id is not None and Assessment.objects.filter(user=user_id).valid_at(at).exists()


def unassessed_among(user_ids: Iterable[int | None], *, at: dt.datetime) -> set[int]:
    """Which of these people have no valid assessment; one query."""
    asked = {user_id for user_id in user_ids if user_id is not None}
    return asked - set(Assessment.objects.filter(user__in=asked).valid_at(at).values_list("user_id", flat=True))


def assessments_of(user: User) -> list[Assessment]:
    """Every assessment there ever was, newest first."""
    return list(Assessment.objects.filter(user=user).select_related("assessed_by", "withdrawn_by"))


def assessed_until(user_ids: Iterable[int], *, at: dt.datetime) -> dict[int, dt.datetime]:
    """Until when each of these people may work alone; people without a valid assessment are missing."""
    valid = Assessment.objects.filter(user__in=list(user_ids)).valid_at(at).order_by()
    return dict(valid.values("user_id").annotate(until=Max("valid_until")).values_list("user_id", "until"))


@dataclass(frozen=True)
class SkillLine:
    """One skill area with its grade, or None when it was not looked at."""

    label: str
    grade: int | None


def skill_lines(assessment: Assessment) -> list[SkillLine]:
    """The skills in the order of A7."""
    return [SkillLine(str(skill.label), assessment.skills.get(skill.value)) for skill in Skill]


def why_alone(user: User, *, at: dt.datetime) -> str:
    """The sentence shown beside a button to somebody who may not act alone; empty when he may."""
    if is_assessed(user.pk, at=at):
        return ""
    return _("您没有有效的操作资格评定，发出前须由另一位已评定的同事批准。")
