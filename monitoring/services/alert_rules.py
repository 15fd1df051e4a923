"""How a set is watched, kept with its audit entry (M4)."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Actor, Change, record
from core.errors import UserError
from monitoring.models import AlertRule, KeywordSet, Sensitivity
from monitoring.models.alerts import short_windows
from monitoring.queries.set_drafts import draft_of_set
from monitoring.services.keywords import save_set

MOST_WINDOWS = 4
SHORTEST, LONGEST = 5, 180
_APART = {"people", "minimum"}
TOLD = (
    "quiet_from", "quiet_to", "breaks_quiet", "duty", "by_mail", "by_robots", "escalate_minutes", "escalate_to"
)  # fmt: skip
"""Whom a rule tells, when and how: what a replay does not try."""


@dataclass(frozen=True)
class RuleDraft:
    """What a person asks for."""

    minimum: int | None = None
    """Of the set; None leaves it."""
    sensitivity: str = Sensitivity.NORMAL
    windows: tuple[int, ...] = field(default_factory=lambda: tuple(short_windows()))
    slow_hours: int = 12
    cooldown_minutes: int = 120
    quiet_from: time | None = None
    quiet_to: time | None = None
    breaks_quiet: int = 7
    duty: User | None = None
    people: tuple[User, ...] = ()
    by_mail: bool = True
    by_robots: bool = True
    escalate_minutes: int = 30
    escalate_to: User | None = None


def save_rule(*, keyword_set: KeywordSet, draft: RuleDraft, by: Actor, at: datetime) -> AlertRule:
    """Keep it; holds from the next sweep on. Raises `UserError` with the field that is wrong."""
    if not 1 <= len(draft.windows) <= MOST_WINDOWS or not all(SHORTEST <= one <= LONGEST for one in draft.windows):
        raise UserError(_("短窗口写 1 至 4 个，每个 5 至 180 分钟。"), field="windows")
    if (draft.quiet_from is None) != (draft.quiet_to is None):
        raise UserError(_("免打扰的开始和结束要一起填。"), field="quiet_to")
    values = {name: getattr(draft, name) for name in draft.__dataclass_fields__ if name not in _APART}
    values["windows"] = sorted(set(draft.windows))
    with transaction.atomic():
        locked = KeywordSet.objects.select_for_update().get(pk=keyword_set.pk)
        if draft.minimum is not None and draft.minimum != locked.alert_minimum:
            save_set(draft=replace(draft_of_set(locked), alert_minimum=draft.minimum), by=by, at=at)
        before = AlertRule.objects.filter(pk=keyword_set.pk).first()
        old = _shown(before) if before else {}
        rule, _made = AlertRule.objects.update_or_create(keyword_set=keyword_set, defaults=values)
        rule.people.set(draft.people)
        record("monitoring.rule.saved", keyword_set, by=by, at=at, change=Change(old, _shown(rule)))
    return rule


def _shown(rule: AlertRule) -> dict[str, object]:
    """For the audit log."""
    names = ("sensitivity", "windows", "slow_hours", "cooldown_minutes", "breaks_quiet", "by_mail", "by_robots")
    return {
        **{name: getattr(rule, name) for name in (*names, "escalate_minutes")},
        "quiet": [str(rule.quiet_from or ""), str(rule.quiet_to or "")],
        "duty": str(rule.duty or ""),
        "people": [str(person) for person in rule.people.order_by("pk")],
        "escalate_to": str(rule.escalate_to or ""),
    }
