"""C1, C6, C8: planned and published share against quota, per account and week, with the unallocated share shown."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from accounts.models import WeiboAccount
from content.lint.invites import invites_answer
from content.models import Category, Post, PostState, QuotaPlan, QuotaShare
from core.dates import Week

PLANNED = (PostState.SCHEDULED, PostState.SENDING, PostState.UNCONFIRMED, PostState.PUBLISHED)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Share:
    """One category in one week. `quota`, `minimum`, `maximum` in percent, None when the plan does not name them."""

    category: Category
    quota: Decimal | None
    planned: int
    published: int
    planned_share: float | None
    published_share: float | None
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @property
    def is_short(self) -> bool:
        """What is planned lies below the least (C1)."""
        return self.minimum is not None and self.planned_share is not None and self.planned_share * 100 < self.minimum

    @property
    def is_over(self) -> bool:
        """What is planned lies above the most (C1)."""
        return self.maximum is not None and self.planned_share is not None and self.planned_share * 100 > self.maximum

    @property
    def span(self) -> tuple[int, int] | None:
        """Where the meter's band of least to most begins, and how wide it is; None without bounds."""
        if self.minimum is None and self.maximum is None:
            return None
        start = round(self.minimum or 0)
        return start, round(HUNDRED if self.maximum is None else self.maximum) - start

    @property
    def gap(self) -> float | None:
        """Planned minus quota in percentage points; None when either is unknown."""
        if self.quota is None or self.planned_share is None:
            return None
        return self.planned_share * 100 - float(self.quota)

    @property
    def planned_width(self) -> int:
        """For the meter: 0 to 100."""
        return round((self.planned_share or 0) * 100)

    @property
    def published_width(self) -> int:
        """The published part of what was planned, on the same scale."""
        return round(self.planned_width * self.published / self.planned) if self.planned else 0

    @property
    def quota_at(self) -> int:
        """Where the meter's mark stands; kept inside at 100."""
        return min(99, round(self.quota or 0))


@dataclass(frozen=True, slots=True)
class Balance:
    """An account's week against its plan. `unallocated` is what the quotas leave free of 100, in percent."""

    account: WeiboAccount
    week: Week
    shares: tuple[Share, ...]
    unallocated: Decimal
    planned: int
    published: int
    inviting_share: float | None
    inviting_percent: int
    promotional_share: float | None
    promotional_percent: int
    own_plan: bool

    @property
    def invites_too_little(self) -> bool:
        """Fewer posts than planned ask for an answer (C8)."""
        return self.inviting_share is not None and self.inviting_share * 100 < self.inviting_percent

    @property
    def promotes_too_much(self) -> bool:
        """More advertisements than the preset allows (C6)."""
        return self.promotional_share is not None and self.promotional_share * 100 > self.promotional_percent


@dataclass(frozen=True, slots=True)
class _Row:
    category_id: int
    published: bool
    inviting: bool


def balance(account: WeiboAccount, week: Week) -> Balance:
    """One account's week (C1)."""
    return balances([account], week)[0]


def balances(accounts: Iterable[WeiboAccount], week: Week) -> list[Balance]:
    """The same for many accounts in four queries."""
    chosen = list(accounts)
    plans = quota_plans(chosen)
    rows = _week_rows(chosen, week)
    categories = list(Category.objects.all())
    return [_balance(account, week, plans, rows.get(account.pk, []), categories) for account in chosen]


def preset_plan() -> QuotaPlan | None:
    """The plan for accounts without one of their own."""
    return QuotaPlan.objects.filter(account__isnull=True).prefetch_related("shares__category").first()


def quota_plans(accounts: Iterable[WeiboAccount]) -> dict[int | None, QuotaPlan]:
    """The plans of some accounts with their shares; under None the preset, which counts for those without."""
    wanted = Q(account__in=[account.pk for account in accounts]) | Q(account__isnull=True)
    return {plan.account_id: plan for plan in QuotaPlan.objects.filter(wanted).prefetch_related("shares")}


def _week_rows(accounts: list[WeiboAccount], week: Week) -> dict[int, list[_Row]]:
    posts = Post.objects.visible().filter(
        account__in=[account.pk for account in accounts],
        due_at__gte=week.start,
        due_at__lt=week.end,
        state__in=PLANNED,
    )
    rows: dict[int, list[_Row]] = {}
    for account_id, category_id, state, text in posts.values_list(
        "account_id", "category_id", "state", "version__text"
    ):
        row = _Row(category_id, state == PostState.PUBLISHED, invites_answer(text or ""))
        rows.setdefault(account_id, []).append(row)
    return rows


def _balance(
    account: WeiboAccount,
    week: Week,
    plans: dict[int | None, QuotaPlan],
    rows: list[_Row],
    categories: list[Category],
) -> Balance:
    plan = plans.get(account.pk) or plans.get(None)
    quotas = {share.category_id: share for share in plan.shares.all()} if plan else {}
    planned = Counter(row.category_id for row in rows)
    published = Counter(row.category_id for row in rows if row.published)
    promotional = sum(planned[category.pk] for category in categories if category.is_promotional)
    return Balance(
        account=account,
        week=week,
        shares=tuple(
            _share(category, quotas.get(category.pk), planned, published)
            for category in categories
            if category.pk in quotas or planned[category.pk]
        ),
        unallocated=HUNDRED - sum((share.percent for share in quotas.values()), Decimal(0)),
        planned=len(rows),
        published=published.total(),
        inviting_share=_part(sum(row.inviting for row in rows), len(rows)),
        inviting_percent=plan.inviting_percent if plan else 0,
        promotional_share=_part(promotional, len(rows)),
        promotional_percent=plan.promotional_percent if plan else 100,
        own_plan=account.pk in plans,
    )


def _share(category: Category, quota: QuotaShare | None, planned: Counter[int], published: Counter[int]) -> Share:
    return Share(
        category=category,
        quota=quota.percent if quota else None,
        minimum=quota.minimum if quota else None,
        maximum=quota.maximum if quota else None,
        planned=planned[category.pk],
        published=published[category.pk],
        planned_share=_part(planned[category.pk], planned.total()),
        published_share=_part(published[category.pk], published.total()),
    )


def _part(count: int, total: int) -> float | None:
    return count / total if total else None
