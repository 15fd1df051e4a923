"""How a campaign stands with the platform (P6)."""

from collections.abc import Mapping
from typing import Any

from accounts.access import Person
from campaigns.filing import filing_text
from campaigns.forms import FilingForm
from campaigns.models import Campaign
from campaigns.planning.book import open_book
from campaigns.planning.record import need_of, record_of
from campaigns.queries import filings_of


def filing(campaign: Campaign, user: Person, asked: Mapping[str, str]) -> dict[str, Any]:
    """What is needed and why, the text and the pack, the form to mark it, and every step so far."""
    steps = filings_of(campaign)
    return {
        "form": FilingForm(campaign=campaign),
        "filing_text": filing_text(campaign),
        "reasons": need_of(record_of(campaign), open_book())[1],
        "steps": steps,
        "void": steps[0] if steps and steps[0].step == "void" and not campaign.may_run else None,
    }
