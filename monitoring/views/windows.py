"""Watch windows: the calendar of days on which we listen more closely (M3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.dates import local_day
from core.errors import UserError
from core.http import done
from monitoring.access import listener, window_for
from monitoring.forms import WindowForm
from monitoring.models import WatchWindow
from monitoring.queries import windows as queries
from monitoring.services import delete_window, plan_windows, save_window


@require_http_methods(["GET", "POST"])
def windows(request: HttpRequest) -> HttpResponse:
    """What holds and what comes, with the form for one more."""
    listener(request)
    return _page(request, None)


@require_http_methods(["GET", "POST"])
def window(request: HttpRequest, window_id: int) -> HttpResponse:
    """Change one."""
    return _page(request, window_for(request, window_id))


@require_POST
def window_delete(request: HttpRequest, window_id: int) -> HttpResponse:
    """Take one out; a preset is switched off."""
    found = window_for(request, window_id)
    delete_window(window=found, by=listener(request), at=timezone.now())
    sentence = _("时段“%(name)s”已停用。") if found.origin else _("时段“%(name)s”已删除。")
    return done(request, reverse("monitoring:windows"), sentence % {"name": found.name})


@require_POST
def windows_plan(request: HttpRequest) -> HttpResponse:
    """Plan the presets of the coming year now instead of tonight."""
    listener(request)
    new = plan_windows(now=timezone.now())
    sentence = _("已排入 %(n)d 个时段。") % {"n": new} if new else _("未来一年的预设时段都已排入。")
    return done(request, reverse("monitoring:windows"), sentence)


def _page(request: HttpRequest, found: WatchWindow | None) -> HttpResponse:
    user, now = listener(request), timezone.now()
    form = WindowForm(request.POST or None, window=found)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_window(draft=form.draft(), by=user, at=now)
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            sentence = _("时段“%(name)s”已保存。") % {"name": saved.name}
            return done(request, reverse("monitoring:windows"), sentence)
    today = local_day(now)
    context = {"form": form, "window": found, "today": today, "windows": queries.coming_windows(today)}
    return render(request, "monitoring/windows.html", context, status=422 if form.errors else 200)
