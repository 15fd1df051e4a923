"""How often an account may publish (K2) and no lion's roar (K4): pure, for one moment among its neighbours."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.dates import BEIJING, local_day


@dataclass(frozen=True, slots=True)
class Limits:
    """What a policy allows; None = not limited."""

    max_per_day: int | None = None
    min_gap_minutes: int | None = None
    burst_posts: int = 3
    burst_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another post of the same account, whatever its source."""

    at: dt.datetime
    promotional: bool = False


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that a moment breaks, with the sentence for people."""

    rule: str
    sentence: str


def breaches(
    limits: Limits, neighbours: Sequence[Neighbour], at: dt.datetime, *, promotional: bool = False
) -> list[Breach]:
    """What publishing at `at` would break. `neighbours` are the account's posts within a day of it."""
    found = [
        _gap(limits, neighbours, at),
        _day(limits, neighbours, at),
        burst(limits, neighbours, at),
        _promotions(neighbours, at) if promotional else None,
    ]
    return [breach for breach in found if breach is not None]


def _clock(at: dt.datetime) -> str:
    return f"{at.astimezone(BEIJING):%m-%d %H:%M}"


def _gap(limits: Limits, neighbours: Sequence[Neighbour], at: dt.datetime) -> Breach | None:
    """K2: the least distance; two at the same minute collide under every policy."""
    if not neighbours:
        return None
    nearest = min(neighbours, key=lambda other: abs(other.at - at))
    minutes = int(abs(nearest.at - at).total_seconds() // 60)
    least = limits.min_gap_minutes or 0
    if minutes >= max(least, 1):
        return None
    if minutes == 0:
        return Breach("same_time", _("%(time)s 已有另一条微博。") % {"time": _clock(nearest.at)})
    sentence = _("与 %(time)s 的另一条只隔 %(minutes)d 分钟，策略要求至少 %(least)d 分钟。")
    return Breach("min_gap", sentence % {"time": _clock(nearest.at), "minutes": minutes, "least": least})


def _day(limits: Limits, neighbours: Sequence[Neighbour], at: dt.datetime) -> Breach | None:
    """K2: the most on one day in Beijing."""
    if limits.max_per_day is None:
        return None
    day = local_day(at)
    planned = sum(local_day(other.at) == day for other in neighbours)
    if planned < limits.max_per_day:
        return None
    sentence = _("%(day)s 已有 %(count)d 条，策略每天至多 %(most)d 条。")
    return Breach("max_per_day", sentence % {"day": f"{day:%m-%d}", "count": planned, "most": limits.max_per_day})


def burst(limits: Limits, neighbours: Sequence[Neighbour], at: dt.datetime) -> Breach | None:
    """K4: in any span of `burst_minutes` around `at` at most `burst_posts`, this one included."""
    span = dt.timedelta(minutes=limits.burst_minutes)
    times = sorted(other.at for other in neighbours if abs(other.at - at) < span)
    starts = [time for time in [*times, at] if time <= at]
    most = max(sum(start <= time < start + span for time in times) + 1 for start in starts)
    if most <= limits.burst_posts:
        return None
    sentence = _("%(minutes)d 分钟内将有 %(count)d 条，超过连发上限 %(limit)d 条。")
    values = {"minutes": limits.burst_minutes, "count": most, "limit": limits.burst_posts}
    return Breach("burst", sentence % values)


def _promotions(neighbours: Sequence[Neighbour], at: dt.datetime) -> Breach | None:
    """Two promotional posts that stand next to each other on one day."""
    day = local_day(at)
    before = max((other for other in neighbours if other.at <= at), key=lambda other: other.at, default=None)
    after = min((other for other in neighbours if other.at > at), key=lambda other: other.at, default=None)
    for other in (before, after):
        if other is not None and other.promotional and local_day(other.at) == day:
            return Breach(
                "promotions", _("与 %(time)s 的推广内容相邻，两条推广会连在一起。") % {"time": _clock(other.at)}
            )
    return None
