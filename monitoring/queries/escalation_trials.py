"""A step of escalation tried on past cases before it is saved: when it would have fired, or why not (M5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.models import Case, EscalationStep, Missing

CASES = 20
"""The last cases of the level, by the level they have now; drills tell nothing of how people are reached."""
_OWNED = _("那时已有负责人")
_ANSWERED = _("那时已回应")
_CLOSED = _("那时已结案")
_AHEAD = _("还没到时间")


@dataclass(frozen=True)
class Trial:
    """What one case would have seen: `at` when it would have fired, otherwise `why` not."""

    case: Case
    at: datetime | None
    why: Promise | None = None


def trials_of(step: EscalationStep, *, now: datetime) -> list[Trial]:
    """The newest case first; one query."""
    return [_tried(step, case, now) for case in Case.objects.filter(level=step.level, is_drill=False)[:CASES]]


def _tried(step: EscalationStep, case: Case, now: datetime) -> Trial:
    """As `services.case_clocks` would have done it: at its minute, or never, as what is there does not go missing."""
    at = case.opened_at + timedelta(minutes=step.after_minutes)
    ends: list[tuple[datetime | None, Promise]] = [(case.closed_at, _CLOSED)]
    if step.missing == Missing.OWNER:
        ends.insert(0, (case.owned_at, _OWNED))
    if step.missing == Missing.ANSWER:
        ends.insert(0, (case.answered_at, _ANSWERED))
    for end, why in ends:
        if end is not None and end <= at:
            return Trial(case, None, why)
    return Trial(case, None, _AHEAD) if at > now else Trial(case, at)
