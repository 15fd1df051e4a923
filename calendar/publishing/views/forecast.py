"""C1: what the next two weeks will look like."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import member, scope
from core.http import int_param, page_or_fragment
from core.paging import key_page
from publishing.queries.forecast import forecasts

ACCOUNTS = 20


@require_GET
def forecast(request: HttpRequest) -> HttpResponse:
    """Account by account; the quota page shows the same for the accounts that stand on it."""
    member(request)
    page = key_page(
        scope(request), before=int_param(request, "before"), after=int_param(request, "after"), size=ACCOUNTS
    )
    context = {"page": page, "forecasts": forecasts(page.rows, at=timezone.now())}
    return page_or_fragment(request, "calendar/forecast.html", "calendar/_forecast.html", context)
