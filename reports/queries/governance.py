"""The nine systems beside their past, and who answers for each (I6)."""

import datetime as dt
from typing import Final

from django.db.models import Count, Q

from accounts.models import User
from reports.models import GovernanceReading, SystemOwner

BACK: Final = dt.timedelta(days=28)
"""How far back a check is compared."""
CURVE: Final = dt.timedelta(days=182)


def earlier(day: dt.date) -> dict[str, tuple[dt.date, int]]:
    """By check: the last reading that is four weeks old or older, up to eight; and its day."""
    rows = GovernanceReading.objects.filter(day__lte=day - BACK, day__gte=day - 2 * BACK, found__isnull=False)
    return {row.key: (row.day, row.found or 0) for row in rows.order_by("day")}


def score_curve(day: dt.date) -> list[tuple[dt.date, int]]:
    """The share of judged checks in order, in whole percent, for each day of half a year that was read."""
    rows = GovernanceReading.objects.filter(day__gt=day - CURVE, day__lte=day, found__isnull=False)
    sums = rows.values("day").annotate(all=Count("pk"), good=Count("pk", filter=Q(found=0))).order_by("day")
    return [(row["day"], row["good"] * 100 // row["all"]) for row in sums]


def owners() -> dict[str, User]:
    """Who answers for each system."""
    return {row.system: row.person for row in SystemOwner.objects.select_related("person")}
