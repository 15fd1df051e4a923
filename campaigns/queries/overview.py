"""Reads of campaigns."""

import datetime as dt

from django.db.models import Case, Count, Q, QuerySet, When

from campaigns.models import (
    Campaign,
    CampaignRule,
    CampaignState,
    Filing,
    FilingState,
    Lesson,
    PlanDraft,
    Purpose,
)
from core.models import AuditEntry


def campaigns(*, state: str = "", words: str = "") -> "QuerySet[Campaign]":
    """Campaigns of one state, whose name holds `words`."""
    found = Campaign.objects.select_related("owner")
    if state in CampaignState.values:
        found = found.filter(state=state)
    elif state == "to_file":
        found = found.filter(filing_state=FilingState.TO_FILE, state=CampaignState.PLANNED)
    return found.filter(name__icontains=words) if words else found


def campaign_numbers() -> dict[str, int]:
    """How many there are by state, and how many still have to be filed (P6)."""
    counts = {state: Count("pk", filter=Q(state=state)) for state in CampaignState.values}
    to_file = Q(filing_state=FilingState.TO_FILE, state=CampaignState.PLANNED)
    return Campaign.objects.aggregate(all=Count("pk"), to_file=Count("pk", filter=to_file), **counts)


def purposes_of_year(*, now: dt.datetime, without: int | None = None) -> dict[str, int]:
    """Campaigns begun in the last 365 days or planned: for new fans, and all; the balance of P2."""
    recent = Campaign.objects.filter(starts_at__gt=now - dt.timedelta(days=365)).exclude(state=CampaignState.CANCELLED)
    if without is not None:
        recent = recent.exclude(pk=without)
    return recent.aggregate(all=Count("pk"), new_fans=Count("pk", filter=Q(purpose=Purpose.NEW_FANS)))


def story_of(campaign: Campaign, *, limit: int = 30) -> list[AuditEntry]:
    """What happened to a campaign, newest first."""
    entries = AuditEntry.objects.filter(object_type=campaign._meta.label_lower, object_id=str(campaign.pk))
    return list(entries[:limit])


def ended_before(*, now: dt.datetime, limit: int = 20) -> list[int]:
    """The latest campaigns that are over; what they cost tells what the next may cost."""
    rows = Campaign.objects.filter(state=CampaignState.ENDED, ends_at__lte=now)
    return list(rows.order_by("-ends_at").values_list("pk", flat=True)[:limit])


def draft_of(user_id: int, campaign: Campaign | None, step: str) -> PlanDraft | None:
    """What a person typed into a step and did not save."""
    return PlanDraft.objects.filter(user_id=user_id, campaign=campaign, step=step).first()


def rules_by_topic() -> list[tuple[str, list[CampaignRule]]]:
    """Every rule, those on one topic together, so that contradictions stand side by side."""
    found: dict[str, list[CampaignRule]] = {}
    for rule in CampaignRule.objects.all():
        found.setdefault(rule.topic, []).append(rule)
    return list(found.items())


def filings_of(campaign: Campaign) -> list[Filing]:
    """Every step of its filing, newest first."""
    return list(campaign.filings.select_related("by").defer("snapshot"))


def lessons_for(*, kind: str, purpose: str, without: int | None = None, limit: int = 6) -> list[Lesson]:
    """P10: what was learned from campaigns of this kind or purpose, those of the same kind first, then the newest."""
    like = Lesson.objects.filter(Q(campaign__kind=kind) | Q(campaign__purpose=purpose))
    if without is not None:
        like = like.exclude(campaign_id=without)
    same = Case(When(campaign__kind=kind, then=0), default=1)
    return list(like.select_related("campaign").order_by(same, "-pk")[:limit])
