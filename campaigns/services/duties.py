"""Every day of a campaign has somebody who minds it (P10)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns.models import Campaign, CampaignState, Duty
from campaigns.services.changing import locked
from core.audit import Change, record
from core.dates import local_day
from core.errors import Conflict, UserError

MOST_DAYS = 90
NOTE = 200


def plan_duties(*, campaign: Campaign, person: User, by: User, at: dt.datetime) -> int:
    """P10: `person` minds every day that nobody minds yet, from today on. Returns how many days.

    Raises `Conflict` for a campaign that is over, or `UserError` when the person may not run campaigns.
    """
    require_somewhere(by, Can.CAMPAIGN)
    require_somewhere(person, Can.VIEW)
    with transaction.atomic():
        row = locked(campaign)
        if row.state in (CampaignState.ENDED, CampaignState.CANCELLED):
            raise Conflict(_("活动已经结束或取消，不用再安排值守。"), code="duty.over")
        first, last = max(local_day(row.starts_at), local_day(at)), local_day(row.ends_at)
        days = [first + dt.timedelta(n) for n in range(min((last - first).days + 1, MOST_DAYS))]
        minded = set(Duty.objects.filter(campaign=row, person__isnull=False).values_list("day", flat=True))
        free = [day for day in days if day not in minded]
        Duty.objects.filter(campaign=row, day__in=free).update(person=person)
        Duty.objects.bulk_create((Duty(campaign=row, day=day, person=person) for day in free), ignore_conflicts=True)
        if free:
            after = {"person": person.pk, "days": len(free), "first": str(free[0])}
            record("campaigns.duty.planned", row, by=by, at=at, change=Change(after=after))
    return len(free)


def hand_duty(*, duty: Duty, person: User, by: User, at: dt.datetime) -> Duty:
    """Somebody else minds that day. Raises `Conflict` once it is ticked off."""
    require_somewhere(by, Can.CAMPAIGN)
    require_somewhere(person, Can.VIEW)
    with transaction.atomic():
        row = _open(duty)
        before, row.person = row.person_id, person
        row.save(update_fields=["person"])
        change = Change(before={"person": before}, after={"person": person.pk, "day": str(row.day)})
        record("campaigns.duty.handed", row.campaign, by=by, at=at, change=change)
    return row


def tick_duty(*, duty: Duty, note: str, by: User, at: dt.datetime) -> Duty:
    """It was minded. Not before its day; who ticks it need not be who was asked."""
    require_somewhere(by, Can.VIEW)
    note = " ".join(note.split())
    if len(note) > NOTE:
        raise UserError(_("最多写 200 字。"), code="duty.note", field="note")
    with transaction.atomic():
        row = _open(duty)
        if row.day > local_day(at):
            raise Conflict(_("这一天还没有到。"), code="duty.early")
        row.done_at, row.done_by, row.note = at, by, note
        row.save(update_fields=["done_at", "done_by", "note"])
        after = {"day": str(row.day), "note": note}
        record("campaigns.duty.done", row.campaign, by=by, at=at, change=Change(after=after))
    return row


def _open(duty: Duty) -> Duty:
    row = Duty.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=duty.pk)
    if row.done_at is not None:
        raise Conflict(_("这一天已经有人记为看过。"), code="duty.done")
    return row
