"""The media library inside the composer: looked through, and pictures put into what is written."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from content.access import media_seen_by
from content.composing import place_of
from content.queries import media as queries
from content.queries.media import MediaFilter
from core.dates import local_day
from core.http import int_param
from core.paging import key_page

SIZE = 24


@require_GET
def media_pick(request: HttpRequest) -> HttpResponse:
    """Pictures with their rights; those that may not be used on the day of the post say why and cannot be chosen."""
    user, today = require_somewhere(request.user, Can.WRITE), local_day(timezone.now())
    due = _day_of(request, user)
    day, chosen = max(today, due or today), MediaFilter.of(request.GET)
    rows = queries.media_rows(media_seen_by(user), chosen, today=day)
    page = key_page(rows, before=int_param(request, "before"), size=SIZE)
    context = {
        "tiles": queries.tiles_of(page.rows, today=day),
        "older": page.older,
        "chosen": chosen,
        "kinds": queries.KINDS,
        "due": due if due and due > today else None,
        "account_id": request.GET.get("check", ""),
    }
    inner = request.headers.get("HX-Target") == "pick-rows" or "before" in request.GET
    return render(request, "content/_pick_rows.html" if inner else "content/_pick.html", context)


def _day_of(request: HttpRequest, user: User) -> dt.date | None:
    """The day for which the post of this pane is planned."""
    post = place_of(request.GET.get("check", ""), request.GET, user).post
    return local_day(post.due_at) if post and post.due_at else None
