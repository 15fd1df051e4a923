"""One way to change a campaign: guard, lock, change, look at the filing, audit, event (P6)."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns.events import campaign_changed
from campaigns.models import Campaign, CampaignState, Filing, FilingNeed, FilingState, FilingStep
from campaigns.planning.book import Book, open_book
from campaigns.planning.record import changed, hash_of, need_of, record_of, snapshot
from core import notices
from core.audit import Change, record
from core.errors import Conflict
from core.models import NoticeLevel

AUDITED = (
    "name", "purpose", "audience", "kind", "starts_at", "ends_at", "draws_at", "claim_days", "target_entries",
    "target_new_followers", "target_kept_followers", "theme", "theme_on", "combine", "picking", "budget", "contact",
    "launch_reason", "platform_reference", "on_platform_tool", "rules_text", "owner", "filing_state", "filing_reason",
    "filing_reference", "filed_on",
)  # fmt: skip
CLOSED = frozenset({CampaignState.ENDED, CampaignState.CANCELLED})


@contextmanager
def changing(campaign: Campaign, *, code: str, by: User, at: dt.datetime) -> Iterator[Campaign]:
    """The locked row for the block that changes it, its prizes or its conditions.

    Afterwards the filing is looked at: what no longer reads as it was filed is not filed any more. Raises `Conflict`
    for a campaign that is over.
    """
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = locked(campaign)
        if row.state in CLOSED:
            raise Conflict(_("活动已经结束或取消，不能再修改。"), code="campaign.closed")
        before, told = facts(row), snapshot(record_of(row))
        yield row
        look_at_filing(row, open_book(), by=by, at=at, told=told)
        row.save()
        after = facts(row)
        record(code, row, by=by, at=at, change=Change(before=before, after=after))
        campaign_changed.send_on_commit(campaign_id=row.pk)


def look_at_filing(
    row: Campaign, book: Book, *, by: User | None, at: dt.datetime, told: dict[str, Any] | None = None
) -> None:
    """Set need and hash of the record as it stands, and void a filing that tells something else. Does not save.

    `told` is what the record told before; it names the parts that changed.
    """
    fresh = record_of(row)
    now = snapshot(fresh)
    if not row.record_hash:  # from before such a hash was kept: it stands as it was filed
        row.filed_hash = hash_of(told or now)
    row.record_hash, row.filing_need = hash_of(now), need_of(fresh, book)[0]
    by_rule = row.filing_state == FilingState.NOT_NEEDED and row.filing_reason == Campaign.TOOL_REASON
    if row.filing_need == FilingNeed.NONE and (by_rule or row.filing_state == FilingState.TO_FILE):
        row.filing_state, row.filing_reason = FilingState.NOT_NEEDED, Campaign.TOOL_REASON
        row.filed_hash = row.record_hash
    elif by_rule:
        if row.state == CampaignState.RUNNING:
            raise Conflict(_("活动正在进行，改为不用官方工具前请先备案。"), code="campaign.tool")
        row.filing_state, row.filing_reason = FilingState.TO_FILE, ""
    elif row.filing_state != FilingState.TO_FILE and row.filed_hash != row.record_hash:
        _void(row, now, told, by=by, at=at)


def _void(row: Campaign, now: dict[str, Any], told: dict[str, Any] | None, *, by: User | None, at: dt.datetime) -> None:
    """P6: a change of what was filed voids the filing; the owner is told."""
    filed = Filing.objects.filter(campaign=row, record_hash=row.filed_hash).exclude(step=FilingStep.VOID).first()
    before = filed.snapshot if filed is not None else (told or {})
    facts_ = {"reference": row.filing_reference, "filed_on": row.filed_on, "reason": row.filing_reason}
    Filing.objects.create(
        campaign=row, step=FilingStep.VOID, changes=changed(before, now), snapshot=now,
        record_hash=row.record_hash, by=by, at=at, **facts_,
    )  # fmt: skip
    row.filing_state = FilingState.TO_FILE
    row.filing_reference, row.filed_on, row.filing_reason = "", None, ""
    if row.owner_id is not None:
        text = gettext_noop("活动“%(name)s”备案后有改动，备案已失效；重新备案前它的微博不会发出。")
        url = reverse("campaigns:campaign", args=[row.pk]) + "?part=filing"
        message = notices.Message(text, {"name": row.name}, url, NoticeLevel.WARNING, mail=True)
        notices.notify(to=[row.owner_id], key=f"filing:{row.pk}:void", message=message, at=at)


def locked(campaign: Campaign) -> Campaign:
    """The row, locked until the transaction ends."""
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def facts(row: Campaign) -> dict[str, Any]:
    """Values for the audit log."""
    return {name: _plain(getattr(row, name)) for name in AUDITED}


def is_public(row: Campaign) -> bool:
    """People have been told of it: it has begun, or a post of it is out."""
    return row.state != CampaignState.PLANNED or row.published_posts.exists()


def refuse_change(what: str) -> Conflict:
    """Law: what was published may not be changed against those who take part."""
    text = _("活动已经公布，%(what)s不能再改：对参与者不利的变更不被允许。确有错误时请取消活动，另发公告。")
    return Conflict(text % {"what": what}, code="campaign.public")


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)
