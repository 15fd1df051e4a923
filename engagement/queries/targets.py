"""Five a day (E2): the list of a day, the rules, what came of it. Reads only."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AccountState, WeiboAccount
from core.dates import local_day
from core.holidays import official_days
from engagement.choosing import Candidate, Reason, Why
from engagement.models import Fan, FanKind, Target, TargetRule, TargetState, Thread
from publishing.dispatch.links import is_weibo_address

WEEKS: Final = 8
WINDOW: Final = dt.timedelta(days=28)
"""Somebody who writes to the account within this time after the comment has come back."""
SILENT_FOR: Final = dt.timedelta(days=60)
SILENT_FANS: Final = 100
WORTH: Final = (FanKind.POTENTIAL, FanKind.LOYAL, FanKind.KOL, FanKind.CUSTOMER, FanKind.ALLY)


@dataclass(frozen=True, slots=True)
class TargetRules:
    """All rules, so that a sweep reads them once; None is the general one."""

    rows: dict[int | None, TargetRule]

    def of(self, account_id: int) -> TargetRule:
        """The account's own, else the general one."""
        return self.rows.get(account_id) or self.rows.get(None) or TargetRule()


def target_rules() -> TargetRules:
    """Everything that is set."""
    return TargetRules({rule.account_id: rule for rule in TargetRule.objects.select_related("account")})


def wanted_on(day: dt.date) -> dict[int, int]:
    """By account how many people it meets on this day; without those that have their list already."""
    rules, worked = target_rules(), official_days().is_worked(day)
    met = Target.objects.filter(day=day).values("account_id")
    accounts = WeiboAccount.objects.filter(state=AccountState.CONNECTED).exclude(pk__in=met).order_by("pk")
    by_account = {account_id: rules.of(account_id) for account_id in accounts.values_list("pk", flat=True)}
    return {pk: rule.per_day for pk, rule in by_account.items() if rule.per_day and (worked or rule.on_rest_days)}


@dataclass(frozen=True, slots=True)
class Line:
    """One person as shown: why he was chosen, and whether the proof is a link."""

    target: Target
    reasons: list[str]
    proof_is_link: bool


@dataclass(frozen=True, slots=True)
class AccountDay:
    """One account's people of a day as they are shown; `left` still to meet."""

    account: WeiboAccount
    lines: list[Line]
    left: int
    done: int


def account_days(day: dt.date, accounts: "QuerySet[WeiboAccount]") -> list[AccountDay]:
    """A day of these accounts: those with people on it, by nickname. What is open stands first."""
    rows = Target.objects.filter(day=day, account__in=accounts).select_related("followed_by", "commented_by")
    by_account: dict[int, list[Target]] = defaultdict(list)
    for row in rows.order_by("-score", "pk"):
        by_account[row.account_id].append(row)
    owners = WeiboAccount.objects.filter(pk__in=by_account).order_by("nickname", "pk")
    return [_account_day(account, by_account[account.pk]) for account in owners]


def _account_day(account: WeiboAccount, rows: list[Target]) -> AccountDay:
    order = [TargetState.OPEN, TargetState.DONE, TargetState.SKIPPED]
    shown = sorted((row for row in rows if row.state in order), key=lambda row: order.index(TargetState(row.state)))
    states = [row.state for row in rows]
    return AccountDay(
        account,
        [Line(row, reasons_of(row), is_weibo_address(row.proof)) for row in shown],
        left=states.count(TargetState.OPEN),
        done=states.count(TargetState.DONE),
    )


def reasons_of(target: Target) -> list[str]:
    """Why this person, in sentences, the strongest reason first."""
    return [_sentence(Reason(*reason)) for reason in target.reasons]


def _sentence(reason: Reason) -> str:
    given = {"about": reason.about, "n": reason.n}
    if reason.why == Why.COMPETITOR:
        return ngettext("三天里 %(n)d 次说到竞品“%(about)s”", "三天里 %(n)d 次说到竞品“%(about)s”", reason.n) % given
    if reason.why == Why.TOPIC:
        return ngettext("三天里 %(n)d 次说到“%(about)s”", "三天里 %(n)d 次说到“%(about)s”", reason.n) % given
    if reason.why == Why.HOT:
        return _("“%(about)s”的热帖作者，转评赞共 %(n)d") % given
    if reason.why == Why.QUESTION:
        return _("在问与“%(about)s”有关的事") % given
    kind = FanKind(reason.about).label if reason.about in FanKind.values else reason.about
    return _("粉丝册里的%(kind)s，%(n)d 天没说过话") % {"kind": kind, "n": reason.n}


def silent_fans(*, now: dt.datetime) -> list[Candidate]:
    """People of the fan book to whom nobody has spoken for long, the most valuable first."""
    rows = Fan.objects.filter(kind__in=WORTH).exclude(uid="").filter(last_spoken_at__lt=now - SILENT_FOR)
    valued = rows.order_by(F("value").desc(nulls_last=True), "last_spoken_at", "pk")[:SILENT_FANS]
    return [
        Candidate(fan.uid, fan.name, (Reason(Why.SILENT, fan.kind, (now - fan.last_spoken_at).days),), fan.followers)
        for fan in valued
        if fan.last_spoken_at
    ]


def open_by_account(day: dt.date) -> list[tuple[WeiboAccount, int]]:
    """Accounts with people left to meet on this day, and how many."""
    rows = Target.objects.filter(day=day, state=TargetState.OPEN).order_by()
    left = dict(rows.values_list("account_id").annotate(Count("pk")))
    accounts = WeiboAccount.objects.filter(pk__in=left).select_related("owner", "deputy").order_by("pk")
    return [(account, left[account.pk]) for account in accounts]


@dataclass(frozen=True, slots=True)
class WeekOfTargets:
    """One week: people on the list, followed, commented on, both, and how many of those commented on wrote to us
    within `WINDOW`. `is_late`: the window of some is still open, the last number can grow."""

    monday: dt.date
    people: int
    followed: int
    commented: int
    both: int
    came_back: int
    is_late: bool


def weeks_of_targets(accounts: "QuerySet[WeiboAccount]", *, now: dt.datetime) -> list[WeekOfTargets]:
    """The last `WEEKS` weeks, the newest first; weeks without anybody are left out."""
    today = local_day(now)
    first = today - dt.timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    answered = Thread.objects.filter(
        account=OuterRef("account"),
        author_id=OuterRef("uid"),
        received_at__gt=OuterRef("commented_at"),
        received_at__lt=OuterRef("commented_at") + WINDOW,
    )
    meant = Target.objects.filter(account__in=accounts, day__gte=first, day__lte=today)
    rows = (
        meant.filter(state__in=[TargetState.OPEN, TargetState.DONE])
        .annotate(week=TruncWeek("day"), back=Exists(answered))
        .values("week")
        .annotate(
            people=Count("pk"),
            followed=Count("pk", filter=Q(followed_at__isnull=False)),
            commented=Count("pk", filter=Q(commented_at__isnull=False)),
            both=Count("pk", filter=Q(state=TargetState.DONE)),
            came_back=Count("pk", filter=Q(back=True)),
        )
        .order_by("-week")
    )
    young = today - WINDOW
    return [
        WeekOfTargets(
            monday=row["week"],
            people=row["people"],
            followed=row["followed"],
            commented=row["commented"],
            both=row["both"],
            came_back=row["came_back"],
            is_late=row["week"] + dt.timedelta(days=6) > young,
        )
        for row in rows
    ]
