"""Crawler files: upload, progress, undo, refused rows (M2)."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import UserError
from core.exports import csv_download
from core.http import done, int_param, page_or_fragment
from core.jobs import ask_to_cancel
from core.rate_limits import limited
from monitoring.access import import_for, listener
from monitoring.forms import UploadForm
from monitoring.queries import imports as queries
from monitoring.queries.folders import folder_view
from monitoring.services import UploadedFile, start_import, undo_import


@require_http_methods(["GET", "POST"])
@limited("import", methods=("POST",))
def imports(request: HttpRequest) -> HttpResponse:
    """The list of imports with the form to add one."""
    user = listener(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        file = UploadedFile(Path(upload.name).name, upload.file, form.cleaned_data["written"])
        source_name = form.cleaned_data["source"]
        try:
            queued = start_import(file=file, by=user, at=timezone.now(), source_name=source_name)
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("monitoring:import", args=[queued.pk]))
    page = queries.import_page(before=int_param(request, "before"), after=int_param(request, "after"))
    status = 422 if form.errors else 200
    context = {"form": form, "page": page, "folder": folder_view()}
    return render(request, "monitoring/imports.html", context, status=status)


@require_GET
def import_detail(request: HttpRequest, import_id: int) -> HttpResponse:
    """One import with its progress or its result."""
    found = import_for(request, import_id)
    context = {
        "import": found,
        "job": found.job,
        "reasons": queries.refusal_reasons(found),
        "refusals": queries.first_refusals(found),
    }
    return page_or_fragment(request, "monitoring/import.html", "monitoring/_import.html", context)


@require_GET
@limited("export")
def import_refusals(request: HttpRequest, import_id: int) -> StreamingHttpResponse:
    """The refused rows with line and reason as a CSV file."""
    found = import_for(request, import_id)
    name = _("未导入的行 %(name)s") % {"name": Path(found.original_name).stem}
    return csv_download(name, [_("行"), _("原因"), _("内容")], queries.refusal_cells(found))


@require_POST
def import_undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take out what this import brought."""
    found = import_for(request, import_id)
    removed = undo_import(mention_import=found, by=listener(request), at=timezone.now())
    url = reverse("monitoring:import", args=[found.pk])
    return done(request, url, _("导入已撤销，移除 %(n)d 条内容。") % {"n": removed})


@require_POST
def import_cancel(request: HttpRequest, import_id: int) -> HttpResponse:
    """Stop a running import; nothing of it stays."""
    found = import_for(request, import_id)
    ask_to_cancel(found.job)
    return done(request, reverse("monitoring:import", args=[found.pk]), _("正在取消导入。"))
