"""Swim-lanes: the accounts beside each other, by day or by hour (K7)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import member, rights_of, scope
from accounts.roles import Can
from core.http import int_param
from core.paging import key_page
from publishing.queries import wall_clock
from publishing.queries.lanes import lanes as read_lanes
from publishing.views.calendar import filter_context, move_words, slot_doors
from publishing.views.sheets import read_day

AT_ONCE = 30


@require_GET
def lanes(request: HttpRequest) -> HttpResponse:
    """One row for each account; posts are dragged along their row."""
    member(request)
    now, filters, rights = timezone.now(), filter_context(request), rights_of(request.user)
    page = key_page(
        scope(request), before=int_param(request, "before"), after=int_param(request, "after"), size=AT_ONCE
    )
    span = "day" if request.GET.get("span") == "day" else "week"
    found = read_lanes(page.rows, span=span, day=read_day(request), now=now, filters=filters["filters"])
    own = rights.account_ids(Can.SCHEDULE)
    movable = [account.pk for account in page.rows] if own is None else own
    config = {"now": wall_clock(now), "words": move_words()}
    context = {"grid": found, "page": page, "movable": movable, "config": config, "doors": slot_doors(), **filters}
    return render(request, "calendar/lanes.html", context)
