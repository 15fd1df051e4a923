"""Reads for looking ahead: the slots of the next days, and what is known about a batch of them. Constant queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from accounts.models import User
from content.queries.lexicons import current_lists
from content.queries.links import known_links
from content.queries.versions import finding_keys_of
from publishing.dispatch.ahead import DAY, Known
from publishing.dispatch.facts import read_facts
from publishing.models import Policy, Slot, SlotState
from publishing.models.slots import SlotQuerySet
from publishing.planner import Neighbour
from publishing.queries.budgets import slots_too_many
from publishing.queries.rules import ON_THE_CALENDAR, limits_from
from weibo.text import find_urls

HORIZON = dt.timedelta(hours=72)


def slots_ahead(*, now: dt.datetime, until: dt.timedelta = HORIZON) -> SlotQuerySet:
    """Planned for the time from now on, as far as anybody looks ahead."""
    return Slot.objects.filter(state=SlotState.PLANNED, scheduled_at__gt=now, scheduled_at__lte=now + until)


def accounts_ahead(*, campaign_id: int, now: dt.datetime) -> list[int]:
    """The accounts that publish posts of a campaign in the next days."""
    slots = slots_ahead(now=now).filter(post__campaign=campaign_id)
    return list(slots.order_by().values_list("account_id", flat=True).distinct())


def known_about(slots: Sequence[Slot], *, now: dt.datetime) -> Known:
    """What the checks need for a batch of `load_slots`; a constant number of queries."""
    accounts = {slot.account for slot in slots}
    people = {pk for account in accounts for pk in (account.owner_id, account.deputy_id) if pk is not None}
    firsts = {slot.waits_for_id for slot in slots if slot.waits_for_id is not None}
    versions = {slot.post.version.pk: slot.post.version for slot in slots if slot.post.version is not None}
    lists, facts = current_lists(), read_facts(slots, now=now)
    urls = frozenset(url for slot in slots for url in find_urls(facts.draft(slot).text_as_sent))
    return Known(
        facts=facts,
        short=slots_too_many(slots, now),
        lexicon=lists.lexicon,
        hosts=lists.hosts,
        urls=urls,
        links=tuple(known_links(urls).values()) if urls else (),
        known_findings=finding_keys_of(versions),
        limits={row.account_id: limits_from(row) for row in Policy.objects.filter(account__in=accounts)},
        neighbours=_neighbours({account.pk for account in accounts}, [slot.scheduled_at for slot in slots]),
        firsts=dict(Slot.objects.filter(pk__in=firsts).order_by().values_list("pk", "state")) if firsts else {},
        here=frozenset(User.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True)),
    )


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
