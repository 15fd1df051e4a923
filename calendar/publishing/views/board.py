"""The dispatch board."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.access import member, require_somewhere, scope
from accounts.roles import Can
from core.http import done, toast, wants_fragment
from publishing import queries, services
from publishing.access import slots_for
from publishing.views.answers import board_context, tell_calendar
from publishing.views.freezes import release_undo_url, said


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """What leaves now, within the hour, is at risk, and what needs a person. Polled: 204 while nothing has
    changed, otherwise only the columns that are another than those the page has."""
    member(request)
    stamp = queries.board_stamp(scope(request), at=timezone.now())
    if not wants_fragment(request):
        return render(request, "calendar/board.html", board_context(request, stamp))
    if request.GET.get("stamp") == stamp:
        response = HttpResponse(status=204)
    else:
        response = render(request, "calendar/_board.html", board_context(request, stamp, request.GET.get("have", "")))
    response["ETag"] = f'"{stamp}"'
    return response


@require_POST
def release_all(request: HttpRequest) -> HttpResponse:
    """Put back everything that is held and no longer frozen."""
    user, at = require_somewhere(request.user, Can.SCHEDULE), timezone.now()
    frozen = queries.frozen_now()
    held = slots_for(user, Can.SCHEDULE).filter(state="held", account__in=scope(request))
    held = held.exclude(held_by__origin="crisis")  # two people decide about those, on the page of the freeze
    held = held.select_related("account", "post", "post__version")
    ids = tuple(slot.pk for slot in held if frozen.freeze_of(slot, at=at) is None)
    result = services.release_held(wish=services.ReleaseWish(ids), by=user, at=at)
    if not wants_fragment(request):
        return done(request, reverse("calendar:board"), said(result), undo_url=release_undo_url(result))
    return tell_calendar(toast(HttpResponse(status=204), said(result), undo_url=release_undo_url(result)))
