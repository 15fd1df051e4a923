"""Files of entries: upload, look, take in, progress, undo, refused rows (P7)."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from campaigns.access import campaign_for, entry_import_for
from campaigns.forms.entries import EntryFileForm, EntryKindForm
from campaigns.models import ActKind, EntryImport
from campaigns.panels import PANELS, panel_of
from campaigns.queries import entry_imports as queries
from campaigns.services.closing import entries_open
from campaigns.services.entry_imports import (
    discard_entry_file,
    keep_entry_file,
    start_entry_import,
    undo_entry_import,
)
from core.errors import UserError
from core.exports import csv_download
from core.http import done, page_or_fragment
from core.rate_limits import limited


@require_http_methods(["GET", "POST"])
@limited("import", methods=("POST",))
def entries_import(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What was imported, and the form to add a file."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    user = require_somewhere(request.user, Can.CAMPAIGN)
    form = EntryFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            name = Path(upload.name).name
            kept = keep_entry_file(campaign=found, name=name, content=upload.file, by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, _address(kept))
    context = {"campaign": found, "panels": PANELS, "panel": panel_of("entries"), "may_run": True, "form": form}
    context |= {"imports": queries.imports_of(found), "open": entries_open(found)}
    return render(request, "campaigns/entries_import.html", context, status=422 if form.errors else 200)


@require_GET
def entry_import(request: HttpRequest, campaign_id: int, import_id: int) -> HttpResponse:
    """One file: what it holds before it is taken in, then its progress and result."""
    return _page(request, entry_import_for(request.user, campaign_id, import_id))


@require_POST
def entry_import_start(request: HttpRequest, campaign_id: int, import_id: int) -> HttpResponse:
    """Take in what was looked at."""
    found, form = entry_import_for(request.user, campaign_id, import_id), EntryKindForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422)
    user, kind = require_somewhere(request.user, Can.CAMPAIGN), ActKind(form.cleaned_data["kind"])
    start_entry_import(entry_import=found, kind=kind, by=user, at=timezone.now())
    return done(request, _address(found))


@require_POST
def entry_import_discard(request: HttpRequest, campaign_id: int, import_id: int) -> HttpResponse:
    """Forget a file that was only looked at."""
    found = entry_import_for(request.user, campaign_id, import_id)
    discard_entry_file(entry_import=found, by=require_somewhere(request.user, Can.CAMPAIGN))
    return done(request, reverse("campaigns:entries_import", args=[campaign_id]), _("文件没有导入，已删除。"))


@require_POST
def entry_import_undo(request: HttpRequest, campaign_id: int, import_id: int) -> HttpResponse:
    """Take out what this file brought."""
    found = entry_import_for(request.user, campaign_id, import_id)
    user = require_somewhere(request.user, Can.CAMPAIGN)
    removed = undo_entry_import(entry_import=found, by=user, at=timezone.now())
    return done(request, _address(found), _("导入已撤销，移除 %(n)d 条，正在重新判定。") % {"n": removed})


@require_GET
@limited("export")
def entry_import_refusals(request: HttpRequest, campaign_id: int, import_id: int) -> StreamingHttpResponse:
    """The refused rows with line and reason as a CSV file."""
    found = entry_import_for(request.user, campaign_id, import_id)
    name = _("未导入的行 %(name)s") % {"name": Path(found.original_name).stem}
    return csv_download(name, [_("行"), _("原因"), _("内容")], queries.refusal_cells(found))


def _address(found: EntryImport) -> str:
    return reverse("campaigns:entry_import", args=[found.campaign_id, found.pk])


def _page(request: HttpRequest, found: EntryImport, *, status: int = 200) -> HttpResponse:
    context = {
        "campaign": found.campaign,
        "panels": PANELS,
        "panel": panel_of("entries"),
        "may_run": True,
        "import": found,
        "job": found.job,
        "form": EntryKindForm(initial={"kind": found.kind}),
    }
    context |= queries.result_of(found) if found.job else {"preview": queries.preview_of(found, now=timezone.now())}
    page, fragment = "campaigns/entry_import.html", "campaigns/_entry_import.html"
    return page_or_fragment(request, page, fragment, context, status=status)
