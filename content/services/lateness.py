"""How late a post of a category may still go out: what its slots get when they are placed."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content.models import Category, LateRule
from core import audit
from core.errors import UserError

LATEST_MINUTES = 24 * 60


@transaction.atomic
def set_late_rules(*, rules: Mapping[int, tuple[str, int]], by: User, at: dt.datetime) -> int:
    """Rule and minutes by category id; what stands on the calendar already keeps its own. Answers how many changed.

    They count for every account: the right for the whole matrix is needed.
    """
    require(by, Can.SCHEDULE)
    changed = 0
    for category in Category.objects.select_for_update().filter(pk__in=rules).order_by("pk"):
        rule, minutes = rules[category.pk]
        check_lateness(rule, minutes)
        if (category.late_rule, category.late_minutes) == (rule, minutes):
            continue
        before = {"late_rule": category.late_rule, "late_minutes": category.late_minutes}
        category.late_rule, category.late_minutes = rule, minutes
        category.save(update_fields=["late_rule", "late_minutes"])
        change = audit.Change(before, {"late_rule": rule, "late_minutes": minutes})
        audit.record("content.category.lateness_set", category, by=by, at=at, change=change)
        changed += 1
    return changed


def check_lateness(rule: str, minutes: int) -> None:
    """Raises `UserError` for a rule that nobody knows, or minutes beyond a day."""
    if rule not in LateRule.values:
        raise UserError(_("请选择错过时间怎么办。"), field="late_rule")
    if rule == LateRule.SEND and not 1 <= minutes <= LATEST_MINUTES:
        sentence = _("最多可迟的分钟数要在 1 到 %(most)d 之间。")
        raise UserError(sentence % {"most": LATEST_MINUTES}, field="late_minutes")
