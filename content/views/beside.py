"""The texts for several accounts beside each other: one idea, a version for each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from content.queries.beside import beside
from core.http import whole_number, whole_numbers
from core.rate_limits import limited


@require_POST
@limited("check")
def side_by_side(request: HttpRequest) -> HttpResponse:
    """What stands in each pane, with what differs from the pane `check`; nothing is stored."""
    user = require_somewhere(request.user, Can.WRITE)
    base = whole_number(request.POST.get("check", "")) or 0
    texts = {pk: request.POST.get(f"{pk}-text", "") for pk in whole_numbers(request.POST.getlist("account"))}
    return render(request, "content/_beside.html", {"columns": beside(user, texts, base=base)})
