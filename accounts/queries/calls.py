"""The call budget as people see it: what each account and app has used, what is spoken for, what is left."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.budget import Block, Limit, Limits, Window, live_blocks, read_limits
from accounts.budget.limits import APPS
from accounts.budget.taking import reserved_in
from accounts.gateway import app_of
from accounts.models import AccountState, CallWindow, Channel, LimitOrigin, Purpose, WeiboAccount
from core.dates import local_day
from weibo.errors import Scope
from weibo.limits import Unit, start_of_window

TIGHT = 0.2
"""Below this share of a window that is left, it is tight."""
DAYS = 7
SIZE = 50
NEEDS = ("blocked", "over", "tight")
"""What the page can be filtered by, the most urgent first."""
PURPOSES = tuple(Purpose.values)


@dataclass(frozen=True, slots=True)
class Budget:
    """One window of an account or an app: `planned` is spoken for by publishing, `by_purpose` says who used it."""

    window: Window
    limit: Limit
    used: int = 0
    planned: int = 0
    by_purpose: tuple[tuple[str, int], ...] = ()

    @property
    def most(self) -> int | None:
        """How many calls it allows; None = nothing limits it."""
        return self.limit.value

    @property
    def left(self) -> int | None:
        """What can still be called."""
        return None if self.most is None else max(0, self.most - self.used)

    @property
    def free(self) -> int | None:
        """What is left once publishing has its own; negative: so many planned posts do not fit."""
        return None if self.left is None else self.left - self.planned

    @property
    def share_left(self) -> float:
        """Of what it allows; 1.0 when nothing limits it."""
        return 1.0 if not self.most or self.free is None else max(0.0, self.free) / self.most

    @property
    def elsewhere(self) -> int:
        """Counted by Weibo, not by us: used by somebody else with the same app."""
        return max(0, self.used - sum(calls for _name, calls in self.by_purpose))

    @property
    def bar(self) -> tuple[int, int]:
        """Used and spoken for, as parts of a thousand."""
        if not self.most:
            return 0, 0
        used = min(1000, round(self.used * 1000 / self.most))
        return used, min(1000 - used, round(self.planned * 1000 / self.most))

    @property
    def missing(self) -> int:
        """So many planned calls do not fit."""
        return 0 if self.free is None else max(0, -self.free)

    @property
    def used_by(self) -> list[tuple[str, int]]:
        """Who used it, in words, the most first."""
        found = [(str(Purpose(name).label), calls) for name, calls in self.by_purpose]
        if self.elsewhere:
            found.append((_("系统以外"), self.elsewhere))
        return sorted(found, key=lambda item: -item[1])

    @property
    def span(self) -> str:
        """Which window it is."""
        return _("今天") if self.window.unit is Unit.DAY else _("这一小时")

    @property
    def origin(self) -> str:
        """Where its limit comes from."""
        if not self.limit.origin:
            return _("按平台说明")
        day = "" if self.limit.known_at is None else f"{local_day(self.limit.known_at):%m-%d}"
        if self.limit.origin == LimitOrigin.LEARNT:
            return _("%(day)s 微博告知") % {"day": day}
        return _("%(day)s %(name)s设定") % {"day": day, "name": self.limit.known_by}

    def gone_at(self, now: dt.datetime) -> dt.datetime | None:
        """When it is used up at the pace so far; None when it lasts to its end."""
        passed = (now - self.window.starts_at).total_seconds()
        if self.left is None or not self.used or passed < 60:
            return None
        at = now + dt.timedelta(seconds=self.left * passed / self.used)
        return at if at < self.window.ends_at else None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the small chart: its place, and how high its bars stand, of 20."""

    day: dt.date
    x: int
    used: int
    publishing: int
    most: int

    @property
    def heights(self) -> tuple[int, int]:
        """Of everything, and of publishing; what is there is never invisible."""
        return self._height(self.used), self._height(self.publishing)

    def _height(self, calls: int) -> int:
        return max(1, round(calls * 20 / self.most)) if calls else 0

    @property
    def tops(self) -> tuple[int, int]:
        """Where the bars begin."""
        everything, publishing = self.heights
        return 20 - everything, 20 - publishing


@dataclass(frozen=True, slots=True)
class CallRow:
    """One account with its app: the window that is nearest to its end, and what stops it."""

    account: WeiboAccount
    app: str
    budget: Budget
    others: tuple[Budget, ...] = ()
    block: Block | None = None
    gone_at: dt.datetime | None = None
    history: tuple["Day", ...] = ()

    @property
    def needs(self) -> str:
        """The first of `NEEDS` that holds; empty when all is well."""
        if self.block is not None:
            return "blocked"
        if self.budget.free is not None and self.budget.free < 0:
            return "over"
        return "tight" if self.budget.share_left < TIGHT else ""

    @property
    def app_label(self) -> str:
        """The app by name."""
        return str(Channel(self.app).label)

    @property
    def stopped(self) -> str:
        """What Weibo said, and whom it stops."""
        return "" if self.block is None else stopped_by(self.block)


def call_rows(accounts: Iterable[WeiboAccount], *, now: dt.datetime) -> list[CallRow]:
    """The budgets of these accounts, what is worst first. Five queries, whatever their number."""
    apps = {account.pk: account for account in accounts}
    limits, blocks = read_limits(apps), live_blocks(apps, now=now)
    windows = {
        pk: [Window(app_of(one), pk, "", unit, start_of_window(now, unit)) for unit in (Unit.DAY, Unit.HOUR)]
        for pk, one in apps.items()
    }
    everything = [window for rows in windows.values() for window in rows]
    counted, planned = _counted(everything), reserved_in(everything, now=now)
    rows = []
    for pk, account in apps.items():
        budgets = [_budget(window, limits, counted, planned[window]) for window in windows[pk]]
        limited = sorted((one for one in budgets if one.most is not None), key=lambda one: one.share_left)
        shown = limited[0] if limited else budgets[0]
        block = _block_of(blocks, shown.window.app, pk)
        others = tuple(limited[1:])
        rows.append(CallRow(account, shown.window.app, shown, others, block, shown.gone_at(now)))
    return sorted(rows, key=_urgency)


def _urgency(row: CallRow) -> tuple[int, float, str]:
    order = NEEDS.index(row.needs) if row.needs else len(NEEDS)
    return order, row.budget.share_left, row.account.nickname


def _block_of(blocks: Iterable[Block], app: str, account_id: int | None) -> Block | None:
    """What stops all its calls, and longest; else what stops some."""
    mine = [block for block in blocks if block.app == app and block.account_id in (None, account_id)]
    return max(mine, key=lambda block: (not block.endpoint, block.until), default=None)


Counted = dict[Window, tuple[int, tuple[tuple[str, int], ...]]]


def _counted(windows: Sequence[Window]) -> Counted:
    accounts = {window.account_id for window in windows if window.account_id is not None}
    rows = CallWindow.objects.filter(endpoint="", starts_at__in={window.starts_at for window in windows})
    rows = rows.filter(account_id__in=accounts) if accounts else rows.filter(account__isnull=True)
    found: Counted = {}
    for app, pk, unit, start, used, *parts in rows.order_by().values_list(
        "app", "account_id", "unit", "starts_at", "used", *PURPOSES
    ):
        by_purpose = tuple((name, calls) for name, calls in zip(PURPOSES, parts, strict=True) if calls)
        found[Window(app, pk, "", Unit(unit), start)] = (used, by_purpose)
    return found


def _budget(window: Window, limits: Limits, counted: Counted, planned: int) -> Budget:
    used, by_purpose = counted.get(window, (0, ()))
    limit = limits.of(window.app, window.account_id, window.scope, "", window.unit)
    return Budget(window, limit, used, planned, by_purpose)


def with_history(rows: Sequence[CallRow], *, now: dt.datetime) -> list[CallRow]:
    """The same rows with their last days. One query."""
    today = start_of_window(now, Unit.DAY)
    starts = [today - dt.timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
    wanted = {row.account.pk: row.app for row in rows}
    days = CallWindow.objects.filter(account_id__in=wanted, endpoint="", unit=Unit.DAY, starts_at__gte=starts[0])
    found = {
        (pk, app, start): (used, publishing)
        for pk, app, start, used, publishing in days.order_by().values_list(
            "account_id", "app", "starts_at", "used", "publishing"
        )
    }
    return [
        replace(row, history=_days(row, [found.get((row.account.pk, row.app, start), (0, 0)) for start in starts], now))
        for row in rows
    ]


def _days(row: CallRow, calls: Sequence[tuple[int, int]], now: dt.datetime) -> tuple[Day, ...]:
    limit = row.budget.most if row.budget.window.unit is Unit.DAY else None
    most = max([limit or 1, *(used for used, _publishing in calls)])
    first = local_day(now) - dt.timedelta(days=DAYS - 1)
    return tuple(
        Day(first + dt.timedelta(days=place), place * 9, used, publishing, most)
        for place, (used, publishing) in enumerate(calls)
    )


def stopped_by(block: Block) -> str:
    """What Weibo said no to, in words."""
    whom = {
        Scope.IP: _("微博限制了这台服务器的调用"),
        Scope.USER: _("微博限制了这个账号的调用"),
        Scope.ENDPOINT: _("微博限制了接口 %(endpoint)s"),
    }[block.scope] % {"endpoint": block.endpoint}
    return whom if block.code is None else _("%(whom)s（%(code)d）") % {"whom": whom, "code": block.code}


@dataclass(frozen=True, slots=True)
class AppRow:
    """One of our apps as a whole: everything that leaves from this server."""

    app: str
    budget: Budget
    block: Block | None
    gone_at: dt.datetime | None
    today: int

    @property
    def stopped(self) -> str:
        """What Weibo said."""
        return "" if self.block is None else stopped_by(self.block)

    @property
    def label(self) -> str:
        """The app by name."""
        return str(Channel(self.app).label)


def app_rows(*, now: dt.datetime) -> list[AppRow]:
    """The apps that anybody uses. Six queries."""
    used_apps = {app_of(account) for account in accounts_in_use().only("channel")}
    windows = [Window(app, None, "", Unit.HOUR, start_of_window(now, Unit.HOUR)) for app in APPS if app in used_apps]
    limits, blocks = read_limits([]), live_blocks([], now=now)
    counted, planned = _counted(windows), reserved_in(windows, now=now)
    today = dict(_today(now))
    rows = []
    for window in windows:
        budget = _budget(window, limits, counted, planned[window])
        block = _block_of(blocks, window.app, None)
        rows.append(AppRow(window.app, budget, block, budget.gone_at(now), today.get(window.app, 0)))
    return rows


def _today(now: dt.datetime) -> "QuerySet[CallWindow, tuple[str, int]]":
    hours = CallWindow.objects.filter(account__isnull=True, unit=Unit.HOUR)
    today = hours.filter(starts_at__gte=start_of_window(now, Unit.DAY)).order_by()
    return today.values_list("app").annotate(calls=Sum("used"))


def accounts_in_use() -> QuerySet[WeiboAccount]:
    """Whose calls are counted: everything that is not retired."""
    return WeiboAccount.objects.exclude(state=AccountState.RETIRED)


@dataclass(frozen=True, slots=True)
class CallsPage:
    """One page of the list, with how many accounts each filter has."""

    rows: list[CallRow]
    counts: dict[str, int]
    need: str
    words: str
    number: int
    pages: int
    total: int

    @property
    def everybody(self) -> int:
        """All accounts, whatever they need."""
        return self.counts[""]

    @property
    def earlier(self) -> int | None:
        """The page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def later(self) -> int | None:
        """The page after."""
        return self.number + 1 if self.number < self.pages else None


def calls_page(
    accounts: "QuerySet[WeiboAccount]", *, need: str, words: str, number: int, now: dt.datetime
) -> CallsPage:
    """Accounts whose name has `words`, with the need if one of `NEEDS` is given. Seven queries."""
    everything = call_rows(accounts.filter(nickname__icontains=words) if words else accounts, now=now)
    counts = {"": len(everything)} | {name: sum(row.needs == name for row in everything) for name in NEEDS}
    wanted = need if need in NEEDS else ""
    shown = [row for row in everything if not wanted or row.needs == wanted]
    pages = max(1, -(-len(shown) // SIZE))
    number = min(max(1, number), pages)
    rows = with_history(shown[(number - 1) * SIZE : number * SIZE], now=now)
    return CallsPage(rows, counts, wanted, words, number, pages, len(shown))
