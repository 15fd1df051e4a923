"""Which roles need a second factor."""

import datetime as dt

from django.db import transaction

from accounts.access import require
from accounts.models import SignInRule, User
from accounts.queries.sign_in import forget_second_factor
from accounts.roles import Can
from core.audit import Change, record
from core.locks import wait_in_line


def save_sign_in_rules(*, wanted: dict[str, int | None], by: User, at: dt.datetime) -> int:
    """Role → days of grace, or None for a role that needs none. Roles not named stay as they are.

    Returns how many rules changed. The days run from now for a new rule; a changed number keeps its start.
    """
    require(by, Can.MANAGE_SETTINGS)
    changed = 0
    with transaction.atomic():
        wait_in_line("sign-in-rules")
        standing = {rule.role: rule for rule in SignInRule.objects.all()}
        for role, days in sorted(wanted.items()):
            rule = standing.get(role)
            if (rule.grace_days if rule else None) == days:
                continue
            changed += 1
            _save(rule or SignInRule(role=role, required_since=at), days, by, at)
    forget_second_factor()
    return changed


def _save(rule: SignInRule, days: int | None, by: User, at: dt.datetime) -> None:
    before = {"grace_days": rule.grace_days} if rule.pk else None
    if days is None:
        record("accounts.sign_in_rule.dropped", rule, by=by, at=at, change=Change(before=before))
        rule.delete()
        return
    rule.grace_days = days
    rule.save()
    record("accounts.sign_in_rule.saved", rule, by=by, at=at, change=Change(before=before, after={"grace_days": days}))
