"""Silent accounts (A1): the presets by kind, and telling the people in charge once for each silence."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.access import require
from accounts.models import SilencePreset, User, WeiboAccount
from accounts.queries.health import silent_accounts, silent_keys
from accounts.queries.holders import in_charge_ids
from accounts.roles import Can
from core.audit import Change, record
from core.models import NoticeLevel
from core.notices import Message, notify, settle

SILENT = gettext_noop("账号“%(account)s”已有 %(days)d 天没有发布，请安排内容。")


def save_silence_presets(*, days: Mapping[str, int], by: User, at: dt.datetime) -> int:
    """Change after how many days accounts of each kind count as silent. Returns how many kinds changed."""
    require(by, Can.MANAGE_ACCOUNTS)
    with transaction.atomic():
        rows = list(SilencePreset.objects.select_for_update().filter(kind__in=days))
        changed = [row for row in rows if row.days != days[row.kind]]
        for row in changed:
            before, row.days = row.days, days[row.kind]
            row.save(update_fields=["days"])
            change = Change(before={"days": before}, after={"days": row.days})
            record("accounts.silence.changed", row, by=by, at=at, change=change)
    return len(changed)


def remind_of_silence(*, now: dt.datetime) -> int:
    """Tell owner and deputy of each silent account once for each silence; what has posted again is settled.

    Returns how many people were told.
    """
    silent = list(silent_accounts(now))
    keys = {
        account.pk: f"silent:{account.pk}:{account.last_post_at or account.created_at:%Y-%m-%d}" for account in silent
    }
    for gone in silent_keys() - set(keys.values()):
        settle(key_prefix=gone, at=now)
    told = 0
    for account in silent:
        since = account.last_post_at or account.created_at
        message = Message(
            text=SILENT,
            params={"account": account.nickname, "days": (now - since).days},
            url=reverse("accounts:account", args=[account.pk]),
            level=NoticeLevel.WARNING,
        )
        told += notify(to=in_charge_ids(account), key=keys[account.pk], message=message, at=now)
    return told


def _key(account: WeiboAccount) -> str:
    return f"silent:{account.pk}:{account.last_post_at or account.created_at:%Y-%m-%d}"
