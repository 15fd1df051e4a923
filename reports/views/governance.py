"""The nine management systems (I6)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import require_somewhere
from accounts.roles import Can
from reports.governance import nine_systems


def governance(request: HttpRequest) -> HttpResponse:
    """I6: the nine management systems as live checks."""
    require_somewhere(request.user, Can.VIEW)
    return render(request, "reports/governance.html", {"systems": nine_systems(now=timezone.now())})
