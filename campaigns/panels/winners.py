"""The tab of the winners: who is told, who claimed, whose parcel is on its way (P9)."""

from collections.abc import Mapping
from typing import Any

from accounts.access import Person, rights_of
from accounts.roles import Can
from campaigns.contributions import wordings_of
from campaigns.models import Campaign, WinnerState
from campaigns.planning.messages import NAMES, PARCEL
from campaigns.queries.winners import announcement_of, lines_of, states_of
from core.http import whole_number


def winners(campaign: Campaign, user: Person, asked: Mapping[str, str]) -> dict[str, Any]:
    """Six queries; messages with their links only for those who may send them."""
    may, state = rights_of(user).may_somewhere(Can.CAMPAIGN), asked.get("state", "")
    states, after = states_of(campaign), whole_number(asked.get("after", "")) or 0
    found = lines_of(campaign, with_links=may, state=state, after=after)
    return {
        "lines": found.lines,
        "after": found.after,
        "state": state if state in WinnerState.values else "",
        "totals": [(one, states[one]) for one in WinnerState if states[one]],
        "to_ship": states[WinnerState.CLAIMED],
        "announcement": announcement_of(campaign) if states else "",
        "message": campaign.message_text or PARCEL,
        "wordings": wordings_of(campaign.message_text or PARCEL) if may else [],
        "message_names": [f"{{{name}}}" for name in NAMES],
    }
