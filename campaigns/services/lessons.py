"""After a campaign: what else it cost, and what people learned from it (P10)."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns.models import Campaign, CampaignState, Lesson
from campaigns.services.changing import locked
from core.audit import Change, record
from core.errors import Conflict, UserError

LONGEST = 300


def add_lesson(*, campaign: Campaign, text: str, by: User, at: dt.datetime) -> Lesson:
    """One sentence for the next campaign of its kind. Raises `UserError`, and `Conflict` before it has begun."""
    require_somewhere(by, Can.CAMPAIGN)
    text = " ".join(text.split())
    if not 0 < len(text) <= LONGEST:
        raise UserError(_("请写一句经验，最多 300 字。"), code="lesson.text", field="text")
    if campaign.state == CampaignState.PLANNED:
        raise Conflict(_("活动还没有开始，没有经验可写。"), code="lesson.early")
    with transaction.atomic():
        found = Lesson.objects.create(campaign=campaign, text=text, written_by=by, written_at=at)
        record("campaigns.lesson.added", campaign, by=by, at=at, change=Change(after={"text": text}))
    return found


def drop_lesson(*, lesson: Lesson, by: User, at: dt.datetime) -> None:
    """Take a sentence back; what it said stays in the log."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        change = Change(before={"text": lesson.text})
        record("campaigns.lesson.dropped", lesson.campaign, by=by, at=at, change=change)
        lesson.delete()


def note_spending(*, campaign: Campaign, spent: Decimal | None, by: User, at: dt.datetime) -> Campaign:
    """P10: what it cost beside the prizes, in yuan; None: not known. It changes nothing that was filed."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = locked(campaign)
        before, row.spent = row.spent, spent
        row.save(update_fields=["spent"])
        change = Change(before={"spent": _written(before)}, after={"spent": _written(spent)})
        record("campaigns.campaign.spent", row, by=by, at=at, change=change)
    return row


def _written(sum_: Decimal | None) -> str | None:
    return None if sum_ is None else str(sum_)
