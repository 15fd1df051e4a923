"""The tab of the winners: who is told, who claimed, whose parcel is on its way (P9)."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from accounts.access import Person, rights_of
from accounts.roles import Can
from campaigns.models import Campaign, WinnerState
from campaigns.queries.winners import lines_of

SHOWN = 200


def winners(campaign: Campaign, user: Person, asked: Mapping[str, str]) -> dict[str, Any]:
    """Two queries; messages with their links only for those who may send them."""
    lines = lines_of(campaign, with_links=rights_of(user).may_somewhere(Can.CAMPAIGN))
    states = Counter(line.winner.state for line in lines)
    return {
        "lines": [line for line in lines if line.winner.state != WinnerState.RESERVE][:SHOWN],
        "totals": [(state.label, states[state]) for state in WinnerState if states[state]],
    }
