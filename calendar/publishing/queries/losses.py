"""What of the calendar fails when a grant ends: posts that are planned for later."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.consequences import End, Loss, Losses
from accounts.gateway import app_of
from accounts.models import Channel
from core.dates import BEIJING
from core.templatetags.show import when_text
from publishing.models import Slot, SlotState

NAMED = 3
"""Times that are named, the first ones."""
OPEN = (SlotState.PLANNED, SlotState.HELD)


def lost_slots(ends: Sequence[End], now: dt.datetime) -> Losses:
    """Slots that the app would send after the end; what waits for the grant already counts, too."""
    by_account: dict[int, list[End]] = defaultdict(list)
    for end in ends:
        by_account[end.account_id].append(end)
    first = min((end.at for end in ends), default=now)
    rows = Slot.objects.filter(account_id__in=by_account, state__in=OPEN, handed_over_at=None, held_by=None)
    rows = rows.filter(scheduled_at__gte=min(first, now - dt.timedelta(days=1))).select_related("account")
    times: dict[End, list[dt.datetime]] = defaultdict(list)
    for slot in rows.only("account", "scheduled_at", "state").order_by("scheduled_at"):
        for end in by_account[slot.account_id]:
            sent_by_app = slot.account.channel != Channel.HAND_OVER and app_of(slot.account) == end.app
            if sent_by_app and (slot.state == SlotState.HELD or slot.scheduled_at >= end.at):
                times[end].append(slot.scheduled_at)
    return {end: [_loss(end, found, now)] for end, found in times.items()}


def _loss(end: End, times: list[dt.datetime], now: dt.datetime) -> Loss:
    named = _("、").join(when_text(at.astimezone(BEIJING), now) for at in times[:NAMED])
    if len(times) > NAMED:
        named = _("%(times)s 等") % {"times": named}
    sentence = ngettext(
        "%(n)d 条已排期的微博发不出（%(times)s）。", "%(n)d 条已排期的微博发不出（%(times)s）。", len(times)
    )
    return Loss(
        len(times),
        sentence % {"n": len(times), "times": named},
        f"{reverse('calendar:calendar')}?account={end.account_id}",
    )
