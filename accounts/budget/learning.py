"""What Weibo tells of its limits, by `account/rate_limit_status`: numbers to keep, and counts that only go up."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from accounts.budget.limits import plan_of, read_limits
from accounts.budget.windows import Window, place_of, raise_to
from accounts.models import CallLimit, LimitOrigin
from weibo.limits import endpoint_of, start_of_window, unit_of
from weibo.types import RateLimits

NO_LIMIT = 1_000_000
"""So many calls an hour are Weibo's way to say that nothing limits them."""


@dataclass(frozen=True, slots=True)
class _Told:
    window: Window
    limit: int | None
    used: int


def learn_limits(app: str, account_id: int, limits: RateLimits, *, now: dt.datetime) -> int:
    """Keep what Weibo says of one account's and the address's limits; returns how many differ from what was known.

    Hidden daily limits are not in it, so it never frees what a count or a refusal has stopped.
    """
    told = list(_told(app, account_id, limits, now))
    known = read_limits([account_id])
    news, rows = 0, []
    for one in sorted(told, key=lambda row: place_of(row.window)):
        window = one.window
        had = known.rows.get(((app, window.scope, window.account_id, window.endpoint, window.unit), LimitOrigin.LEARNT))
        if had is None and plan_of(app).limit(window.scope, window.endpoint, window.unit) == one.limit:
            continue  # as documented: nothing to keep
        news += had is None or had.value != one.limit
        rows.append(_row(one, now))
    with transaction.atomic():
        CallLimit.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["app", "scope", "account", "endpoint", "unit", "origin"],
            update_fields=["limit", "known_at"],
        )
        raise_to({one.window: one.used for one in told})
    return news


def _told(app: str, account_id: int, limits: RateLimits, now: dt.datetime) -> Iterator[_Told]:
    unit = unit_of(limits.unit)
    rows = [
        (account_id, "", unit, limits.user_limit, limits.user_remaining),
        (None, "", unit, limits.ip_limit, limits.ip_remaining),
    ]
    counted = plan_of(app).endpoints  # calls that nobody here makes are no news
    rows += [
        (account_id, endpoint_of(api.api), unit_of(api.unit), api.limit, api.remaining)
        for api in limits.apis
        if endpoint_of(api.api) in counted
    ]
    for owner, endpoint, length, limit, left in rows:
        if limit is not None and left is not None and limit > 0:
            window = Window(app, owner, endpoint, length, start_of_window(now, length))
            yield _Told(window, limit if limit < NO_LIMIT else None, max(0, limit - left))


def _row(told: _Told, now: dt.datetime) -> CallLimit:
    window = told.window
    return CallLimit(
        app=window.app,
        scope=window.scope,
        account_id=window.account_id,
        endpoint=window.endpoint,
        unit=window.unit,
        origin=LimitOrigin.LEARNT,
        limit=told.limit,
        known_at=now,
    )
