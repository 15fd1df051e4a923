"""What the planner is given for a week (K8): empty places, approved posts, quotas, policies, neighbours."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import WeiboAccount
from content.models import Post, PostState
from content.queries import balances
from core.dates import Week
from publishing.models import Policy, Slot
from publishing.planner import Candidate, Choice, Filling, Gap, Limits, Neighbour, Stock, fill
from publishing.queries.openings import openings
from publishing.queries.relays import NOT_IN_A_RELAY
from publishing.queries.rules import ON_THE_CALENDAR, limits_from, why_not_send
from publishing.queries.week import wall_clock


def propose_week(accounts: Iterable[WeiboAccount], week: Week, *, at: dt.datetime) -> Filling:
    """A proposal for the rest of the week after `at`, over several accounts. A constant number of queries."""
    choices: list[Choice] = []
    gaps: list[Gap] = []
    for stock, refusal in stocks(list(accounts), week, at=at):
        if refusal:
            gaps += [Gap(stock.account_id, opening, refusal) for opening in stock.openings]
            continue
        filling = fill(stock)
        choices += filling.choices
        gaps += filling.gaps
    return Filling(tuple(sorted(choices, key=_when)), tuple(sorted(gaps, key=_when)))


def _when(item: Choice | Gap) -> tuple[dt.datetime, int]:
    return item.at, item.account_id


def stocks(accounts: list[WeiboAccount], week: Week, *, at: dt.datetime) -> list[tuple[Stock, str]]:
    """Each account's stock, with the sentence why it cannot send at all."""
    ids = [account.pk for account in accounts]
    empty: dict[int, list[dt.datetime]] = {}
    for opening in openings(ids, max(week.start, at), week.end):
        empty.setdefault(opening.account_id, []).append(opening.at)
    limits = {policy.account_id: limits_from(policy) for policy in Policy.objects.filter(account_id__in=ids)}
    candidates, near = _candidates(ids), _neighbours(ids, week)
    found = []
    for balance in balances(accounts, week):
        pk = balance.account.pk
        stock = Stock(
            account_id=pk,
            openings=tuple(empty.get(pk, ())),
            candidates=tuple(candidates.get(pk, ())),
            limits=limits.get(pk, Limits()),
            neighbours=tuple(near.get(pk, ())),
            quotas={share.category.pk: float(share.quota) for share in balance.shares if share.quota is not None},
            planned={share.category.pk: share.planned for share in balance.shares},
        )
        found.append((stock, why_not_send(balance.account)))
    return found


def _candidates(ids: list[int]) -> dict[int, list[Candidate]]:
    posts = Post.objects.visible().filter(account_id__in=ids, state=PostState.APPROVED, is_repost=False)
    posts = posts.filter(NOT_IN_A_RELAY)
    found: dict[int, list[Candidate]] = {}
    for post in posts.select_related("category", "campaign", "version"):
        if post.approval_holds():
            found.setdefault(post.account_id, []).append(_candidate(post))
    return found


def _candidate(post: Post) -> Candidate:
    campaign = post.campaign
    return Candidate(
        post_id=post.pk,
        category_id=post.category_id,
        category=post.category.name,
        promotional=post.category.is_promotional,
        approved_at=post.approved_at or post.updated_at,
        runs_from=campaign.starts_at if campaign else None,
        runs_until=campaign.ends_at if campaign else None,
        may_run=campaign.may_run if campaign else True,
    )


def _neighbours(ids: list[int], week: Week) -> dict[int, list[Neighbour]]:
    day = dt.timedelta(days=1)
    rows = Slot.objects.between(week.start - day, week.end + day)
    rows = rows.filter(account_id__in=ids, state__in=ON_THE_CALENDAR)
    found: dict[int, list[Neighbour]] = {}
    for account_id, at, promotional in rows.values_list("account_id", "scheduled_at", "post__category__is_promotional"):
        found.setdefault(account_id, []).append(Neighbour(at, promotional))
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the proposal as people read it."""

    at: dt.datetime
    account: WeiboAccount
    why: str
    post: Post | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A filling with its posts and accounts read along."""

    choices: list[Row]
    gaps: list[Row]


def proposal(accounts: Iterable[WeiboAccount], week: Week, *, at: dt.datetime) -> Proposal:
    """`propose_week` ready for the page."""
    known = {account.pk: account for account in accounts}
    filling = propose_week(known.values(), week, at=at)
    posts = Post.objects.select_related("category", "version").in_bulk([one.post_id for one in filling.choices])
    return Proposal(
        choices=[
            Row(one.at, known[one.account_id], one.why, posts[one.post_id], choice_key(one)) for one in filling.choices
        ],
        gaps=[Row(gap.at, known[gap.account_id], gap.why) for gap in filling.gaps],
    )


def choice_key(choice: Choice) -> str:
    """How a form names a proposal."""
    return f"{choice.post_id}@{wall_clock(choice.at)}"
