"""Writing that is not saved yet: kept, offered again, given up; and the way back after a lost session."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from content.composing import place_of, written_of
from content.queries.working import also_writing, earlier_wordings
from content.services.working import drop_writing, keep_writing
from core.dates import BEIJING
from core.http import done
from core.rate_limits import limited


@require_POST
@limited("autosave")
def autosave(request: HttpRequest) -> HttpResponse:
    """Keep what stands in one pane; answers in JSON when, and what the writer should know."""
    user, at = require_somewhere(request.user, Can.WRITE), timezone.now()
    place = place_of(request.POST.get("check", ""), request.POST, user)
    written = written_of(place, request.POST)
    kept = keep_writing(place=place, written=written, by=user, at=at)
    names = also_writing(place.post, user, at=at) if place.post else []
    overtaken = place.post is not None and written.base_id not in {None, place.post.version_id}
    note = _("%(names)s也在写这条。") % {"names": "、".join(names)} if names else ""
    if overtaken:
        note = _("同事已保存新版本。继续写不会丢，保存时两边的修改会并排给您看。")
    return JsonResponse({"saved": f"{at.astimezone(BEIJING):%H:%M}" if kept else "", "note": note})


@require_POST
def writing_drop(request: HttpRequest) -> HttpResponse:
    """Give up what was not saved; the composer opens again with what is stored."""
    user = require_somewhere(request.user, Can.WRITE)
    place = place_of(request.POST.get("drop", ""), request.POST, user)
    drop_writing(place=place, by=user)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    if place.post:
        return done(request, reverse("content:post_edit", args=[place.post.pk]), _("已放弃没有保存的修改。"))
    return done(request, f"{reverse('content:compose')}?account={place.account.pk}", _("已放弃没有保存的文字。"))


@require_GET
def earlier(request: HttpRequest) -> HttpResponse:
    """Earlier wordings of one pane: own steps and saved versions, each with its difference."""
    user = require_somewhere(request.user, Can.WRITE)
    place = place_of(request.GET.get("check", ""), request.GET, user)
    return render(request, "content/_earlier.html", {"rows": earlier_wordings(place, user)})


@require_GET
def signed_in(request: HttpRequest) -> HttpResponse:
    """Who is signed in now, and the token that his forms need: asked by a composer whose session may have ended."""
    user = require_somewhere(request.user, Can.WRITE)
    return JsonResponse({"person": user.pk, "token": get_token(request)})
