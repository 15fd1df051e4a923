"""The tab of entries: how they stand by verdict and reason, what our app cannot see, the list (P7)."""

from collections.abc import Mapping
from typing import Any

from accounts.access import Person, rights_of
from accounts.roles import Can
from campaigns.models import Campaign, Verdict
from campaigns.queries.coverage import coverage_of
from campaigns.queries.draws import list_job
from campaigns.queries.entries import Asked, entry_page, lines_of, standing_of
from campaigns.queries.readiness import readiness_of
from campaigns.services.closing import entries_open
from core.http import whole_number

VERDICTS = (Verdict.VALID, Verdict.REFUSED, Verdict.SUSPECT, Verdict.UNSURE)


def entries(campaign: Campaign, user: Person, asked: Mapping[str, str]) -> dict[str, Any]:
    """Who may run campaigns sees people; everybody else sees numbers."""
    wanted, standing = Asked.read(asked), standing_of(campaign)
    is_publishing = list_job(campaign, is_open=True) is not None
    context: dict[str, Any] = {
        "asked": wanted,
        "standing": standing,
        "verdicts": [(verdict.value, verdict.label, standing.counts.get(verdict.value, 0)) for verdict in VERDICTS],
        "coverage": coverage_of(campaign),
        "open": entries_open(campaign) and not is_publishing,
        "is_publishing": is_publishing,
    }
    if rights_of(user).may_somewhere(Can.CAMPAIGN):
        before, after = whole_number(asked.get("before", "")), whole_number(asked.get("after", ""))
        context["page"] = entry_page(campaign, wanted, before=before, after=after)
        context["lines"] = lines_of(context["page"].rows)
        context["readiness"] = readiness_of(campaign)
    return context
