"""Which posts on the screen stand too near to each other (K2, K4): pure, one pass over the times of each account."""

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.dates import local_day
from publishing.planner.rules import Limits


class Standing(NamedTuple):
    """A post that stands on the calendar."""

    at: dt.datetime
    pk: int
    account_id: int
    promotional: bool = False


def conflicts(standing: Iterable[Standing], limits: Mapping[int, Limits]) -> dict[int, str]:
    """By slot the sentence about what it collides with: the same minute, too near, two promotions side by side."""
    by_account: dict[int, list[Standing]] = {}
    for one in standing:
        by_account.setdefault(one.account_id, []).append(one)
    found: dict[int, str] = {}
    for account_id, rows in by_account.items():
        least = (limits.get(account_id) or Limits()).min_gap_minutes or 0
        rows.sort()
        for before, after in pairwise(rows):
            if sentence := _between(before, after, least):
                found[before.pk] = found[after.pk] = sentence
    return found


def _between(before: Standing, after: Standing, least: int) -> str:
    minutes = int((after.at - before.at).total_seconds() // 60)
    if minutes == 0:
        return _("同一分钟有两条微博")
    if minutes < least:
        return _("两条只隔 %(minutes)d 分钟，策略要求至少 %(least)d 分钟") % {"minutes": minutes, "least": least}
    if before.promotional and after.promotional and local_day(before.at) == local_day(after.at):
        return _("两条推广连在一起")
    return ""
