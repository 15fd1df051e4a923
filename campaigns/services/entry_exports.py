"""Lists of entrants leave the house with a trace (P7)."""

from datetime import datetime

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns.models import Campaign
from campaigns.queries.entries import Asked
from core.audit import Change, record


def note_export(*, campaign: Campaign, asked: Asked, by: User, at: datetime) -> None:
    """Keep who took which part of the list."""
    require_somewhere(by, Can.CAMPAIGN)
    change = Change(after={"verdict": asked.verdict, "why": asked.why, "words": asked.words})
    record("campaigns.entries.exported", campaign, by=by, at=at, change=change)
