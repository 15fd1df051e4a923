"""What the planner is given for some weeks (K8): places, posts, quotas, policies, neighbours, series, silence."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.models import WeiboAccount
from content.models import Category, Post, QuotaPlan, QuotaShare
from content.queries.balance import PLANNED, quota_plans
from core.dates import Week, local_day, week_of
from publishing.models import Policy, Slot
from publishing.planner import Limits, Neighbour, Series, Silent, Stock
from publishing.queries.candidates import Pool, read_pool
from publishing.queries.openings import openings
from publishing.queries.rules import ON_THE_CALENDAR, limits_from, why_not_send
from publishing.queries.silence import Quiet, read_quiet

DAY = dt.timedelta(days=1)
Weeks = Sequence[Week]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was read, for all accounts and weeks at once."""

    weeks: Weeks
    at: dt.datetime
    pool: Pool
    openings: dict[tuple[int, Week], list[dt.datetime]]
    limits: dict[int, Limits]
    neighbours: dict[int, list[Neighbour]]
    planned: dict[tuple[int, Week], Counter[int]]
    plans: dict[int | None, QuotaPlan]
    categories: dict[int, Category]
    quiet: Quiet = field(default_factory=Quiet)

    def stock(self, account: WeiboAccount, week: Week) -> Stock:
        """One account's week, before anything is proposed."""
        plan = self.plans.get(account.pk) or self.plans.get(None)
        shares = list(plan.shares.all()) if plan else []
        planned = self.planned.get((account.pk, week), Counter())
        return Stock(
            account_id=account.pk,
            openings=tuple(self.openings.get((account.pk, week), ())),
            candidates=tuple(self.pool.candidates.get(account.pk, ())),
            limits=self.limits.get(account.pk, Limits()),
            neighbours=tuple(self.neighbours.get(account.pk, ())),
            quotas={share.category_id: float(share.percent) for share in shares},
            bounds={share.category_id: (_number(share.minimum), _number(share.maximum)) for share in shares},
            promotional_percent=plan.promotional_percent if plan else 100,
            planned=planned,
            planned_promotional=sum(n for key, n in planned.items() if self.categories[key].is_promotional),
            carried=self._carried(account.pk, shares, week.previous),
            series=self._series(account.pk),
            silent=self._silent(account),
            elsewhere=self.pool.said_by_others(account.pk),
        )

    def _carried(self, account_id: int, shares: list[QuotaShare], week: Week) -> dict[int, float]:
        """C1: what each category lacked in the week before, at most one post: who was rounded down goes up next."""
        counts = self.planned.get((account_id, week), Counter())
        total = counts.total()
        lacks = {row.category_id: float(row.percent) / 100 * total - counts[row.category_id] for row in shares}
        return {key: max(-1.0, min(1.0, lack)) for key, lack in lacks.items()} if total else {}

    def _series(self, account_id: int) -> dict[int, Series]:
        return self.pool.series.get(account_id, {})

    def _silent(self, account: WeiboAccount) -> tuple[Silent, ...]:
        found = []
        for silence, groups in self.quiet.silences:
            if groups is not None and account.group_id not in groups:
                continue
            held = frozenset(
                row.pk
                for row in self.categories.values()
                if (silence.day.holds_entertainment and row.is_entertainment)
                or (silence.day.holds_promotional and row.is_promotional)
            )
            found.append(Silent(silence.day.name, silence.start, silence.end, held))
        return tuple(found)


def read_facts(accounts: Sequence[WeiboAccount], weeks: Weeks, *, at: dt.datetime) -> Facts:
    """For any number of accounts and of weeks that follow each other a constant number of queries."""
    ids = [account.pk for account in accounts]
    start, end = max(weeks[0].start, at), weeks[-1].end
    empty: dict[tuple[int, Week], list[dt.datetime]] = defaultdict(list)
    for opening in openings(ids, start, end):
        empty[opening.account_id, week_of(local_day(opening.at))].append(opening.at)
    return Facts(
        weeks=weeks,
        at=at,
        pool=read_pool(accounts, start, end),
        openings=empty,
        limits={policy.account_id: limits_from(policy) for policy in Policy.objects.filter(account_id__in=ids)},
        neighbours=_neighbours(ids, weeks[0].start - DAY, end + DAY),
        planned=_planned(ids, weeks[0].previous.start, end),
        plans=quota_plans(accounts),
        categories={row.pk: row for row in Category.objects.all()},
        quiet=read_quiet(start, max(end, start + DAY)),
    )


def refusal_of(account: WeiboAccount) -> str:
    """Why nothing can be planned for an account at all."""
    return why_not_send(account)


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _neighbours(ids: list[int], start: dt.datetime, end: dt.datetime) -> dict[int, list[Neighbour]]:
    rows = Slot.objects.between(start, end).filter(account_id__in=ids, state__in=ON_THE_CALENDAR)
    found: dict[int, list[Neighbour]] = defaultdict(list)
    for account_id, at, promotional in rows.values_list("account_id", "scheduled_at", "post__category__is_promotional"):
        found[account_id].append(Neighbour(at, promotional))
    return found


def _planned(ids: list[int], start: dt.datetime, end: dt.datetime) -> dict[tuple[int, Week], Counter[int]]:
    """Posts by account, week and category: what counts for the balance (C1)."""
    rows = Post.objects.visible().filter(account_id__in=ids, due_at__gte=start, due_at__lt=end, state__in=PLANNED)
    found: dict[tuple[int, Week], Counter[int]] = defaultdict(Counter)
    for account_id, category_id, due_at in rows.values_list("account_id", "category_id", "due_at"):
        if due_at is not None:
            found[account_id, week_of(local_day(due_at))][category_id] += 1
    return found
