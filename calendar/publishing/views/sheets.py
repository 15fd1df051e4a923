"""The calendar on paper, and the read-only link for people without an account (K7)."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import member, scope
from accounts.roles import Can
from core.context import client_address
from core.dates import local_day
from core.rate_limits import LIMITS, limited, take
from publishing import services
from publishing.models import CalendarShare
from publishing.queries import sharing
from publishing.queries.sheet import Sheet, sheet

VIEWS = ("month", "week")


def read_day(request: HttpRequest) -> dt.date:
    """The day of `?date=`, else today."""
    today = local_day(timezone.now())
    try:
        day = dt.date.fromisoformat(request.GET.get("date", ""))
    except ValueError:
        return today
    return day if 2000 < day.year < 2200 else today


def read_view(request: HttpRequest) -> str:
    """`month` or `week`; the calendar's own names are understood, too."""
    wanted = request.GET.get("view", "")
    return wanted if wanted in VIEWS else ("week" if "Week" in wanted else "month")


@require_GET
def print_sheet(request: HttpRequest) -> HttpResponse:
    """A month or a week on A4 landscape, legible in black and white."""
    member(request)
    at = timezone.now()
    found = sheet(
        scope(request),
        view=read_view(request),
        day=read_day(request),
        now=at,
        filters=sharing.filters_of(request.GET),
    )
    kept = sharing.kept_filters(request.GET.urlencode())
    return render(request, "calendar/print.html", {"sheet": found, "kept": kept, "now_at": at})


@limited("shared")
@require_http_methods(["GET", "POST"])
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a read-only link shows: nothing beyond its filters, nothing its maker may not schedule now."""
    at = timezone.now()
    share = sharing.share_behind(token, at)
    if share.password and not _is_open(request, share):
        return _private(_asked(request, share, token))
    services.note_view(share=share, at=at)
    context = {"share": share, "sheet": _shared_sheet(request, share)}
    return _private(render(request, "calendar/shared.html", context))


def _shared_sheet(request: HttpRequest, share: CalendarShare) -> Sheet:
    params = QueryDict(share.filters)
    return sheet(
        sharing.accounts_of(share.user, params, Can.SCHEDULE),
        view=read_view(request),
        day=read_day(request),
        now=timezone.now(),
        filters=sharing.filters_of(params),
        future_only=share.future_only,
    )


def _mark(share: CalendarShare) -> str:
    return f"{share.key}.{share.password[-12:]}"


def _is_open(request: HttpRequest, share: CalendarShare) -> bool:
    return bool(request.session.get(f"share-{share.pk}") == _mark(share))


def _asked(request: HttpRequest, share: CalendarShare, token: str) -> HttpResponse:
    context: dict[str, Any] = {"share": share}
    if request.method == "POST":
        take("share_password", f"{share.pk}-{client_address(request)}", LIMITS["share_password"])
        if sharing.opens(share, request.POST.get("password", "")[:200]):
            request.session[f"share-{share.pk}"] = _mark(share)
            return redirect("calendar:shared", token=token)
        context["error"] = _("密码不对，请向给您链接的同事确认。")
    return render(request, "calendar/shared_door.html", context, status=403 if "error" in context else 200)


def _private(response: HttpResponse) -> HttpResponse:
    """Nobody indexes it, keeps it or learns its address from the next page.

    Not `no-referrer`: browsers then send `Origin: null` with the form of the password, and Django refuses it.
    """
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "private, no-store"
    return response
