"""Competitors beside us: rhythm, guessed categories, growth and reactions in the same time (M6)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import AccountState, WeiboAccount
from core.dates import BEIJING, local_day
from monitoring.models import (
    AccountSample,
    Competitor,
    CompetitorSample,
    Mention,
    MetricSample,
    SampleState,
    Source,
)
from monitoring.queries.coverage import Ear, ears_of
from monitoring.watch.guessing import NAMES, guess
from publishing.models import Publication

PERIODS = (7, 28, 90)
FEW = 10
"""Fewer posts say little about reactions."""
WHOLE = 0.95
MOST_POSTS = 5000
SHOWN = 12
AGE_APART = 2.0


@dataclass(frozen=True)
class PostFacts:
    """A post with its counts and how many hours after publishing they were seen. Empty counts: unknown."""

    published_at: datetime
    text: str
    reactions: int | None
    seen_after: float | None
    is_repost: bool
    mention_id: int | None = None
    url: str = ""


@dataclass
class Side:
    """One account of the comparison. `read_share` is how much of the time could be read; None: nobody knows."""

    name: str
    ours: bool
    posts: list[PostFacts] = field(default_factory=list)
    growth: tuple[int, int, int] | None = None
    read_share: float | None = None
    competitor: Competitor | None = None
    days: int = 28

    @property
    def originals(self) -> int:
        return sum(not post.is_repost for post in self.posts)

    @property
    def per_day(self) -> float:
        return len(self.posts) / self.days

    @property
    def known(self) -> list[int]:
        return [post.reactions for post in self.posts if post.reactions is not None]

    @property
    def typical(self) -> float | None:
        """The median of reposts, comments and likes of a post; one that runs away does not move it."""
        return median(self.known) if self.known else None

    @property
    def is_few(self) -> bool:
        return len(self.known) < FEW

    @property
    def seen_after(self) -> float | None:
        """Hours after publishing at which the counts were seen, typically."""
        hours = [post.seen_after for post in self.posts if post.seen_after is not None]
        return median(hours) if hours else None

    @property
    def busiest_hour(self) -> int | None:
        hours = Counter(post.published_at.astimezone(BEIJING).hour for post in self.posts)
        return min(hours, key=lambda hour: (-hours[hour], hour)) if hours else None

    @property
    def categories(self) -> list[tuple[str, int]]:
        """Guessed, percent of all posts, the largest first."""
        found = Counter(guess(post.text) for post in self.posts)
        return [(str(NAMES[name]), round(100 * number / len(self.posts))) for name, number in found.most_common()]

    @property
    def read_percent(self) -> int | None:
        return None if self.read_share is None else round(100 * self.read_share)

    @property
    def is_partly_read(self) -> bool:
        return not self.ours and (self.read_share is None or self.read_share < WHOLE)


@dataclass(frozen=True)
class Beside:
    """The whole comparison of the last `days` days."""

    days: int
    first: date
    ours: list[Side]
    theirs: list[Side]
    all_ours: Side

    @property
    def sides(self) -> list[Side]:
        return [self.all_ours, *self.theirs]

    @property
    def uneven_age(self) -> bool:
        """Whether counts were seen at clearly different ages: then the comparison is skewed."""
        ages = [side.seen_after for side in self.sides if side.seen_after]
        return bool(ages) and max(ages) > AGE_APART * min(ages)


def beside(*, days: int, now: datetime, account_id: int | None = None) -> Beside:
    """Ours (or one of ours) and theirs in the `days` up to `now`; a constant number of queries."""
    since = now - timedelta(days=days)
    rivals = list(Competitor.objects.select_related("source"))
    accounts = list(_our_accounts(account_id))
    theirs, ours = _their_posts(rivals, since, now), _our_posts(since, now, account_id)
    growth, our_growth = _growth(rivals, since, now), _our_growth(since, now, account_id)
    ears = ears_of([one.source for one in rivals if one.source], since, now, now=now)
    their_sides = [
        Side(one.name, False, theirs[one.uid], growth.get(one.pk), _share(one.source, ears, since, now), one, days)
        for one in rivals
    ]
    our_sides = [
        Side(one.nickname, True, ours[one.pk], our_growth.get(one.pk), 1.0, None, days)
        for one in accounts
        if ours[one.pk] or one.pk in our_growth
    ]
    every = [post for side in our_sides for post in side.posts]
    grown = [side.growth for side in our_sides if side.growth]
    total = (sum(g[0] for g in grown), sum(g[1] for g in grown), max(g[2] for g in grown)) if grown else None
    together = Side(_("我们全部账号"), True, every, total, 1.0, None, days)
    return Beside(days, local_day(since), our_sides, their_sides, together)


def by_day(found: Beside) -> dict[str, Any]:
    """Posts by day of each side, for the chart and its table; today, which is not over, stands last."""
    days = [found.first + timedelta(days=back) for back in range(found.days + 1)]
    return _series([f"{day:%m-%d}" for day in days], found, lambda post: days.index(local_day(post.published_at)))


def by_hour(found: Beside) -> dict[str, Any]:
    """Posts by hour of the day in Beijing."""
    return _series([str(hour) for hour in range(24)], found, lambda post: post.published_at.astimezone(BEIJING).hour)


def best_posts(found: Beside) -> list[tuple[Side, PostFacts]]:
    """What of theirs moved people most."""
    posts = [(side, post) for side in found.theirs for post in side.posts if not post.is_repost]
    return sorted(posts, key=lambda pair: -(pair[1].reactions or 0))[:SHOWN]


def cells(found: Beside) -> Iterator[list[Any]]:
    """The table as a file: a row for each account."""
    for side in [*found.ours, *found.theirs]:
        growth = side.growth or (None, None, None)
        told = "、".join(f"{name} {share}%" for name, share in side.categories)
        yield [
            side.name, _("我们") if side.ours else _("竞品"), len(side.posts), side.originals, round(side.per_day, 2),
            side.typical, len(side.known), side.seen_after and round(side.seen_after), growth[0], growth[1],
            side.busiest_hour, told, side.read_percent,
        ]  # fmt: skip


def header() -> list[str]:
    """The names of the columns of `cells`."""
    return [
        _("账号"), _("我们或竞品"), _("微博数"), _("其中原创"), _("每天"), _("互动中位数"),
        _("有互动数的微博"), _("互动数采集于发布后（小时）"), _("粉丝"), _("粉丝增长"),
        _("最常发布的钟点"), _("类别（猜测）"), _("读到的时间（%）"),
    ]  # fmt: skip


def _series(labels: list[str], found: Beside, place: Any) -> dict[str, Any]:
    rows = []
    for side in found.sides:
        counts = [0] * len(labels)
        for post in side.posts:
            counts[place(post)] += 1
        rows.append([side.name, counts])
    return {"labels": labels, "series": rows, "words": {"count": _("微博数")}}


def _their_posts(rivals: Sequence[Competitor], since: datetime, now: datetime) -> dict[str, list[PostFacts]]:
    """Whatever way they came in: timeline, search, stream or a crawler's file."""
    rows = Mention.objects.filter(author_id__in=[one.uid for one in rivals], is_comment=False)
    rows = rows.filter(published_at__gt=since, published_at__lte=now).order_by("-pk")
    posts: dict[str, list[PostFacts]] = defaultdict(list)
    for row in rows.only("author_id", "text", "published_at", "reposts", "comments", "likes", "retweet_id", "url", "last_seen_at")[:MOST_POSTS]:  # fmt: skip  # noqa: E501
        if row.published_at is None:
            continue
        counts = [row.reposts, row.comments, row.likes]
        reactions = sum(count or 0 for count in counts) if any(count is not None for count in counts) else None
        after = (row.last_seen_at - row.published_at).total_seconds() / 3600
        posts[row.author_id].append(
            PostFacts(row.published_at, row.text, reactions, after, bool(row.retweet_id), row.pk, row.url)
        )
    return posts


def _our_accounts(account_id: int | None) -> QuerySet[WeiboAccount]:
    """Those in use, or the one that is asked for."""
    accounts = WeiboAccount.objects.order_by("nickname")
    return accounts.exclude(state=AccountState.RETIRED) if account_id is None else accounts.filter(pk=account_id)


def _our_posts(since: datetime, now: datetime, account_id: int | None) -> dict[int, list[PostFacts]]:
    """Published by us, with the latest counts."""
    latest = MetricSample.objects.filter(publication=OuterRef("pk"), state=SampleState.TAKEN).order_by("-age_minutes")
    rows = Publication.objects.filter(published_at__gt=since, published_at__lte=now)
    rows = rows if account_id is None else rows.filter(account=account_id)
    rows = rows.annotate(
        r=Subquery(latest.values("reposts")[:1]),
        c=Subquery(latest.values("comments")[:1]),
        k=Subquery(latest.values("likes")[:1]),
        seen=Subquery(latest.values("age_minutes")[:1]),
    )
    posts: dict[int, list[PostFacts]] = defaultdict(list)
    for account, text, at, r, c, k, seen in rows.values_list("account", "text", "published_at", "r", "c", "k", "seen")[
        : 4 * MOST_POSTS
    ]:
        reactions = None if seen is None else (r or 0) + (c or 0) + (k or 0)
        after = None if seen is None else seen / 60
        posts[account].append(PostFacts(at, text, reactions, after, "//@" in text))
    return posts


def _growth(rivals: Sequence[Competitor], since: datetime, until: datetime) -> dict[int, tuple[int, int, int]]:
    rows = CompetitorSample.objects.filter(competitor__in=rivals, day__range=_days(since, until)).order_by("day")
    return _first_and_last(rows.values_list("competitor", "day", "followers"))


def _our_growth(since: datetime, until: datetime, account_id: int | None) -> dict[int, tuple[int, int, int]]:
    rows = AccountSample.objects.filter(day__range=_days(since, until)).order_by("day")
    rows = rows if account_id is None else rows.filter(account=account_id)
    return _first_and_last(rows.values_list("account", "day", "followers"))


def _days(since: datetime, until: datetime) -> tuple[date, date]:
    return local_day(since), local_day(until)


def _first_and_last(rows: Any) -> dict[int, tuple[int, int, int]]:
    """Followers now, how many more than at the first sample, days between."""
    seen: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for owner, day, followers in rows:
        seen[owner].append((day, followers))
    return {
        owner: (found[-1][1], found[-1][1] - found[0][1], (found[-1][0] - found[0][0]).days)
        for owner, found in seen.items()
    }


def _share(source: Source | None, ears: dict[int, Ear], since: datetime, now: datetime) -> float | None:
    """How much of the time its timeline was read; None when it never was."""
    if source is None or source.heard_until is None or source.pk not in ears:
        return None
    heard = sum((end - start).total_seconds() for start, end in ears[source.pk].full)
    return min(1.0, heard / (now - since).total_seconds())
