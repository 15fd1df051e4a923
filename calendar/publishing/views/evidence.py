"""The card of evidence: who approved which bytes when, on screen and on paper (K5)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import member
from content.access import post_for
from core.http import int_param
from core.rate_limits import limited
from publishing.queries.evidence import evidence_of, version_of


@limited("render")
@require_GET
def evidence(request: HttpRequest, post_id: int) -> HttpResponse:
    """One version of a post; `?version=` names it, else the approved one."""
    post = post_for(member(request), post_id)
    found = evidence_of(post, version_of(post, int_param(request, "version")))
    response = render(request, "calendar/evidence.html", {"card": found, "now_at": timezone.now()})
    response["Cache-Control"] = "private, no-store"
    return response
