"""Proposals for the empty places of some weeks (K8), over many accounts, as plain rows and as pages show them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from accounts.models import WeiboAccount
from content.models import Category, Post
from core.dates import Week, local_day, week_of
from publishing.planner import Choice, Filling, Gap, Need, Stock, fill, following
from publishing.planner.fill import STEPS
from publishing.queries.stock import Facts, read_facts, refusal_of
from publishing.queries.week import read_wall_clock, wall_clock

MOST_STEPS = 6000
"""Steps of the search over all accounts and weeks of one proposal; after them each week is a first dive."""


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """One account's week: what it was given and what is proposed."""

    account: WeiboAccount
    week: Week
    stock: Stock
    filling: Filling


def propose_week(accounts: Iterable[WeiboAccount], week: Week, *, at: dt.datetime) -> Filling:
    """A proposal for the rest of the week after `at`, over several accounts. A constant number of queries."""
    plans = propose_weeks(list(accounts), [week], at=at)
    return Filling(
        choices=tuple(sorted((one for plan in plans for one in plan.filling.choices), key=_when)),
        gaps=tuple(sorted((gap for plan in plans for gap in plan.filling.gaps), key=_when)),
        proven=all(plan.filling.proven for plan in plans),
    )


def _when(item: Choice | Gap) -> tuple[dt.datetime, int]:
    return item.at, item.account_id


def propose_weeks(accounts: Sequence[WeiboAccount], weeks: Sequence[Week], *, at: dt.datetime) -> list[WeekPlan]:
    """Week after week, account after account: what one week takes the next has no more; no account says the same idea
    at the time at which another does."""
    facts = read_facts(accounts, weeks, at=at)
    return plan_from(facts, accounts)


def plan_from(facts: Facts, accounts: Sequence[WeiboAccount]) -> list[WeekPlan]:
    """The same from facts that were read; reads nothing."""
    steps, plans, before = MOST_STEPS, list[WeekPlan](), dict[int, WeekPlan]()
    for week in facts.weeks:
        for account in accounts:
            stock = facts.stock(account, week)
            if (last := before.get(account.pk)) is not None:
                stock = following(stock, last.stock, last.filling)
            filling = _filled(stock, refusal_of(account), min(STEPS, steps))
            steps -= filling.steps
            _note(facts, stock, filling)
            before[account.pk] = WeekPlan(account, week, stock, filling)
            plans.append(before[account.pk])
    return plans


def _filled(stock: Stock, refusal: str, steps: int) -> Filling:
    if refusal:
        return Filling((), tuple(Gap(stock.account_id, opening, refusal) for opening in stock.openings))
    return fill(stock, steps=steps)


def _note(facts: Facts, stock: Stock, filling: Filling) -> None:
    posts = {one.post_id: one for one in stock.candidates if one.idea_id is not None}
    for choice in filling.choices:
        if choice.post_id in posts:
            facts.pool.note(stock.account_id, posts[choice.post_id], choice.at)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the proposal as people read it."""

    at: dt.datetime
    account: WeiboAccount
    why: str
    post: Post | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Meter:
    """A category of one account over the weeks of a proposal."""

    category: Category
    wanted: int
    planned: int
    proposed: int
    short: int


@dataclass(slots=True)
class Sheet:
    """The proposal for one account."""

    account: WeiboAccount
    choices: list[Row] = field(default_factory=list)
    gaps: list[Row] = field(default_factory=list)
    meters: list[Meter] = field(default_factory=list)
    places: int = 0
    proven: bool = True

    @property
    def reasons(self) -> list[tuple[str, list[Row]]]:
        """The places that stay empty by their reason, the first place first."""
        found: dict[str, list[Row]] = {}
        for row in sorted(self.gaps, key=lambda row: row.at):
            found.setdefault(row.why, []).append(row)
        return list(found.items())


@dataclass(frozen=True, slots=True)
class Proposal:
    """All accounts that have an empty place."""

    sheets: list[Sheet]

    @property
    def choices(self) -> list[Row]:
        return sorted((row for sheet in self.sheets for row in sheet.choices), key=lambda row: (row.at, row.account.pk))

    @property
    def gaps(self) -> list[Row]:
        return sorted((row for sheet in self.sheets for row in sheet.gaps), key=lambda row: (row.at, row.account.pk))


def proposal(accounts: Iterable[WeiboAccount], weeks: Sequence[Week], *, at: dt.datetime) -> Proposal:
    """`propose_weeks` ready for the page: posts, accounts and categories read along."""
    plans = propose_weeks(list(accounts), weeks, at=at)
    ids = [choice.post_id for plan in plans for choice in plan.filling.choices]
    posts = Post.objects.select_related("category", "version").in_bulk(ids)
    categories = {row.pk: row for row in Category.objects.all()}
    sheets: dict[int, Sheet] = {}
    for plan in plans:
        if plan.stock.openings:
            _add(sheets.setdefault(plan.account.pk, Sheet(plan.account)), plan, posts)
    for key, sheet in sheets.items():
        sheet.meters = _meters([plan for plan in plans if plan.account.pk == key], categories)
    return Proposal(list(sheets.values()))


def _add(sheet: Sheet, plan: WeekPlan, posts: dict[int, Post]) -> None:
    filling = plan.filling
    sheet.choices += [
        Row(one.at, plan.account, one.why, posts[one.post_id], choice_key(one)) for one in filling.choices
    ]
    sheet.gaps += [Row(gap.at, plan.account, gap.why) for gap in filling.gaps]
    sheet.places += len(plan.stock.openings)
    sheet.proven &= filling.proven


def _meters(plans: list[WeekPlan], categories: dict[int, Category]) -> list[Meter]:
    sums: dict[int, Counter[str]] = {}
    for need in (need for plan in plans for need in plan.filling.needs):
        sums.setdefault(need.category_id, Counter()).update(_numbers(need))
    return [Meter(categories[key], **{name: numbers[name] for name in NUMBERS}) for key, numbers in sums.items()]


NUMBERS = ("wanted", "planned", "proposed", "short")


def _numbers(need: Need) -> dict[str, int]:
    return {name: getattr(need, name) for name in NUMBERS}


def choice_key(choice: Choice) -> str:
    """How a form names a proposal."""
    return f"{choice.post_id}@{wall_clock(choice.at)}"


def read_choice_key(key: str) -> tuple[int, dt.datetime] | None:
    """The post and the time behind it; None when it is none."""
    post, _at, wall = key.partition("@")
    at = read_wall_clock(wall)
    return (int(post), at) if at is not None and post.isascii() and post.isdigit() and len(post) <= 18 else None


def weeks_from(week: Week, count: int) -> list[Week]:
    """So many weeks in a row."""
    found = [week]
    while len(found) < count:
        found.append(found[-1].next)
    return found


def week_at(at: dt.datetime) -> Week:
    """The week an instant lies in."""
    return week_of(local_day(at))
