"""The best-hour map of one account (I4) beside the golden windows (K3)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import WeiboAccount
from core.dates import day_start
from core.templatetags.show import WEEKDAYS
from monitoring.models import MetricSample, SampleState
from publishing.models import GoldenWindow, Policy, Publication, SlotTime
from reports.hours import Cell, HourMap, Move, Result, better_times, hour_map
from reports.hours.mapping import ALL_DAYS, Place, Verdict

VERDICTS = {
    Verdict.FEW: gettext_lazy("数据不够"),
    Verdict.BETTER: gettext_lazy("比平时好"),
    Verdict.WORSE: gettext_lazy("比平时差"),
    Verdict.OPEN: gettext_lazy("看不出差别"),
}
SHOWN = 6
AGE_MINUTES = 1440
"""Every post is looked at 24 hours after it went out, whenever that was."""


@dataclass(frozen=True)
class Hours:
    """The map, what it rests on, and what could be moved in the account's weekly plan."""

    account: WeiboAccount
    map: HourMap
    golden: dict[Place, str]
    times: list[tuple[int, dt.time]]
    moves: list[Move]
    waiting: int
    prized: int

    @property
    def better(self) -> list[Cell]:
        """What is surely better, the strongest first."""
        return self.map.sure(Verdict.BETTER)[:SHOWN]

    @property
    def worse(self) -> list[Cell]:
        """What is surely worse, the strongest first."""
        return self.map.sure(Verdict.WORSE)[:SHOWN]

    @property
    def rows(self) -> list[tuple[int, list[tuple[Cell | None, str]]]]:
        """The table behind the chart: each hour, the seven days and all days, each with its golden window."""
        return [
            (hour, [(self.map.cells.get((day, hour)), self.golden.get((day, hour), "")) for day in range(ALL_DAYS + 1)])
            for hour in range(24)
        ]


def account_with_most_posts(
    accounts: "QuerySet[WeiboAccount]", *, first: dt.date, last: dt.date
) -> WeiboAccount | None:
    """The one whose map says most, when nobody has chosen; any when nothing was published."""
    since, until = day_start(first), day_start(last + dt.timedelta(days=1))
    rows = Publication.objects.filter(account__in=accounts, published_at__gte=since, published_at__lt=until)
    top = rows.order_by().values("account").annotate(n=Count("pk")).order_by("-n", "account").first()
    return accounts.filter(pk=top["account"]).first() if top else accounts.order_by("pk").first()


def hours_of(account: WeiboAccount, *, first: dt.date, last: dt.date) -> Hours:
    """A constant number of queries. Posts of campaigns stay out: a prize moves people at any hour."""
    since, until = day_start(first), day_start(last + dt.timedelta(days=1))
    posts = Publication.objects.filter(account=account, published_at__gte=since, published_at__lt=until)
    own = posts.filter(post__campaign=None)
    samples = MetricSample.objects.filter(
        publication__in=own, age_minutes=AGE_MINUTES, state=SampleState.TAKEN
    ).values_list("publication__published_at", F("reposts") + F("comments") + F("likes"))
    golden = golden_hours()
    found = hour_map([Result(at, sum_ or 0) for at, sum_ in samples], golden)
    times = list(SlotTime.objects.filter(plan__account=account).values_list("weekday", "time"))
    gap = Policy.objects.filter(account=account).values_list("min_gap_minutes", flat=True).first()
    counts = posts.aggregate(all=Count("pk"), own=Count("pk", filter=Q(post__campaign=None)))
    return Hours(
        account, found, golden, times, better_times(found, times, gap_minutes=gap),
        waiting=counts["own"] - found.posts, prized=counts["all"] - counts["own"],
    )  # fmt: skip


def golden_hours() -> dict[Place, str]:
    """K3: the hours that a golden window touches, with its name. Working days are Monday to Friday here."""
    found: dict[Place, str] = {}
    for window in GoldenWindow.objects.order_by("pk"):
        days = [window.weekday] if window.weekday is not None else range(5) if window.on_workdays else (5, 6)
        last = window.ends.hour - (window.ends.minute == 0)
        for day in days:
            for hour in range(window.starts.hour, last + 1):
                found.setdefault((day, hour), window.name)
    return found


def chart_of(found: Hours) -> dict[str, Any]:
    """What the heat map draws: [weekday, hour, effect or None, posts, golden window] of every cell that has posts."""
    cells = [
        [
            cell.weekday, cell.hour, None if cell.verdict == Verdict.FEW else round(cell.effect, 3), cell.posts,
            f"{round(100 * cell.effect):+d}%" if cell.verdict in {Verdict.BETTER, Verdict.WORSE} else "",
            in_words(cell),
        ]
        for cell in found.map.cells.values()
        if cell.weekday != ALL_DAYS
    ]  # fmt: skip
    golden = [[day, hour, name] for (day, hour), name in found.golden.items()]
    words = {"better": _("比平时好"), "worse": _("比平时差"), "golden": _("黄金时段")}
    return {"days": [str(name) for name in WEEKDAYS], "cells": cells, "golden": golden, "words": words}


def in_words(cell: Cell) -> str:
    """One cell in one line: how many posts, the effect with its range, how sure."""
    if cell.verdict == Verdict.FEW:
        return _("%(n)d 条，数据不够") % {"n": cell.posts}
    values = {
        "n": cell.posts, "effect": f"{100 * cell.effect:+.0f}%", "low": f"{100 * cell.low:+.0f}%",
        "high": f"{100 * cell.high:+.0f}%", "chance": f"{100 * cell.chance:.0f}%",
    }  # fmt: skip
    return _("%(n)d 条，%(effect)s（%(low)s 至 %(high)s），好于平时的把握 %(chance)s") % values


def cells_of(found: Hours) -> list[list[Any]]:
    """The map as a file: a row for each hour that has posts."""
    days = [*WEEKDAYS, _("所有日子")]
    return [
        [
            str(days[day]), hour, cell.posts, round(cell.effect, 4), round(cell.low, 4), round(cell.high, 4),
            round(cell.chance, 4), str(VERDICTS[cell.verdict]), found.golden.get((day, hour), ""),
        ]
        for (day, hour), cell in sorted(found.map.cells.items())
    ]  # fmt: skip
