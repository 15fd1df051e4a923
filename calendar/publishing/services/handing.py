"""Relays of somebody who leaves pass to a colleague (W9, A11). Planned slots follow their posts."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.holdings import Handing, Holding
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from publishing.models import Relay, RelayState

OVER = (RelayState.DONE, RelayState.CANCELLED)


def relays(person: User, at: dt.datetime) -> "QuerySet[Relay]":
    """Relays he planned that are not over."""
    return Relay.objects.filter(created_by=person).exclude(state__in=OVER)


def hand_over_relays(handing: Handing) -> int:
    """The successor looks after them."""
    rows = list(relays(handing.leaver, handing.at).select_for_update(of=("self",)))
    for relay in rows:
        relay.created_by, relay.updated_at = handing.successor, handing.at
        relay.save(update_fields=["created_by", "updated_at"])
        change = Change(before={"by": str(handing.leaver)}, after={"by": str(handing.successor)})
        record("calendar.relay.handed_over", relay, by=handing.by, at=handing.at, change=change)
    return len(rows)


HOLDINGS = (Holding("calendar.relays", _("没有完成的联动"), relays, "", Can.SCHEDULE, "", hand_over_relays),)
