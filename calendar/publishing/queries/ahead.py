"""Reads for looking ahead: the slots of the next days, and what is known about a batch of them. Constant queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.files.storage import default_storage

from accounts.models import Token
from content.queries.facts import current_lexicon
from publishing.dispatch.ahead import DAY, Known, TokenLife, media_of
from publishing.models import Policy, Slot, SlotState
from publishing.models.slots import SlotQuerySet
from publishing.planner import Neighbour
from publishing.queries.freezes import frozen_now
from publishing.queries.rules import ON_THE_CALENDAR, limits_from

HORIZON = dt.timedelta(hours=72)


def slots_ahead(*, now: dt.datetime, until: dt.timedelta = HORIZON) -> SlotQuerySet:
    """Planned for the time from now on, as far as anybody looks ahead."""
    return Slot.objects.filter(state=SlotState.PLANNED, scheduled_at__gt=now, scheduled_at__lte=now + until)


def accounts_ahead(*, campaign_id: int, now: dt.datetime) -> list[int]:
    """The accounts that publish posts of a campaign in the next days."""
    slots = slots_ahead(now=now).filter(post__campaign=campaign_id)
    return list(slots.order_by().values_list("account_id", flat=True).distinct())


def with_everything(ids: Sequence[int]) -> list[Slot]:
    """These slots with all that a check looks at; five queries."""
    rows = Slot.objects.filter(pk__in=ids).select_related(
        "account", "account__owner", "account__deputy", "waits_for",
        "post", "post__category", "post__version", "post__campaign",
    )  # fmt: skip
    found = list(rows.prefetch_related("post__version__version_media__media", "account__capabilities"))
    for slot in found:
        slot.post.account = slot.account  # the same row, with its answers
    return found


def known_about(slots: Sequence[Slot]) -> Known:
    """What the checks need for a batch; six queries."""
    accounts = {slot.account_id for slot in slots}
    tokens = Token.objects.filter(account__in=accounts).values_list("account_id", "app", "expires_at", "dead_at")
    return Known(
        frozen=frozen_now(),
        tokens={(account, app): TokenLife(end, dead is not None) for account, app, end, dead in tokens},
        lexicon=current_lexicon(),
        gone=_gone(slots),
        limits={row.account_id: limits_from(row) for row in Policy.objects.filter(account__in=accounts)},
        neighbours=_neighbours(accounts, [slot.scheduled_at for slot in slots]),
    )


def _gone(slots: Iterable[Slot]) -> frozenset[str]:
    names = {str(item.file.name) for slot in slots for item in media_of(slot)}
    return frozenset(name for name in names if not default_storage.exists(name))


def _neighbours(accounts: Iterable[int], times: Sequence[dt.datetime]) -> dict[int, list[tuple[int, Neighbour]]]:
    if not times:
        return {}
    rows = Slot.objects.between(min(times) - DAY, max(times) + DAY).filter(
        account__in=accounts, state__in=ON_THE_CALENDAR
    )
    found: dict[int, list[tuple[int, Neighbour]]] = defaultdict(list)
    columns = ("pk", "account_id", "scheduled_at", "post__category__is_promotional")
    for pk, account_id, at, promotional in rows.order_by().values_list(*columns):
        found[account_id].append((pk, Neighbour(at, promotional)))
    return found
