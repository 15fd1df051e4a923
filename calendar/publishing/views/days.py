"""Special days, and the holidays of a year when they are announced (K7)."""

import json
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require, require_somewhere, rights_of
from accounts.roles import Can
from core.dates import local_day
from core.errors import UserError
from core.http import done, whole_numbers
from core.rate_limits import limited
from publishing import queries, services
from publishing.forms import HolidayForm, SpecialDayForm
from publishing.ical.holidays import read_holidays, readable
from publishing.queries.days import preview_of
from publishing.services import DayChange, YearsChange
from publishing.views.answers import read_signed

SALT, HOLIDAY_SALT, PREVIEW_SALT = "calendar.day", "calendar.holidays", "calendar.holidays.preview"


@require_http_methods(["GET", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """Days that the calendar shows: festivals, 3·15, 618, 双11, the company's own."""
    user = require_somewhere(request.user, Can.SCHEDULE)
    today = local_day(timezone.now())
    form = SpecialDayForm(request.POST or None, initial={"date": request.GET.get("date") or today})
    if form.is_bound and form.is_valid() and (answer := _saved(request, form)) is not None:
        return answer
    rows = list(queries.special_days(today))
    context = {
        "form": form,
        "coming": [day for day in rows if not day.is_over(today)],
        "past": [day for day in rows if day.is_over(today)],
        "years": queries.years_known(today),
        "may_change": rights_of(user).may(Can.SCHEDULE),
    }
    return render(request, "calendar/days.html", context, status=422 if form.is_bound else 200)


def _saved(request: HttpRequest, form: SpecialDayForm, **day: Any) -> HttpResponse | None:
    user = require_somewhere(request.user, Can.SCHEDULE)
    try:
        row, change = services.set_special_day(values=form.values(), by=user, at=timezone.now(), **day)
    except UserError as error:
        form.add_error(error.field or None, str(error))
        return None
    sentence = _("已保存“%(name)s”。") % {"name": row.name}
    return done(request, reverse("calendar:days"), sentence, undo_url=_undo(change))


def _undo(change: DayChange) -> str:
    return reverse("calendar:day_undo", args=[signing.dumps(change.as_json(), salt=SALT, compress=True)])


@require_http_methods(["GET", "POST"])
def day_edit(request: HttpRequest, day_id: int) -> HttpResponse:
    """Another name or date for it."""
    require(request.user, Can.SCHEDULE)
    day = queries.special_day(day_id)
    names = ("date", "name", "kind", "recurs")
    form = SpecialDayForm(request.POST or None, initial={name: getattr(day, name) for name in names})
    if form.is_bound and form.is_valid() and (answer := _saved(request, form, day=day)) is not None:
        return answer
    context = {"form": form, "day": day}
    return render(request, "calendar/day.html", context, status=422 if form.is_bound else 200)


@require_POST
def day_remove(request: HttpRequest, day_id: int) -> HttpResponse:
    """It is no longer shown."""
    user = require(request.user, Can.SCHEDULE)
    day = queries.special_day(day_id)
    change = services.remove_special_day(day=day, by=user, at=timezone.now())
    sentence = _("已移除“%(name)s”。") % {"name": day.name}
    return done(request, reverse("calendar:days"), sentence, undo_url=_undo(change))


@require_POST
def day_undo(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the toast."""
    user = require_somewhere(request.user, Can.SCHEDULE)
    change = DayChange(**read_signed(token, salt=SALT))
    services.undo_day_change(change=change, by=user, at=timezone.now())
    return done(request, reverse("calendar:days"), _("已撤销。"))


@limited("import", methods=("POST",))
@require_http_methods(["GET", "POST"])
def holidays(request: HttpRequest) -> HttpResponse:
    """A file or pasted text is shown year by year before anything is written."""
    require(request.user, Can.SCHEDULE)
    today, form = local_day(timezone.now()), HolidayForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "known": queries.years_known(today)}
    if form.is_bound and form.is_valid():
        try:
            found = read_holidays(form.words())
            rows = sorted(found.days.values())
            context["years"] = preview_of(rows, found.years, today)
            context["skipped"] = found.skipped
            context["packed"] = signing.dumps([row.as_json() for row in rows], salt=PREVIEW_SALT, compress=True)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(request, "calendar/holidays.html", context, status=422 if form.errors else 200)


@require_POST
def holidays_apply(request: HttpRequest) -> HttpResponse:
    """The years that were ticked in the preview."""
    user, at = require(request.user, Can.SCHEDULE), timezone.now()
    years = whole_numbers(request.POST.getlist("year"))
    if not years:
        raise UserError(_("请至少选择一个年份。"))
    packed = request.POST.get("packed", "")
    rows = readable(read_signed(packed, salt=PREVIEW_SALT)) if packed else []
    change = services.replace_announced(days=rows, years=years, by=user, at=at)
    undo = signing.dumps(change.as_json(), salt=HOLIDAY_SALT, compress=True)
    named = json.dumps(years).strip("[]")
    sentence = _("已更新 %(years)s 年的放假安排。") if rows else _("已移除 %(years)s 年导入的放假安排。")
    url = reverse("calendar:holidays_undo", args=[undo])
    return done(request, reverse("calendar:days"), sentence % {"years": named}, undo_url=url)


@require_POST
def holidays_undo(request: HttpRequest, token: str) -> HttpResponse:
    """The years as they were before the import."""
    user, at = require(request.user, Can.SCHEDULE), timezone.now()
    change = YearsChange(**read_signed(token, salt=HOLIDAY_SALT))
    services.undo_announced(change=change, by=user, at=at)
    return done(request, reverse("calendar:days"), _("已撤销。"))
