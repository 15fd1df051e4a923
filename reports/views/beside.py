"""One account beside its group and competitors: a part of its page, and a page of its own without JavaScript."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import account_for
from accounts.roles import Can
from core.dates import local_day
from core.http import page_or_fragment
from reports.access import peers_of
from reports.forms import SpanForm
from reports.queries.beside import compared


@require_GET
def beside(request: HttpRequest, account_id: int) -> HttpResponse:
    """The same days as the page that it belongs to."""
    account = account_for(request.user, account_id, to=Can.REPORT)
    now = timezone.now()
    span = SpanForm(request.GET).span(today=local_day(now))
    peers = peers_of(request.user, account)
    found = compared(account, peers, first=span.first, last=span.last, now=now)
    context = {"found": found, "span": span, "account": account}
    return page_or_fragment(request, "reports/beside.html", "reports/_beside.html", context)
