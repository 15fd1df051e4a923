"""The timeline section: everything that happened on an account."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts import queries
from accounts.access import account_for, rights_of
from accounts.forms import TimelineForm
from accounts.roles import Can
from accounts.views.sections import section
from core.http import int_param


@require_GET
def account_timeline(request: HttpRequest, account_id: int) -> HttpResponse:
    """By area, person and days, newest first."""
    found = account_for(request.user, account_id)
    wanted = TimelineForm(request.GET).wanted(with_papers=rights_of(request.user).may(Can.MANAGE_ACCOUNTS, account_id))
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
