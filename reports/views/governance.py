"""The nine management systems (I6)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require, require_somewhere, rights_of
from accounts.models import User
from accounts.queries.people import colleagues
from accounts.roles import Can
from core.dates import local_day
from core.errors import UserError, existing
from core.http import done
from reports import services
from reports.forms import SystemOwnerForm
from reports.governance import Check, System, basis_of, nine_systems, score_of, two_mistakes
from reports.models import GovernedSystem
from reports.queries import governance as queries


@dataclass(frozen=True)
class CheckLine:
    """A check with its reason and what it found four weeks ago, as the page has it."""

    check: Check
    basis: str
    before: tuple[dt.date, int] | None

    @property
    def has_changed(self) -> bool:
        return self.before is not None and self.before[1] != self.check.found


@dataclass(frozen=True)
class Card:
    """One system: what is wanting or only told in sight, what is in order folded away."""

    system: System
    owner: User | None
    wanting: list[CheckLine]
    fine: list[CheckLine]


@require_GET
def governance(request: HttpRequest) -> HttpResponse:
    """I6: the nine management systems as live checks, with their past; and the two mistakes of S0."""
    user = require_somewhere(request.user, Can.VIEW)
    now = timezone.now()
    systems, day = nine_systems(now=now), local_day(now)
    owners, earlier = queries.owners(), queries.earlier(day)
    curve = queries.score_curve(day)
    may_set = rights_of(user).may(Can.MANAGE_SETTINGS)
    context = {
        "cards": [_card(system, owners.get(system.key), earlier) for system in systems],
        "mistakes": [_card(system, None, earlier) for system in two_mistakes(systems)],
        "score": score_of(check for system in systems for check in system.checks),
        "curve": curve,
        "chart": _chart(curve),
        "people": colleagues() if may_set else None,
    }
    return render(request, "reports/governance.html", context)


def _card(system: System, owner: User | None, earlier: dict[str, tuple[dt.date, int]]) -> Card:
    lines = [CheckLine(check, basis_of(check.key), earlier.get(check.key)) for check in system.checks]
    wanting = [line for line in lines if not line.check.ok or not line.check.judged]
    return Card(system, owner, wanting, [line for line in lines if line.check.ok and line.check.judged])


def _chart(curve: list[tuple[dt.date, int]]) -> dict[str, Any]:
    return {
        "days": [day.isoformat() for day, _percent in curve],
        "percent": [percent for _day, percent in curve],
        "words": {"score": _("正常的检查（%）")},
    }


@require_POST
def governance_owner(request: HttpRequest, system: str) -> HttpResponse:
    """Who answers for a system from now on."""
    user = require(request.user, Can.MANAGE_SETTINGS)
    found = existing(next((one for one in GovernedSystem if one.value == system), None), _("没有这个管理体系。"))
    form = SystemOwnerForm(request.POST)
    if not form.is_valid():
        raise UserError(_("没有找到这位同事，请重新选择。"), code="governance.person", field="person")
    services.set_system_owner(system=found, person=form.cleaned_data["person"], by=user, at=timezone.now())
    return done(request, f"{reverse('reports:governance')}#{system}", _("负责人已保存。"))
