"""Who minds which day, and what is open today (P10)."""

import datetime as dt

from django.db.models import QuerySet

from accounts.models import User
from campaigns.models import Campaign, CampaignState, Duty


def duties_of(campaign: Campaign) -> list[Duty]:
    """Every planned day with its person."""
    return list(Duty.objects.filter(campaign=campaign).select_related("person", "done_by"))


def open_duties(person: User, *, day: dt.date) -> "QuerySet[Duty]":
    """What somebody has to mind on a day: of campaigns that run, not ticked off; yesterday's stays one day."""
    rows = Duty.objects.filter(person=person, done_at=None, day__range=(day - dt.timedelta(days=1), day))
    return rows.filter(campaign__state=CampaignState.RUNNING).select_related("campaign").order_by("day", "pk")
