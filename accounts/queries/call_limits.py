"""The limits as the settings show them: documented, told by Weibo, set by somebody."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.budget import Limit, Limits, read_limits
from accounts.budget.limits import APPS, plan_of
from accounts.models import Channel, LimitOrigin
from weibo.errors import Scope
from weibo.limits import Unit


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit of an app as the settings show it: documented, told by Weibo, set by somebody; what holds."""

    app: str
    scope: Scope
    endpoint: str
    unit: Unit
    documented: int | None
    told: tuple[int, int, int] | None = None  # least, most, of how many accounts
    told_at: dt.datetime | None = None
    set: Limit | None = None

    @property
    def about(self) -> str:
        """What it limits, in words."""
        whom = {Scope.IP: _("整个应用（本机地址）"), Scope.USER: _("每个账号，全部接口")}
        return whom.get(self.scope) or _("每个账号，%(endpoint)s") % {"endpoint": self.endpoint}

    @property
    def app_label(self) -> str:
        """The app by name."""
        return str(Channel(self.app).label)

    @property
    def name(self) -> str:
        """Its field in the form."""
        return f"{self.app}.{self.scope.value}.{self.endpoint}.{self.unit.value}"


def limit_rows(account_ids: Collection[int]) -> list[LimitRow]:
    """Every limit that may be set: of the address, of each account, of single endpoints. One query."""
    limits = read_limits(account_ids)
    rows = []
    for app in APPS:
        names = [(scope, "", unit) for scope in (Scope.IP, Scope.USER) for unit in Unit]
        names += [(Scope.ENDPOINT, endpoint, unit) for endpoint, unit in sorted(limits.of_endpoints(app))]
        rows += [_limit_row(app, scope, endpoint, unit, limits) for scope, endpoint, unit in names]
    return rows


def _limit_row(app: str, scope: Scope, endpoint: str, unit: Unit, limits: Limits) -> LimitRow:
    same = {
        (name, origin): limit
        for (name, origin), limit in limits.rows.items()
        if (name[0], name[1], name[3], name[4]) == (app, scope.value, endpoint, unit.value)
    }
    told = [
        limit for (_name, origin), limit in same.items() if origin == LimitOrigin.LEARNT and limit.value is not None
    ]
    numbers = [limit.value for limit in told if limit.value is not None]
    chosen = next(
        (limit for (name, origin), limit in same.items() if origin == LimitOrigin.SET and name[2] is None), None
    )
    return LimitRow(
        app,
        scope,
        endpoint,
        unit,
        plan_of(app).limit(scope, endpoint, unit),
        (min(numbers), max(numbers), len(numbers)) if numbers else None,
        max((limit.known_at for limit in told if limit.known_at is not None), default=None),
        chosen,
    )
