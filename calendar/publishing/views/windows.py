"""Golden windows (K3): which times the calendar shows as livelier."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from accounts.roles import Can
from core.errors import UserError, existing
from core.http import done
from publishing.forms.windows import WindowForm
from publishing.queries.plans import golden_window, golden_windows
from publishing.services.windows import add_window, remove_window


@require_http_methods(["GET", "POST"])
def windows(request: HttpRequest) -> HttpResponse:
    """All of them, and a new one."""
    user = require(request.user, Can.SCHEDULE)
    form = WindowForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            add_window(window=form.window(), by=user, at=timezone.now())
            return done(request, reverse("calendar:windows"), _("已添加。"))
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {"form": form, "windows": golden_windows()}
    return render(request, "calendar/windows.html", context, status=422 if form.is_bound else 200)


@require_POST
def window_remove(request: HttpRequest, window_id: int) -> HttpResponse:
    """It is no longer shown."""
    user = require(request.user, Can.SCHEDULE)
    window = existing(golden_window(window_id), _("没有找到这个时段。"))
    remove_window(window=window, by=user, at=timezone.now())
    return done(request, reverse("calendar:windows"), _("已移除。"))
