"""A11: the ready-made ways in which accounts follow each other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import member, require, rights_of
from accounts.roles import Can
from core.errors import UserError
from core.http import done
from publishing import services
from publishing.access import preset_for
from publishing.forms import PresetForm
from publishing.models import RelayPreset
from publishing.queries.relays import lines_of, relay_presets


@require_GET
def relay_preset_list(request: HttpRequest) -> HttpResponse:
    """All of them, in words."""
    user = member(request)
    context = {
        "presets": [(preset, lines_of(preset)) for preset in relay_presets()],
        "may_schedule": rights_of(user).may(Can.SCHEDULE),
    }
    return render(request, "calendar/relay_presets.html", context)


@require_http_methods(["GET", "POST"])
def relay_preset_new(request: HttpRequest) -> HttpResponse:
    """A new one."""
    require(request.user, Can.SCHEDULE)
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def relay_preset(request: HttpRequest, preset_id: int) -> HttpResponse:
    """Change one; relays made with it stay as they are."""
    return _edit(request, preset_for(request.user, preset_id))


def _edit(request: HttpRequest, preset: RelayPreset | None) -> HttpResponse:
    user = require(request.user, Can.SCHEDULE)
    form = PresetForm(request.POST or None, initial=PresetForm.initial_of(preset) if preset else None)
    if form.is_bound and form.is_valid():
        values = {"name": form.cleaned_data["name"], "min_gap_minutes": form.cleaned_data["min_gap_minutes"]}
        try:
            services.set_relay_preset(preset=preset, **values, waves=form.waves(), by=user, at=timezone.now())
            return done(request, reverse("calendar:relay_presets"), _("已保存预设。"))
        except UserError as error:
            form.add_error(error.field or None, str(error))
    context = {"form": form, "preset": preset}
    return render(request, "calendar/relay_preset.html", context, status=422 if form.is_bound else 200)


@require_POST
def relay_preset_remove(request: HttpRequest, preset_id: int) -> HttpResponse:
    """It is no longer offered."""
    preset = preset_for(request.user, preset_id)
    user = require(request.user, Can.SCHEDULE)
    services.remove_relay_preset(preset=preset, by=user, at=timezone.now())
    return done(request, reverse("calendar:relay_presets"), _("已删除预设，已有的联动不受影响。"))
