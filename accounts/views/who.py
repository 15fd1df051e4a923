"""Rights as a grid of people and accounts, the answer to “why”, and what changed between two days (A8)."""

import datetime as dt

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import account_for, person_for, require_somewhere, scope
from accounts.models import User
from accounts.queries import role_names
from accounts.queries.rights_changes import RightsChanges, changes_header, changes_rows, rights_changes
from accounts.queries.rights_grid import GridFilters, grid_header, grid_rows, rights_grid
from accounts.queries.rights_why import why_all
from accounts.roles import MEANINGS, Can
from core.dates import day_start, local_day
from core.errors import UserError
from core.exports import csv_download
from core.http import int_param, page_or_fragment, text_param
from core.paging import key_page
from core.rate_limits import limited

ACCOUNTS_AT_ONCE = 25
USUAL = dt.timedelta(days=30)
SHOWN = 200
"""Changes on the page; the file has all."""


def _filters(request: HttpRequest) -> GridFilters:
    can, role = request.GET.get("can", ""), request.GET.get("role", "")
    return GridFilters(
        words=text_param(request, "q"),
        role=role,
        can=Can(can) if can in set(Can) else None,
        people_page=min(int_param(request, "people") or 0, 1000),
    )


@require_GET
def rights_who(request: HttpRequest) -> HttpResponse:
    """People across, accounts down; each cell says by which roles."""
    require_somewhere(request.user, Can.MANAGE_PEOPLE)
    filters, now = _filters(request), timezone.now()
    accounts = scope(request, can=Can.MANAGE_PEOPLE)
    words = text_param(request, "accounts")
    accounts = accounts.filter(nickname__icontains=words) if words else accounts
    before, after = int_param(request, "before"), int_param(request, "after")
    page = key_page(accounts, before=before, after=after, size=ACCOUNTS_AT_ONCE)
    context = {
        "page": page,
        "grid": rights_grid(page, filters, at=now),
        "filters": filters,
        "account_words": words,
        "roles": role_names().items(),
        "meanings": MEANINGS.items(),
        "soon": now + USUAL,
    }
    return page_or_fragment(request, "accounts/rights_who.html", "accounts/_rights_who.html", context)


@require_GET
@limited("export")
def rights_who_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every right of every person on every account."""
    user = require_somewhere(request.user, Can.MANAGE_PEOPLE)
    rows = grid_rows(user, _filters(request), at=timezone.now())
    return csv_download(_("账号权限明细"), grid_header(), rows)


@require_GET
def rights_why(request: HttpRequest) -> HttpResponse:
    """Why may somebody do something on an account?"""
    require_somewhere(request.user, Can.MANAGE_PEOPLE)
    person = person_for(request.user, int_param(request, "person") or 0)
    account = account_for(request.user, int_param(request, "account") or 0, to=Can.MANAGE_PEOPLE)
    now = timezone.now()
    wanted = request.GET.get("can", "")
    cans = [Can(wanted)] if wanted in set(Can) else list(Can)
    found = why_all(person, account, cans, at=now)
    answers = [(can, MEANINGS[can], found[can]) for can in cans]
    context = {"person": person, "account": account, "answers": answers, "one": len(cans) == 1}
    return page_or_fragment(request, "accounts/rights_why.html", "accounts/_rights_why.html", context)


@require_GET
def rights_changed(request: HttpRequest) -> HttpResponse:
    """What changed between two days."""
    user = require_somewhere(request.user, Can.MANAGE_PEOPLE)
    since, until = _span(request)
    changes = _changes(user, since, until)
    context = {"since": since, "until": until, "changes": changes, "shown": SHOWN, "cut": len(changes.rights) > SHOWN}
    return render(request, "accounts/rights_changes.html", context)


@require_GET
@limited("export")
def rights_changed_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same as a file."""
    user = require_somewhere(request.user, Can.MANAGE_PEOPLE)
    return csv_download(_("权限变化"), changes_header(), changes_rows(_changes(user, *_span(request))))


def _changes(user: User, since: dt.date, until: dt.date) -> RightsChanges:
    """From the beginning of the first day to the end of the last, or to now."""
    end = min(day_start(until + dt.timedelta(days=1)), timezone.now())
    return rights_changes(user, start=day_start(since), end=end)


def _span(request: HttpRequest) -> tuple[dt.date, dt.date]:
    """The days in the address; the last 30 without any. Raises `UserError` for what is no day or runs backwards."""
    today = local_day(timezone.now())
    try:
        since = dt.date.fromisoformat(request.GET.get("since") or str(today - USUAL))
        until = dt.date.fromisoformat(request.GET.get("until") or str(today))
    except ValueError:
        raise UserError(_("日期应写成 2026-11-22 这样。"), code="rights.day") from None
    if not dt.date(2000, 1, 1) <= since <= until <= dt.date(2200, 1, 1):
        raise UserError(_("开始日期应不晚于结束日期。"), code="rights.span")
    return since, until
