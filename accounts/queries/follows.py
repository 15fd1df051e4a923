"""Follow lists (A9): one account's rows, what is due for review, who should be cleaned up."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import AccountState, FollowEntry, FollowSort, WeiboAccount
from accounts.rules.follow_files import FollowLine, read_lines
from accounts.rules.suspicion import POINTS, VERSION, Facts, Reason, Verdict, judge, quiet_days
from core.errors import UserError
from core.tables import UnreadableFile

FRESH_FACTS = dt.timedelta(days=30)
MOST_JUDGED = 5000

REASONS = {
    Reason.GIVEN_NAME: _lazy("昵称是系统给的“用户”加数字"),
    Reason.DIGITS: _lazy("昵称以一长串数字结尾"),
    Reason.NO_AVATAR: _lazy("没有自己的头像"),
    Reason.RATIO: _lazy("关注的人远多于粉丝"),
    Reason.NO_POSTS: _lazy("几乎没有发过微博"),
    Reason.NEW: _lazy("注册不到一个月"),
    Reason.GONE: _lazy("微博上已经没有这个账号"),
}


@dataclass(frozen=True)
class Candidate:
    """Somebody on the clean-up list, with the reasons in words."""

    entry: FollowEntry
    verdict: Verdict
    quiet: int | None
    is_quiet: bool

    @property
    def reasons(self) -> list[str]:
        """Why he stands here."""
        said = [str(REASONS[reason]) for reason in self.verdict.reasons] if self.verdict.suspected else []
        return [*said, _("%(n)d 天没有发微博") % {"n": self.quiet}] if self.is_quiet else said


def follows_of(
    account: WeiboAccount, *, sort: str = "", words: str = "", due: dt.date | None = None
) -> "QuerySet[FollowEntry]":
    """The list of an account: one sort, a word in name or note, only those to be reviewed by `due`."""
    rows = FollowEntry.objects.filter(account=account, removed_at__isnull=True)
    if sort in FollowSort.values:
        rows = rows.filter(sort=sort)
    if words:
        rows = rows.filter(Q(screen_name__icontains=words) | Q(note__icontains=words) | Q(uid=words))
    return rows if due is None else rows.filter(review_on__lte=due)


def reviews_due(account: WeiboAccount, day: dt.date) -> "QuerySet[FollowEntry]":
    """Who has to be reviewed by a day."""
    return follows_of(account, due=day)


def follow_numbers(account: WeiboAccount) -> list[tuple[str, str, int]]:
    """How many there are of each sort: (sort, label, number)."""
    rows = follows_of(account).order_by().values_list("sort").annotate(Count("pk"))
    numbers = dict(rows)
    return [(sort.value, str(sort.label), numbers.get(sort.value, 0)) for sort in FollowSort]


def removed_follows(account: WeiboAccount, *, limit: int = 30) -> list[FollowEntry]:
    """Who was taken off lately and can be put back."""
    rows = FollowEntry.objects.filter(account=account, removed_at__isnull=False).select_related("decided_by")
    return list(rows.order_by("-removed_at")[:limit])


def facts_of(entry: FollowEntry) -> Facts:
    """A row as the rules read it."""
    return Facts(
        screen_name=entry.screen_name,
        followers=entry.followers_count,
        friends=entry.friends_count,
        posts=entry.statuses_count,
        registered_on=entry.registered_on,
        last_post_on=entry.last_post_on,
        default_avatar=entry.default_avatar,
        verified=entry.verified,
        gone=entry.gone,
    )


def clean_up(account: WeiboAccount, day: dt.date) -> list[Candidate]:
    """Who is quiet or suspected, the most suspect first; whoever was kept under these rules lately is left alone."""
    kept_since = day - dt.timedelta(days=account.follow_review_days)
    rows = follows_of(account).exclude(kept_version=VERSION, kept_at__date__gt=kept_since).order_by("pk")[:MOST_JUDGED]
    found = [_candidate(entry, account.follow_inactive_days, day) for entry in rows]
    wanted = [one for one in found if one.verdict.suspected or one.is_quiet]
    return sorted(wanted, key=lambda one: (-one.verdict.points, -(one.quiet or 0), one.entry.pk))


def _candidate(entry: FollowEntry, limit: int, day: dt.date) -> Candidate:
    facts = facts_of(entry)
    quiet = quiet_days(facts, day=day)
    return Candidate(entry, judge(facts, day=day), quiet, quiet is not None and quiet >= limit)


def accounts_with_reviews(day: dt.date) -> list[tuple[WeiboAccount, int]]:
    """Accounts in use with the number of people on their lists who have to be reviewed."""
    due = Count("follows", filter=Q(follows__removed_at__isnull=True, follows__review_on__lte=day))
    used = WeiboAccount.objects.exclude(state=AccountState.RETIRED)
    return [(account, account.due) for account in used.annotate(due=due).filter(due__gt=0).order_by("pk")]


def follows_to_ask(account: WeiboAccount, *, now: dt.datetime, limit: int) -> list[FollowEntry]:
    """Rows whose facts are old and about whom Weibo was not asked lately, longest ago first."""
    old = Q(facts_at__isnull=True) | Q(facts_at__lt=now - FRESH_FACTS)
    rested = Q(asked_at__isnull=True) | Q(asked_at__lt=now - dt.timedelta(days=7))
    rows = FollowEntry.objects.filter(old, rested, account=account, removed_at__isnull=True, gone=False)
    return list(rows.order_by(F("asked_at").asc(nulls_first=True), "pk")[:limit])


def follow_header() -> list[str]:
    """Headings of the CSV file; the import reads the same."""
    return [
        _("昵称"), _("UID"), _("类别"), _("备注"), _("关注日期"), _("复核日期"),
        _("粉丝数"), _("关注数"), _("微博数"), _("注册日期"), _("最近发微博"),
    ]  # fmt: skip


def follow_cells(rows: "QuerySet[FollowEntry]") -> Iterator[list[object]]:
    """One line of the CSV file for each."""
    for row in rows.order_by("sort", "screen_name").iterator(chunk_size=500):
        yield [
            row.screen_name, row.uid, row.get_sort_display(), row.note, row.since, row.review_on,
            row.followers_count, row.friends_count, row.statuses_count, row.registered_on, row.last_post_on,
        ]  # fmt: skip


@dataclass(frozen=True)
class FollowPlan:
    """What taking in a file would do: rows to make, rows to change (with the changes), rows refused."""

    new: list[dict[str, Any]]
    changed: list[tuple[FollowEntry, dict[str, Any]]]
    same: int
    refused: list[FollowLine]


def plan_import(account: WeiboAccount, text: str) -> FollowPlan:
    """Compare a file with the list. Raises `UserError` (field `file`) when it is no follow list."""
    try:
        lines = read_lines(text)
    except UnreadableFile as error:
        raise UserError(str(error), code="follow.file", field="file") from error
    known = {row.screen_name.casefold(): row for row in FollowEntry.objects.filter(account=account)}
    plan = FollowPlan([], [], 0, [line for line in lines if line.errors])
    same = 0
    for line in lines:
        row = known.get(line.name.casefold())
        if line.errors:
            continue
        if row is None:
            plan.new.append({name: value for name, value in line.values.items() if value not in (None, "")})
        elif changes := _changes(row, line):
            plan.changed.append((row, changes))
        else:
            same += 1
    return replace(plan, same=same)


def _changes(row: FollowEntry, line: FollowLine) -> dict[str, Any]:
    """What a line says anew; an empty cell says nothing. Somebody who was taken off comes back."""
    told = {name: value for name, value in line.values.items() if value not in (None, "") and name != "screen_name"}
    changes = {name: value for name, value in told.items() if getattr(row, name) != value}
    return changes | ({"removed_at": None, "removal_reason": ""} if row.removed_at is not None else {})


def rule_rows() -> list[tuple[str, int]]:
    """The rules of suspicion with their points, for people to read."""
    return [(str(REASONS[reason]), POINTS[reason]) for reason in sorted(POINTS, key=lambda reason: -POINTS[reason])]
