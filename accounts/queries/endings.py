"""What is about to end, and who should know: rights (A8) and assessments (A7). Pure reads."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Exists, OuterRef, Q

from accounts.access import groups_above
from accounts.models import Assessment, Grant, User
from accounts.roles import Can
from core.dates import local_day

Row = TypeVar("Row", Grant, Assessment)


@dataclass(frozen=True)
class Ending(Generic[Row]):
    """A row that ends within `days` days; `last_day` is the last on which it holds."""

    row: Row
    days: int
    last_day: dt.date


def ending_grants(*, now: dt.datetime, days: Iterable[int]) -> Iterator[Ending[Grant]]:
    """Rights that end soon, each with the nearest of the stages `days` it has reached.

    A right that was given for less than a stage from the start is not told at that stage.
    """
    stages = sorted(days)
    rows = Grant.objects.in_force(now).filter(ends_at__lte=now + dt.timedelta(days=stages[-1]), user__is_active=True)
    for grant in rows.select_related("user", "account", "group", "custom_role", "given_by"):
        if grant.ends_at is not None:
            yield from _stage(grant, grant.given_at, grant.ends_at, now, stages)


def ending_assessments(*, now: dt.datetime, days: Iterable[int]) -> Iterator[Ending[Assessment]]:
    """The last valid assessments of colleagues that run out soon."""
    stages = sorted(days)
    longer = Assessment.objects.valid_at(now).filter(user=OuterRef("user"), valid_until__gt=OuterRef("valid_until"))
    rows = Assessment.objects.valid_at(now).filter(~Q(Exists(longer)), user__is_active=True)
    soon = rows.filter(valid_until__lte=now + dt.timedelta(days=stages[-1]))
    for row in soon.select_related("user", "assessed_by"):
        yield from _stage(row, row.assessed_at, row.valid_until, now, stages)


def people_managers(grant: Grant, *, now: dt.datetime) -> set[User]:
    """Who gave a right, and everybody who manages people where it holds."""
    reach = Q(account__isnull=True, group__isnull=True)
    group_id = grant.account.group_id if grant.account else grant.group_id
    if group_id is not None:
        reach |= Q(group_id__in=groups_above(group_id))
    if grant.account_id is not None:
        reach |= Q(account_id=grant.account_id)
    found = matrix_holders(Can.MANAGE_PEOPLE, reach, now=now)
    giver = grant.given_by
    return found | ({giver} if giver is not None and giver.is_active else set())


def matrix_holders(can: Can, reach: Q, *, now: dt.datetime) -> set[User]:
    """Who has a capability by a grant that fits `reach`."""
    grants = Grant.objects.filter(reach, user__is_active=True).in_force(now).select_related("user", "custom_role")
    return {grant.user for grant in grants if can in grant.cans}


def _stage(
    row: Row, begun: dt.datetime, ends: dt.datetime, now: dt.datetime, stages: list[int]
) -> Iterator[Ending[Row]]:
    for days in stages:
        if ends <= now + dt.timedelta(days=days):
            if begun <= ends - dt.timedelta(days=days):
                yield Ending(row, days, local_day(ends - dt.timedelta(seconds=1)))
            return
