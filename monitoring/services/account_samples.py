"""Followers of every account once a day (I1); a day without them keeps its reason."""

from datetime import date, datetime

from django.db import transaction

from accounts.asking import ask
from accounts.models import AccountState, Purpose, WeiboAccount
from monitoring.models import AccountGap, AccountSample, MissReason
from monitoring.services.metrics import reason_of
from weibo.calls import users
from weibo.types import UserCounts

COUNTED = (AccountState.CONNECTED, AccountState.EXPIRED)


def sample_accounts(*, day: date, now: datetime) -> int:
    """Keep the followers of every account once a day. Returns how many rows were written.

    Weibo tells an ordinary app the counts of the asking account alone, so each is one call. This comes every hour:
    what fails is tried again, and stands as a gap with its reason until it succeeds.
    """
    accounts = WeiboAccount.objects.filter(state__in=COUNTED, uid__isnull=False).exclude(samples__day=day)
    written = 0
    for account in accounts:
        found = _ask(account, now)
        with transaction.atomic():
            if isinstance(found, MissReason):
                AccountGap.objects.update_or_create(account=account, day=day, defaults={"reason": found})
                continue
            values = {"followers": found.followers, "following": found.friends, "posts": found.statuses}
            AccountSample.objects.update_or_create(account=account, day=day, defaults={**values, "taken_at": now})
            AccountGap.objects.filter(account=account, day=day).delete()
            written += 1
    return written


def _ask(account: WeiboAccount, now: datetime) -> UserCounts | MissReason:
    uid = account.uid or ""
    asked = ask(
        account, "users/counts", lambda token: users.users_counts(token, [uid]), now=now, purpose=Purpose.MEASURING
    )
    if asked.answer is None:
        return reason_of(asked)
    return next((counts for counts in asked.answer if counts.id == uid), MissReason.GONE)
