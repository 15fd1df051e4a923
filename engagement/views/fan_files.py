"""The fan book from a file, looked at first, and as a file (E3)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import UserError
from core.exports import csv_download
from core.http import done
from core.rate_limits import limited
from core.uploads import sheet_text
from engagement.access import inbox_member
from engagement.forms.fans import FanFileForm, FanFilterForm
from engagement.queries.fan_files import fan_cells, fan_header, plan_fans
from engagement.queries.fans import filtered
from engagement.services import import_fans

SHOWN = 200


@require_http_methods(["GET", "POST"])
def fan_import(request: HttpRequest) -> HttpResponse:
    """Choose a file; see what it would do, row by row; then take it in."""
    user = inbox_member(request)
    form = FanFileForm(request.POST or None, request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        return _form(request, form)
    try:
        text = sheet_text(file=form.cleaned_data["file"], text=form.cleaned_data["text"])
        if not request.POST.get("confirmed"):
            return _preview(request, text)
        taken = import_fans(text=text, by=user, at=timezone.now())
    except UserError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _form(request, form)
    said = _("导入完成：新增 %(new)d 人，更新 %(changed)d 人，%(refused)d 行没有导入。") % vars(taken)
    return done(request, reverse("engagement:fans"), said)


@require_GET
@limited("export")
def fan_export(request: HttpRequest) -> StreamingHttpResponse:
    """The people of the page as a CSV file, which can be taken in again."""
    rows = filtered(FanFilterForm(request.GET).filters(), user=inbox_member(request), now=timezone.now())
    return csv_download(_("粉丝册"), fan_header(), fan_cells(rows))


def _form(request: HttpRequest, form: FanFileForm) -> HttpResponse:
    context = {"form": form, "header": fan_header()}
    return render(request, "engagement/fan_import.html", context, status=422 if form.is_bound else 200)


def _preview(request: HttpRequest, text: str) -> HttpResponse:
    plan = plan_fans(text)
    context = {"plan": plan, "text": text, "refused": plan.refused[:SHOWN], "shown": SHOWN}
    context |= {"new": [row["name"] for row in plan.new[:SHOWN]]}
    context |= {"changed": [fan.name for fan, _changes in plan.changed[:SHOWN]]}
    return render(request, "engagement/fan_preview.html", context)
