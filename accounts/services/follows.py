"""Follow lists (A9): rows, reviews, clean-up decisions with undo, files."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require
from accounts.models import FollowEntry, User, WeiboAccount
from accounts.queries import FollowPlan, accounts_with_reviews, in_charge_ids, plan_import
from accounts.roles import Can
from accounts.rules.suspicion import VERSION
from core.audit import Change, record
from core.dates import local_day, week_of
from core.errors import Conflict, UserError
from core.notices import Message, notify, settle

FIELDS = ("screen_name", "uid", "sort", "note", "since", "review_on")
TOLD = {"followers_count", "friends_count", "statuses_count", "registered_on", "last_post_on"}
"""Fields of a file that are facts: somebody has looked at the profile."""
DUE = gettext_noop("账号“%(account)s”的关注名单有 %(count)s 人到了复核日期。")


def save_follow(
    *, account: WeiboAccount, entry: FollowEntry | None, values: dict[str, Any], by: User, at: dt.datetime
) -> FollowEntry:
    """Put somebody on the list (None) or change what is noted. Without a review date one is set by the account's rule.

    Raises `UserError` (field `screen_name`) when he stands on the list already.
    """
    require(by, Can.WRITE, account.pk)
    code = "accounts.follow.added" if entry is None else "accounts.follow.changed"
    try:
        with transaction.atomic():
            row = _row_for(account, entry, str(values["screen_name"]), at)
            before = _plain(row) if entry is not None else None
            for name in FIELDS:
                setattr(row, name, values.get(name) or getattr(FollowEntry(), name))
            row.review_on = row.review_on or _next_review(account, at)
            row.save()
            record(code, row, by=by, at=at, change=Change(before=before, after=_plain(row), account_id=account.pk))
    except IntegrityError:
        raise UserError(_("这个人已经在名单里。"), code="follow.taken", field="screen_name") from None
    return row


def keep_follow(*, entry: FollowEntry, by: User, at: dt.datetime) -> FollowEntry:
    """Looked at: he stays. The rules leave him alone until the next review."""
    require(by, Can.WRITE, entry.account_id)
    with transaction.atomic():
        row = _locked(entry)
        before = _plain(row)
        row.kept_at, row.kept_version, row.decided_by = at, VERSION, by
        row.review_on = _next_review(row.account, at)
        row.save(update_fields=["kept_at", "kept_version", "decided_by", "review_on"])
        change = Change(before=before, after=_plain(row), account_id=row.account_id)
        record("accounts.follow.kept", row, by=by, at=at, change=change)
    return row


def remove_follow(*, entry: FollowEntry, reason: str, by: User, at: dt.datetime) -> FollowEntry:
    """Off the list, to be unfollowed on Weibo; he can be put back."""
    require(by, Can.WRITE, entry.account_id)
    with transaction.atomic():
        row = _locked(entry)
        if row.removed_at is not None:
            raise Conflict(_("“%(name)s”已经移出名单。") % {"name": row.screen_name}, code="follow.removed")
        row.removed_at, row.removal_reason, row.decided_by = at, reason[:200], by
        row.save(update_fields=["removed_at", "removal_reason", "decided_by"])
        change = Change(before=_plain(row), reason=reason[:200], account_id=row.account_id)
        record("accounts.follow.removed", row, by=by, at=at, change=change)
    return row


def restore_follow(*, entry: FollowEntry, by: User, at: dt.datetime) -> FollowEntry:
    """Back on the list as he was: undoes a removal, and a decision to keep."""
    require(by, Can.WRITE, entry.account_id)
    with transaction.atomic():
        row = _locked(entry)
        if row.removed_at is None and row.kept_at is None:
            raise Conflict(_("“%(name)s”已经在名单里。") % {"name": row.screen_name}, code="follow.there")
        if row.removed_at is not None:
            row.removed_at, row.removal_reason = None, ""
        else:
            row.kept_at, row.kept_version = None, ""
        row.save(update_fields=["removed_at", "removal_reason", "kept_at", "kept_version"])
        record("accounts.follow.restored", row, by=by, at=at, change=Change(account_id=row.account_id))
    return row


def save_follow_rules(
    *, account: WeiboAccount, inactive_days: int, review_days: int, by: User, at: dt.datetime
) -> WeiboAccount:
    """After how many days without a post somebody is quiet, and how often people are reviewed."""
    require(by, Can.WRITE, account.pk)
    with transaction.atomic():
        row = WeiboAccount.objects.select_for_update().get(pk=account.pk)
        names = ("follow_inactive_days", "follow_review_days")
        before = {name: getattr(row, name) for name in names}
        row.follow_inactive_days, row.follow_review_days = inactive_days, review_days
        after = {name: getattr(row, name) for name in names}
        if after != before:
            row.save(update_fields=list(names))
            change = Change(before=before, after=after, account_id=row.pk)
            record("accounts.follow.rules_changed", row, by=by, at=at, change=change)
    return row


@dataclass(frozen=True)
class Imported:
    """What came of a file: new rows, rows that changed, and rows that were refused."""

    new: int
    changed: int
    refused: int


def import_follows(*, account: WeiboAccount, text: str, by: User, at: dt.datetime) -> Imported:
    """Take in every row of a file that can be read; an empty cell changes nothing. Raises `UserError` for no table."""
    require(by, Can.WRITE, account.pk)
    with transaction.atomic():
        WeiboAccount.objects.select_for_update().get(pk=account.pk)
        plan = plan_import(account, text)
        for values in plan.new:
            FollowEntry.objects.create(account=account, created_at=at, **_complete(values, account, at))
        for entry, changes in plan.changed:
            for name, value in changes.items():
                setattr(entry, name, value)
            entry.facts_at = at if set(changes) & TOLD else entry.facts_at
            entry.save()
        _note_import(account, plan, by, at)
    return Imported(len(plan.new), len(plan.changed), len(plan.refused))


def _note_import(account: WeiboAccount, plan: FollowPlan, by: User, at: dt.datetime) -> None:
    numbers = {"new": len(plan.new), "changed": len(plan.changed), "refused": len(plan.refused)}
    change = Change(after=numbers | {"count": len(plan.new) + len(plan.changed)}, account_id=account.pk)
    record("accounts.follow.imported", account, by=by, at=at, change=change)


def _complete(values: dict[str, Any], account: WeiboAccount, at: dt.datetime) -> dict[str, Any]:
    facts = {"facts_at": at} if set(values) & TOLD else {}
    return {**values, "review_on": values.get("review_on") or _next_review(account, at), **facts}


def remind_of_follow_reviews(*, now: dt.datetime) -> int:
    """Once a week: owner and deputy of every account on whose list people are to be reviewed. Returns how many."""
    day, told = local_day(now), 0
    due = accounts_with_reviews(day)
    for account, number in due:
        url = reverse("accounts:account_follows", args=[account.pk]) + "?due=1"
        message = Message(DUE, {"account": account.nickname, "count": number}, url)
        key = f"follow-review:{account.pk}:{week_of(day)}"
        told += notify(to=in_charge_ids(account), key=key, message=message, at=now)
    return told


def settle_follow_review(*, account: WeiboAccount, at: dt.datetime) -> None:
    """Nobody is left to be reviewed: the reminder goes."""
    rows = FollowEntry.objects.filter(account=account, removed_at__isnull=True, review_on__lte=local_day(at))
    if not rows.exists():
        settle(key_prefix=f"follow-review:{account.pk}:", at=at)


def _row_for(account: WeiboAccount, entry: FollowEntry | None, name: str, at: dt.datetime) -> FollowEntry:
    """The row to write: the one meant, or one that was taken off under this name, or a new one."""
    if entry is not None:
        return FollowEntry.objects.select_for_update().get(pk=entry.pk)
    removed = FollowEntry.objects.select_for_update().filter(account=account, screen_name=name).first()
    if removed is None or removed.removed_at is None:
        return FollowEntry(account=account, created_at=at)
    removed.removed_at, removed.removal_reason = None, ""
    return removed


def _next_review(account: WeiboAccount, at: dt.datetime) -> dt.date:
    return local_day(at) + dt.timedelta(days=account.follow_review_days)


def _locked(entry: FollowEntry) -> FollowEntry:
    return FollowEntry.objects.select_for_update(of=("self",)).select_related("account").get(pk=entry.pk)


def _plain(row: FollowEntry) -> dict[str, Any]:
    review = row.review_on.isoformat() if row.review_on else ""
    return {"sort": str(row.get_sort_display()), "note": row.note, "review_on": review}
