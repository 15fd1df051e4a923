"""The page on which the response times are set (E1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require_somewhere
from accounts.roles import Can
from core.errors import UserError
from core.http import done
from engagement.forms.goals import goal_forms, typed_goals
from engagement.queries.goals import goal_rows
from engagement.services import save_goals


@require_http_methods(["GET", "POST"])
def goals(request: HttpRequest) -> HttpResponse:
    """Working minutes to answer, by kind and group of account."""
    user = require_somewhere(request.user, Can.MANAGE_SETTINGS)
    rows = goal_forms(request.POST if request.method == "POST" else None, goal_rows())
    problem = ""
    if request.method == "POST" and rows.is_valid():
        try:
            save_goals(rows=typed_goals(rows), by=user, at=timezone.now())
        except UserError as error:
            problem = str(error)
        else:
            return done(request, reverse("engagement:goals"), _("回复时限已保存，对新收到的留言生效。"))
    status = 422 if request.method == "POST" else 200
    return render(request, "engagement/goals.html", {"rows": rows, "problem": problem}, status=status)
