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
from engagement.forms import GoalsForm
from engagement.queries.inbox import goals as kept_goals
from engagement.services import save_goals


@require_http_methods(["GET", "POST"])
def goals(request: HttpRequest) -> HttpResponse:
    """Hours to answer, by kind of account."""
    user = require_somewhere(request.user, Can.MANAGE_SETTINGS)
    form = GoalsForm(request.POST or None, kept=kept_goals())
    if request.method == "POST" and form.is_valid():
        try:
            save_goals(hours=form.hours(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("engagement:goals"), _("回复时限已保存，对新收到的留言生效。"))
    return render(request, "engagement/goals.html", {"form": form}, status=422 if form.errors else 200)
