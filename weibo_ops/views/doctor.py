"""The doctor's page: every finding by group, worst first; it asks again by itself."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.access import require
from accounts.roles import Can
from core.http import page_or_fragment
from weibo_ops.doctor import Visit, examine
from weibo_ops.queries.health import sorted_by_group


def doctor(request: HttpRequest) -> HttpResponse:
    """Look at everything now. The address that the browser uses is compared with the settings'."""
    require(request.user, Can.MANAGE_SETTINGS)
    now = timezone.now()
    findings = examine(Visit(at=now, origin=f"{request.scheme}://{request.get_host()}"))
    context = {"sight": sorted_by_group(findings), "looked_at": now}
    return page_or_fragment(request, "weibo_ops/doctor.html", "weibo_ops/_doctor.html", context)
