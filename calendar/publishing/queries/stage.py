"""What stands around the places that are to be given away: for any number of posts in a constant number of queries."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from content.models import Post
from publishing.models import Policy, RelayState, RelayStep, Slot, SlotState
from publishing.planner import Limits, Neighbour, Room, Timeline, draw_spread
from publishing.queries.days import days_between, glows_of
from publishing.queries.releases import cancelled_in_crisis
from publishing.queries.rules import ON_THE_CALENDAR, by_a_person, limits_from
from publishing.queries.silence import Quiet, read_quiet

DAY = dt.timedelta(days=1)
ENDED = (SlotState.CANCELLED, SlotState.FAILED)


@dataclass(slots=True)
class Stage:
    """The calendar around some posts. Its timelines grow while places are given away."""

    timelines: dict[int, Timeline]
    spreads: dict[int, int] = field(default_factory=dict)
    windows: tuple[tuple[dt.datetime, dt.datetime], ...] = ()
    expected: dict[int, list[dt.datetime]] = field(default_factory=dict)
    """By account the minutes that others of the same batch are going to get: no spread comes too near them."""
    placed: set[int] = field(default_factory=set)
    """Posts that stand on the calendar already."""
    in_relay: set[int] = field(default_factory=set)
    quiet: Quiet = field(default_factory=Quiet)
    """K7: silence days."""
    crisis: set[int] = field(default_factory=set)
    """Posts that a crisis held and that were then taken off: only a new approval lets them back."""

    def spread_for(self, post: Post, at: dt.datetime) -> int:
        """K6: seconds after its minute; none for what a person publishes and for relays, which have a stagger."""
        minutes = self.spreads.get(post.account_id, 0)
        if not minutes or post.pk in self.in_relay or by_a_person(post):
            return 0
        room = Room(minutes, self.windows, post.campaign.ends_at if post.campaign else None)
        timeline = self._with_expected(post.account_id, at)
        return draw_spread(post.pk, at, room, timeline, promotional=post.category.is_promotional)

    def _with_expected(self, account_id: int, at: dt.datetime) -> Timeline:
        timeline, times = self.timelines[account_id], self.expected.get(account_id, [])
        near = times[bisect_left(times, at - DAY) : bisect_right(times, at + DAY)]
        others = [Neighbour(time) for time in near if time != at]
        return Timeline(timeline.limits, [*timeline.near(at, 2 * DAY), *others]) if others else timeline


def read_stage(posts: Sequence[Post], times: Iterable[dt.datetime], *, without: int | None = None) -> Stage:
    """The stage for placing these posts at these times. `without`: the slot that is being moved. Seven queries."""
    wanted, ids = list(times), {post.account_id for post in posts}
    if not wanted:
        return Stage({})
    policies = {policy.account_id: policy for policy in Policy.objects.filter(account_id__in=ids)}
    near = _neighbours(ids, min(wanted) - DAY, max(wanted) + DAY, without)
    limits = {pk: limits_from(policies[pk]) if pk in policies else Limits() for pk in ids}
    spreads = {pk: policy.spread_minutes for pk, policy in policies.items() if policy.spread_minutes}
    keys = [post.pk for post in posts]
    relays = RelayStep.objects.exclude(relay__state=RelayState.CANCELLED)
    glows = glows_of(days_between(min(wanted), max(wanted) + DAY)) if spreads else []
    return Stage(
        timelines={pk: Timeline(limits[pk], near.get(pk, ())) for pk in ids},
        spreads=spreads,
        windows=tuple((glow.start, glow.end) for glow in glows),
        placed=set(Slot.objects.filter(post__in=keys).exclude(state__in=ENDED).values_list("post_id", flat=True)),
        in_relay=set(relays.filter(post__in=keys).values_list("post_id", flat=True)),
        quiet=read_quiet(min(wanted), max(wanted) + dt.timedelta(microseconds=1)),
        crisis=cancelled_in_crisis(keys),
    )


def _neighbours(
    ids: Iterable[int], start: dt.datetime, end: dt.datetime, without: int | None
) -> dict[int, list[Neighbour]]:
    rows = Slot.objects.between(start, end).filter(account_id__in=ids, state__in=ON_THE_CALENDAR)
    rows = rows.exclude(pk=without) if without is not None else rows
    found: dict[int, list[Neighbour]] = {}
    for account_id, at, promotional in rows.values_list("account_id", "scheduled_at", "post__category__is_promotional"):
        found.setdefault(account_id, []).append(Neighbour(at, promotional))
    return found
