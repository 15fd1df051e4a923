"""The tab of the draw: what is missing, the plan of it, the values, the winners (P8)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from accounts.access import Person
from campaigns.forms.draws import DrawForm, ValueForm
from campaigns.models import Campaign, DrawState, Entry, Verdict
from campaigns.queries import draws as queries
from campaigns.queries.readiness import readiness_of
from core.models import JobState


def draw(campaign: Campaign, user: Person, asked: Mapping[str, str]) -> dict[str, Any]:
    """A constant number of queries; what is ready is only asked for while no list is published."""
    found = queries.draws_of(campaign)
    live = next((one for one in found if one.state != DrawState.VOID), None)
    context: dict[str, Any] = {"draws": found, "draw": live, "void": [one for one in found if one != live]}
    if live is None:
        now, job = timezone.now(), queries.list_job(campaign)
        return context | {
            "job": job, "is_publishing": job is not None and job.state in (JobState.WAITING, JobState.RUNNING),
            "ready": readiness_of(campaign), "is_over": now >= campaign.ends_at, "form": DrawForm(campaign=campaign),
            "prizes": campaign.prizes.aggregate(n=Sum("quantity"))["n"] or 0,
            "valid": Entry.objects.filter(campaign=campaign, verdict=Verdict.VALID).count(),
        }  # fmt: skip
    states = queries.source_states(live, user.pk, timezone.now())
    return context | {
        "sources": states, "value_form": ValueForm(), "is_complete": all(state.value for state in states),
        "winners": queries.winners_of(live)[:200] if live.state == DrawState.DRAWN else [],
    }  # fmt: skip
