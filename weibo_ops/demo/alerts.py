"""Alerts of the last weeks in every state: confirmed, dismissed with a reason, taken, escalated, on one group (M4)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.roles import Role
from monitoring.models import Alert, AlertNews, AlertState, KeywordSet, Mention, NewsKind

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
GROUP = 9_000_000_001
"""No group that is found at ingest gets this number."""


@dataclass(frozen=True)
class Past:
    """One alert as it is remembered: which set, how long ago, how many in how many minutes."""

    of: str
    ago: dt.timedelta
    count: int
    minutes: int
    usual: tuple[int, int]
    severity: int
    negative: int | None
    reason: str = ""
    state: AlertState = AlertState.DISMISSED


PAST = (
    Past("产品：杯与锅", 4 * DAY, 46, 60, (3, 9), 3, 8, "自己的活动带来的"),
    Past("产品：杯与锅", 9 * DAY, 38, 60, (3, 8), 2, 5, "刷屏或抽奖转发"),
    Past("产品：杯与锅", 17 * DAY, 41, 60, (2, 9), 3, 11, "自己的活动带来的"),
    Past("危机：质量与售后", 12 * DAY, 64, 20, (0, 2), 6, 81, state=AlertState.CONFIRMED),
    Past("品牌：山岚", 20 * DAY, 122, 720, (24, 51), 4, 37, state=AlertState.CONFIRMED),
)


def write_alerts(people: dict[Role, User], *, now: dt.datetime) -> None:
    """After the sweeps, which raise what is live."""
    sets = {found.name: found for found in KeywordSet.objects.all()}
    duty = people[Role.CUSTOMER_EDITOR]
    for past in PAST:
        _write(sets[past.of], past, by=duty, now=now)
    _write_group(sets["产品：杯与锅"], now=now)


def _write(keyword_set: KeywordSet, past: Past, *, by: User, now: dt.datetime) -> None:
    end = now - past.ago
    settled: dict[str, Any] = {
        "state": past.state,
        "handled_by": by,
        "handled_at": end + 25 * MINUTE,
        "reason": past.reason,
    }
    taken: dict[str, Any] = {
        "acknowledged_by": by,
        "acknowledged_at": end + 6 * MINUTE,
        "closed_at": end + 190 * MINUTE,
    }
    alert = _alert(keyword_set, past, end, **settled, **taken)
    _news(alert, NewsKind.RAISED, end + 2 * MINUTE)


def _write_group(keyword_set: KeywordSet, *, now: dt.datetime) -> None:
    """Somebody's post is copied; nobody took the alert, so it was escalated."""
    end, past = now - 50 * MINUTE, Past("产品：杯与锅", 50 * MINUTE, 34, 20, (0, 6), 4, 12)
    mention = Mention.objects.filter(hits__keyword_set=keyword_set).order_by("-pk")[0]
    post = {"post": {"mention": mention.pk, "text": mention.text[:60]}}
    alert = _alert(keyword_set, past, end, facts=post, group_id=GROUP)
    _news(alert, NewsKind.RAISED, end + 2 * MINUTE)
    _news(alert, NewsKind.ESCALATED, end + 32 * MINUTE)


def _alert(
    keyword_set: KeywordSet, past: Past, end: dt.datetime, *, facts: dict[str, Any] | None = None, **more: Any
) -> Alert:
    words = keyword_set.keywords.values_list("word", flat=True)[:2]
    known = {
        "median": sum(past.usual) / 2,
        "threshold": past.usual[1] * 2 + 6,
        "samples": 24,
        "basis": "weeks",
        "big": [],
        "words": [{"name": word, "count": past.count // (2 * place)} for place, word in enumerate(words, 1)],
        "authors": [{"name": "爱喝热水的阿棠", "count": 4}, {"name": "老陈爱做饭", "count": 3}],
        **(facts or {}),
    }
    return Alert.objects.create(
        keyword_set=keyword_set,
        window_start=end - past.minutes * MINUTE,
        window_end=end,
        count=past.count,
        usual_low=past.usual[0],
        usual_high=past.usual[1],
        severity=past.severity,
        negative_share=past.negative,
        facts=known,
        first_spike_at=end,
        last_spike_at=end + 20 * MINUTE,
        created_at=end + MINUTE,
        **more,
    )


def _news(alert: Alert, kind: NewsKind, at: dt.datetime) -> None:
    told: dict[str, Any] = {"severity": alert.severity, "per_minute": 1.0, "negative": alert.negative_share, "big": []}
    params = {"told": told} if kind != NewsKind.ESCALATED else {}
    AlertNews.objects.create(alert=alert, kind=kind, severity=alert.severity, params=params, at=at, told_at=at)
