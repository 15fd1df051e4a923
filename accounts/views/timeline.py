"""The timeline section: everything that happened on an account."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts import queries
from accounts.access import account_for
from accounts.forms import TimelineForm
from accounts.views.sections import section
from core.http import int_param


@require_GET
def account_timeline(request: HttpRequest, account_id: int) -> HttpResponse:
    """By area, person and days, newest first."""
    found, wanted = account_for(request.user, account_id), TimelineForm(request.GET).wanted()
    page, events = queries.events_of(
        found, wanted, before=int_param(request, "before"), after=int_param(request, "after")
    )
    context = {
        "page": page,
        "events": events,
        "wanted": wanted,
        "areas": [(name, label) for name, (label, _prefixes) in queries.AREAS.items()],
        "actors": queries.actors_on(found),
    }
    return section(request, found, "timeline", context)
