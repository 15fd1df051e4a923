"""The numbers of one campaign as they are known now: live on its page, frozen when it is closed (P9, P10)."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Sum
from django.db.models.functions import TruncDate

from campaigns.models import (
    Campaign,
    CampaignPost,
    Entry,
    EntryReading,
    Judgement,
    Picking,
    Verdict,
    Winner,
    WinnerState,
)
from core.dates import BEIJING, local_day
from monitoring.models import AccountSample
from reports.closing.followers import LATER, USUAL_DAYS, Counts, gain_of, total_of
from reports.models import DailyRollup, Dimension

Board = dict[str, Any]
GIVEN = frozenset(WinnerState) - {WinnerState.RESERVE, WinnerState.FORFEITED}
TARGETS = ("entries", "new_followers", "kept_followers")
COUNTED = ("posts", "reposts", "comments", "likes")


def board_of(campaign: Campaign, *, now: dt.datetime) -> Board:
    """Plain JSON: entries, posts, followers, cost, targets, winners and days. Nine queries whatever it holds.

    None stands for what nobody knows (yet); `as_of` says until when each part was read.
    """
    first, last, today = local_day(campaign.starts_at), local_day(campaign.ends_at), local_day(now)
    posts = list(CampaignPost.objects.filter(campaign=campaign).select_related("account"))
    standing = {"published": len(posts), "gone": sum(post.gone_at is not None for post in posts)}
    counts = _counts({post.account_id for post in posts}, first, last)
    entries, interactions = _entries(campaign), _interactions(campaign)
    followers = _followers(posts, counts, first, last, today)
    winners = Counter(Winner.objects.filter(draw__campaign=campaign).values_list("state", flat=True))
    cost = _cost(campaign, winners, entries["valid"], followers)
    reached = (entries["valid"], followers["extra"], followers["kept"]["28"])
    return {
        "first": first.isoformat(), "last": last.isoformat(), "today": today.isoformat(),
        "entries": entries, "posts": interactions | standing, "followers": followers, "cost": cost,
        "targets": [
            {"name": name, "target": target, "reached": number}
            for name, number in zip(TARGETS, reached, strict=True) if (target := getattr(campaign, f"target_{name}"))
        ],
        "winners": {str(state): winners[state] for state in WinnerState if winners[state]},
        "platform": len(campaign.platform_winners),
        "days": _days(campaign, counts, first, min(last, today)),
    }  # fmt: skip


def _entries(campaign: Campaign) -> dict[str, Any]:
    verdicts = dict(Entry.objects.filter(campaign=campaign).values_list("verdict").annotate(n=Count("pk")).order_by())
    judged = Judgement.objects.filter(campaign=campaign).order_by("-number").values_list("counts", "judged_at").first()
    read = EntryReading.objects.filter(post__campaign=campaign).aggregate(at=Max("read_at"))["at"]
    found, at = judged or ({}, None)
    return {
        "all": sum(verdicts.values()), **{str(verdict): verdicts.get(verdict, 0) for verdict in Verdict},
        "acts": found.get("acts"), "signs": found.get("signs", {}), "reasons": found.get("reasons", {}),
        "as_of": _iso(read or at),
    }  # fmt: skip


def _interactions(campaign: Campaign) -> dict[str, Any]:
    rows = DailyRollup.objects.filter(dimension=Dimension.CAMPAIGN, key=campaign.pk)
    sums = rows.aggregate(**{name: Sum(name) for name in COUNTED}, as_of=Max("day"))
    return {**sums, "as_of": sums["as_of"].isoformat() if sums["as_of"] else None}


def _counts(accounts: set[int], first: dt.date, last: dt.date) -> dict[int, dict[dt.date, int]]:
    """Followers of each account by day, from four weeks before to four weeks after."""
    rows = AccountSample.objects.filter(
        account_id__in=accounts, day__gte=first - dt.timedelta(USUAL_DAYS + 1), day__lte=last + dt.timedelta(max(LATER))
    )
    counts: dict[int, dict[dt.date, int]] = {account: {} for account in accounts}
    for account, day, followers in rows.values_list("account_id", "day", "followers").order_by():
        counts[account][day] = followers
    return counts


def _followers(
    posts: list[CampaignPost],
    counts: Mapping[int, Counts],
    first: dt.date,
    last: dt.date,
    today: dt.date,
) -> dict[str, Any]:
    gains = {account: gain_of(days, first=first, last=last, today=today) for account, days in counts.items()}
    total, names = total_of(list(gains.values())), {post.account_id: post.account.nickname for post in posts}
    seen = [day for days in counts.values() for day in days if day <= today]
    return {
        "accounts": sorted(names.values()),
        "unknown": sorted(names[account] for account, gain in gains.items() if gain.extra is None),
        **{name: value for name, value in asdict(total).items() if name != "kept"},
        "kept": {str(after): number for after, number in total.kept.items()},
        "as_of": max(seen).isoformat() if seen else None,
    }


def _cost(campaign: Campaign, winners: Mapping[str, int], entries: int, followers: dict[str, Any]) -> dict[str, Any]:
    """Yuan. Prizes that were really given where a draw tells, otherwise all that were offered."""
    offered = sum((prize.unit_cost * prize.quantity for prize in campaign.prizes.all()), Decimal())
    is_drawn = campaign.picking == Picking.DRAW and bool(winners)
    given = Winner.objects.filter(draw__campaign=campaign, state__in=GIVEN)
    prizes = given.aggregate(sum=Sum("prize__unit_cost"))["sum"] or Decimal() if is_drawn else offered
    total = prizes + (campaign.spent or Decimal())
    return {
        "prizes": str(prizes), "is_offered": not is_drawn and bool(offered), "total": str(total),
        "spent": None if campaign.spent is None else str(campaign.spent),
        "budget": None if campaign.budget is None else str(campaign.budget),
        "each_entry": _each(total, entries),
        "each_new": _each(total, followers["extra"]), "each_kept": _each(total, followers["kept"]["28"]),
    }  # fmt: skip


def _each(total: Decimal, number: int | None) -> str | None:
    return str((total / number).quantize(Decimal("0.01"))) if number and number > 0 else None


def _days(campaign: Campaign, counts: Mapping[int, Counts], first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """Valid entries by the day they came, and what the accounts grew by; None where a count is missing."""
    rows = Entry.objects.filter(campaign=campaign, verdict=Verdict.VALID).order_by()
    entries = dict(rows.values_list(TruncDate("entered_at", tzinfo=BEIJING)).annotate(n=Count("pk")))
    days = [first + dt.timedelta(n) for n in range((last - first).days + 1)]
    return [{"day": day.isoformat(), "entries": entries.get(day, 0), "growth": _growth(counts, day)} for day in days]


def _growth(counts: Mapping[int, Counts], day: dt.date) -> int | None:
    before = day - dt.timedelta(1)
    known = [days[day] - days[before] for days in counts.values() if day in days and before in days]
    return sum(known) if counts and len(known) == len(counts) else None


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None
