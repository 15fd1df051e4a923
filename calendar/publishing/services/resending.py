"""The account's rule for a post that is certainly absent: ask a person, or send it once more."""

import datetime as dt

from django.db import transaction

from accounts.access import require
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from core import audit
from publishing.models import ResendRule


@transaction.atomic
def set_resend_rule(*, account: WeiboAccount, is_automatic: bool, by: User, at: dt.datetime) -> ResendRule:
    """Let a proven absent post of this account go out again by itself, once, or no longer."""
    require(by, Can.SCHEDULE, account.pk)
    old = ResendRule.objects.select_for_update().filter(account=account).first()
    before = {"is_automatic": old.is_automatic if old else False}
    facts = {"is_automatic": is_automatic, "set_by": by, "set_at": at}
    rule, _made = ResendRule.objects.update_or_create(account=account, defaults=facts)
    if before["is_automatic"] != is_automatic:
        change = audit.Change(before, {"is_automatic": is_automatic}, account_id=account.pk)
        audit.record("calendar.resend_rule.set", rule, by=by, at=at, change=change)
    return rule
