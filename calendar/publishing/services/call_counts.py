"""Count the calls of sends: when they are claimed, and back when the claim was given up before any call."""

import datetime as dt
from collections.abc import Iterable, Sequence

from accounts.budget import SendCalls, count_calls, uncount_calls
from accounts.gateway import app_of
from publishing.dispatch.costs import cost_of_slot
from publishing.models import Slot
from weibo.limits import Unit, start_of_window


def count_sends(slots: Sequence[Slot], *, now: dt.datetime) -> None:
    """The calls of claimed slots, in the windows of their own times. The last thing that a claim does before it
    commits. Three queries at most, whatever their number; slots need account, post and pictures loaded."""
    for at, calls in _by_hour(slots, now):
        count_calls(calls, at=at)


def uncount_sends(slots: Sequence[Slot], *, now: dt.datetime) -> None:
    """Claimed, never begun: the calls are free again. Slots as in `count_sends`."""
    for at, calls in _by_hour(slots, now):
        uncount_calls(calls, at=at)


def _by_hour(slots: Iterable[Slot], now: dt.datetime) -> list[tuple[dt.datetime, SendCalls]]:
    found: dict[dt.datetime, dict[tuple[int, str, str], int]] = {}
    for slot in slots:
        endpoint, calls = cost_of_slot(slot)
        hour = found.setdefault(start_of_window(max(now, slot.scheduled_at), Unit.HOUR), {})
        name = (slot.account_id, app_of(slot.account), endpoint)
        hour[name] = hour.get(name, 0) + calls
    return sorted(found.items())
