"""Count the calls of sends: when they are claimed, and back when the claim was given up before any call."""

import datetime as dt
from collections.abc import Sequence

from accounts.budget import SendCalls, add_to_windows, uncount_calls
from accounts.gateway import app_of
from accounts.models import Purpose
from publishing.dispatch.costs import cost_of_slot
from publishing.models import Slot
from publishing.queries.budgets import Budgets
from weibo.limits import Unit, start_of_window


def count_sends(budgets: Budgets) -> None:
    """The calls of the slots that a round has taken, in the windows of their own times: one statement for all. The last
    thing that a claim does before it commits."""
    add_to_windows(budgets.taken.calls, Purpose.PUBLISHING)


def uncount_sends(slots: Sequence[Slot], *, claimed_at: dt.datetime) -> None:
    """Claimed, never begun: the calls are free again. Slots need account, post and pictures loaded."""
    hours: dict[dt.datetime, dict[tuple[int, str, str], int]] = {}
    for slot in slots:
        endpoint, calls = cost_of_slot(slot)
        hour = hours.setdefault(start_of_window(max(claimed_at, slot.scheduled_at), Unit.HOUR), {})
        name = (slot.account_id, app_of(slot.account), endpoint)
        hour[name] = hour.get(name, 0) + calls
    for at, calls_of_hour in sorted(hours.items()):
        given: SendCalls = calls_of_hour
        uncount_calls(given, at=at)
