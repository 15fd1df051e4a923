"""Silence days (K7): kept by those who may freeze everything, seen by all."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import member, require, rights_of
from accounts.roles import Can
from content.services import flag_categories
from core.dates import local_day
from core.errors import UserError
from core.http import done, whole_numbers
from publishing import queries, services
from publishing.access import silence_day_for
from publishing.forms import SilenceForm
from publishing.models import SilenceDay
from publishing.queries import silence as read
from publishing.services import SilenceInput


@require_http_methods(["GET", "POST"])
def silence(request: HttpRequest) -> HttpResponse:
    """All silence days with what the next one would hold; add one."""
    member(request)
    form = SilenceForm(request.POST or None)
    if request.method == "POST":
        require(request.user, Can.FREEZE)
        if form.is_valid() and (answer := _saved(request, form)) is not None:
            return answer
    context = _list(request, form=form)
    return render(request, "calendar/silence.html", context, status=422 if form.is_bound else 200)


def _list(request: HttpRequest, **more: Any) -> dict[str, Any]:
    today = local_day(timezone.now())
    return {
        "days": [(day, day.next_from(today), read.slots_in_silence(day, today).count()) for day in read.silence_days()],
        "categories": queries.categories(),
        "may_flag": rights_of(request.user).may(Can.SCHEDULE),
        "may_change": rights_of(request.user).may(Can.FREEZE),
        **more,
    }


def _saved(request: HttpRequest, form: SilenceForm, day: SilenceDay | None = None) -> HttpResponse | None:
    user, at = require(request.user, Can.FREEZE), timezone.now()
    try:
        row = services.set_silence_day(values=form.day, by=user, at=at, day=day)
    except UserError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    n = read.slots_in_silence(row, local_day(at)).count()
    return done(request, reverse("calendar:silence"), _("已保存，到时会暂停 %(n)d 条。") % {"n": n})


@require_GET
def silence_preview(request: HttpRequest) -> HttpResponse:
    """How many planned posts a silence day as typed would hold."""
    require(request.user, Can.FREEZE)
    values = request.GET.copy()
    values["name"] = request.GET.get("name") or "-"
    form = SilenceForm(values)
    slots = None
    if form.is_valid():
        names = set(SilenceInput.__dataclass_fields__)
        day = SilenceDay(**{name: getattr(form.day, name) for name in names})
        slots = read.slots_in_silence(day, local_day(timezone.now()))
    return render(request, "calendar/_silence_preview.html", {"preview": read.silence_numbers(slots)})


@require_http_methods(["GET", "POST"])
def silence_day(request: HttpRequest, day_id: int) -> HttpResponse:
    """Change one."""
    day = silence_day_for(request.user, day_id)
    names = SilenceInput.__dataclass_fields__
    form = SilenceForm(request.POST or None, initial={name: getattr(day, name) for name in names})
    if form.is_bound and form.is_valid() and (answer := _saved(request, form, day)) is not None:
        return answer
    context = {"form": form, "day": day}
    return render(request, "calendar/silence_day.html", context, status=422 if form.is_bound else 200)


@require_POST
def silence_switch(request: HttpRequest, day_id: int) -> HttpResponse:
    """On or off by one click."""
    day = silence_day_for(request.user, day_id)
    user = require(request.user, Can.FREEZE)
    values = SilenceInput(**{name: getattr(day, name) for name in SilenceInput.__dataclass_fields__})
    row = services.set_silence_day(values=replace(values, is_on=not day.is_on), by=user, at=timezone.now(), day=day)
    sentence = _("“%(name)s”已启用。") if row.is_on else _("“%(name)s”已停用。")
    return done(request, reverse("calendar:silence"), sentence % {"name": row.name})


@require_POST
def silence_remove(request: HttpRequest, day_id: int) -> HttpResponse:
    """It holds no more; shipped ones can only be switched off."""
    day = silence_day_for(request.user, day_id)
    user = require(request.user, Can.FREEZE)
    services.remove_silence_day(day=day, by=user, at=timezone.now())
    return done(request, reverse("calendar:silence"), _("已删除；被它暂停的排期仍需决定。"))


@require_POST
def silence_flags(request: HttpRequest) -> HttpResponse:
    """Which categories are entertaining and which promotional."""
    user, at = require(request.user, Can.SCHEDULE), timezone.now()
    chosen = {name: _numbers(request, name) for name in ("entertaining", "promotional")}
    changed = flag_categories(**chosen, by=user, at=at)
    services.look_ahead_for_silence(now=at)
    sentence = ngettext("已修改 %(n)d 个分类。", "已修改 %(n)d 个分类。", changed) % {"n": changed}
    return done(request, reverse("calendar:silence"), sentence)


def _numbers(request: HttpRequest, name: str) -> set[int]:
    return set(whole_numbers(request.POST.getlist(name)))
