"""Which limit holds for a window: what somebody set, what Weibo told, or what the platform's papers say."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q

from accounts.models import CallLimit, Channel, LimitOrigin
from weibo.errors import Scope
from weibo.limits import COMMERCIAL_PLAN, NORMAL_PLAN, TEST_PLAN, Plan, Unit

APPS = (Channel.SHARE, Channel.COMMERCIAL)
Name = tuple[str, str, int | None, str, str]
"""app, scope, account or None for all, endpoint, unit."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of calls and where it comes from; `value` None: no limit known, `origin` empty: the documented one."""

    value: int | None
    origin: str = ""
    known_at: dt.datetime | None = None
    known_by: str = ""


def plan_of(app: str) -> Plan:
    """The documented limits of one of our apps, by its level."""
    if app == Channel.COMMERCIAL:
        return COMMERCIAL_PLAN
    return TEST_PLAN if settings.WEIBO_APP_LEVEL == "test" else NORMAL_PLAN


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of some accounts."""

    rows: dict[tuple[Name, str], Limit] = field(default_factory=dict)
    own: frozenset[int] = frozenset()
    """Accounts with limits of their own."""
    endpoints: dict[str, frozenset[tuple[str, Unit]]] = field(default_factory=dict)
    """By app: the endpoints with a limit of their own for anybody, and its unit."""

    def of(self, app: str, account_id: int | None, scope: Scope, endpoint: str, unit: Unit) -> Limit:
        """Set for the account, set for all, told for the account, told for all, documented: the first that is there."""
        mine, all_ = (app, scope, account_id, endpoint, unit), (app, scope, None, endpoint, unit)
        for origin in (LimitOrigin.SET, LimitOrigin.LEARNT):
            for name in (mine, all_) if account_id is not None else (all_,):
                if (found := self.rows.get((name, origin))) is not None:
                    return found
        return Limit(plan_of(app).limit(scope, endpoint, unit))

    def of_endpoints(self, app: str) -> frozenset[tuple[str, Unit]]:
        """The endpoints of an app that are counted by themselves."""
        return self.endpoints.get(app, frozenset())


def read_limits(account_ids: Collection[int]) -> Limits:
    """The limits of these accounts and of the apps. One query."""
    rows = CallLimit.objects.filter(Q(account__isnull=True) | Q(account_id__in=account_ids)).order_by()
    values = rows.values_list(
        "app", "scope", "account_id", "endpoint", "unit", "origin", "limit", "known_at", "known_by__name"
    )
    found: dict[tuple[Name, str], Limit] = {}
    for app, scope, account_id, endpoint, unit, origin, limit, known_at, known_by in values:
        told = Limit(limit, origin, known_at, known_by or "")
        found[(app, scope, account_id, endpoint, unit), origin] = told
    own = frozenset(name[2] for name, _origin in found if name[2] is not None)
    return Limits(found, own, _endpoints(name for name, _origin in found))


def _endpoints(names: Iterable[Name]) -> dict[str, frozenset[tuple[str, Unit]]]:
    counted: dict[str, set[tuple[str, Unit]]] = {app: set() for app in APPS}
    for ours in APPS:
        for endpoint, allowance in plan_of(ours).endpoints.items():
            counted[ours] |= {(endpoint, unit) for unit in Unit if allowance.of(unit) is not None}
    for app, scope, _account_id, endpoint, unit in names:
        if scope == Scope.ENDPOINT:
            counted.setdefault(app, set()).add((endpoint, Unit(unit)))
    return {app: frozenset(pairs) for app, pairs in counted.items()}
