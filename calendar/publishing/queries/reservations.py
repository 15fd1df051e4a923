"""Calls that publishing has spoken for: planned posts, and reading back what is unknown (`accounts.reservations`)."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest, Length, TruncHour

from accounts.gateway import app_of_channel
from accounts.models import Channel
from accounts.reservations import Planned
from content.models import VersionMedia
from publishing.models import Slot, SlotState
from publishing.models.slots import SlotQuerySet
from weibo.limits import CHINA, Unit, start_of_window
from weibo.text import LENGTH_LIMIT

READS_BACK = 6
"""How often the timeline of an unknown slot is read at most before a person decides."""


def planned_of_accounts(account_ids: Collection[int], start: dt.datetime, end: dt.datetime) -> Iterator[Planned]:
    """What these accounts will need from `start` to `end`, by clock hour. Two queries."""
    for slots, calls in _parts(start, end):
        rows = slots.filter(account_id__in=account_ids).annotate(
            hour=TruncHour(Greatest("scheduled_at", Value(start)), tzinfo=CHINA)
        )
        counted = rows.values("account_id", "account__channel", "hour").annotate(calls=Sum(calls)).order_by()
        for row in counted:
            hour = start_of_window(row["hour"], Unit.HOUR)
            yield Planned(row["account_id"], app_of_channel(row["account__channel"]), hour, row["calls"])


def planned_in_all(start: dt.datetime, end: dt.datetime) -> dict[str, int]:
    """What all accounts together will need, by app. Two queries."""
    found: dict[str, int] = {}
    for slots, calls in _parts(start, end):
        for channel, number in slots.values_list("account__channel").annotate(sum=Sum(calls)).order_by():
            app = app_of_channel(channel)
            found[app] = found.get(app, 0) + number
    return found


def _parts(start: dt.datetime, end: dt.datetime) -> Iterator[tuple["QuerySet[Slot]", Combinable]]:
    planned = sent_by_system(Slot.objects.filter(state=SlotState.PLANNED, scheduled_at__lt=end))
    yield planned.annotate(**LOADS), CALLS_TO_SEND
    unknown = Slot.objects.filter(state=SlotState.UNKNOWN, check_after__isnull=False)
    yield unknown, Greatest(Value(READS_BACK) - F("checks"), Value(1), output_field=IntegerField())


def sent_by_system(slots: SlotQuerySet) -> SlotQuerySet:
    """Those that no person publishes (K6)."""
    return slots.filter(handed_over_at__isnull=True, post__by_hand=False).exclude(account__channel=Channel.HAND_OVER)


_PICTURES = VersionMedia.objects.filter(version=OuterRef("post__version")).order_by().values("version")
LOADS: Mapping[str, Combinable] = {
    "pictures": Coalesce(Subquery(_PICTURES.annotate(n=Count("pk")).values("n")), Value(0)),
    "letters": Length("post__version__text"),
}
CALLS_TO_SEND: Combinable = Case(
    When(~Q(account__channel=Channel.COMMERCIAL) | Q(post__is_repost=True) | Q(pictures=0), then=Value(1)),
    When(pictures=1, letters__lte=LENGTH_LIMIT, then=Value(1)),
    default=F("pictures") + 1,
    output_field=IntegerField(),
)
"""`publishing.dispatch.costs.cost_of` in SQL, over `LOADS`; a text of Latin letters may count one call too many."""
