"""Take in a library file: upload, check the columns, watch, undo."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require_somewhere, rights_of
from accounts.models import User
from accounts.roles import Can
from content import services
from content.access import import_for
from content.forms import MappingForm, UploadForm
from content.importing import header_of, refused_rows
from content.models import PostImport
from content.queries.imports import rows_page, summary_of
from content.queries.library import imports_of, writable_accounts
from content.services import ImportChoices
from content.tasks import wake_import
from core.errors import UserError
from core.exports import csv_download
from core.http import done, int_param, page_or_fragment
from core.jobs import ask_to_cancel
from core.paging import key_page
from core.rate_limits import limited


@require_http_methods(["GET", "POST"])
@limited("import", methods=("POST",))
def imports(request: HttpRequest) -> HttpResponse:
    """Recent imports and the form for a new one."""
    user = require_somewhere(request.user, Can.WRITE)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = services.start_import(file=form.cleaned_data["file"], by=user, at=timezone.now())
            return done(request, reverse("content:import_page", args=[found.pk]))
        except UserError as error:
            form.add_error("file", str(error))
    rows = imports_of(user, everybody=rights_of(user).may(Can.WRITE))
    page = key_page(rows, before=int_param(request, "before"), after=int_param(request, "after"))
    status = 422 if request.method == "POST" else 200
    return render(request, "content/import.html", {"form": form, "page": page}, status=status)


def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Columns and first rows before it is confirmed; progress and result afterwards."""
    user = require_somewhere(request.user, Can.WRITE)
    found = import_for(user, pk)
    waits = found.job.state == "waiting" and not found.job.params.get("confirmed")
    if waits and found.job.params.get("checked"):
        return _checked(request, found)
    if waits:
        return _preview(request, user, found)
    context = {"found": found, "job": found.job, "refusals": found.job.refusals.order_by("line", "pk")[:20]}
    return page_or_fragment(request, "content/import_page.html", "content/_import_progress.html", context)


def _preview(request: HttpRequest, user: User, found: PostImport, form: MappingForm | None = None) -> HttpResponse:
    with found.file.open("rb") as file:
        header, rows = header_of(file)
    form = form or MappingForm(header=header, accounts=writable_accounts(user), mapping=found.mapping)
    context = {"found": found, "header": header, "rows": rows, "form": form}
    return render(request, "content/import_preview.html", context, status=422 if form.is_bound else 200)


def _checked(request: HttpRequest, found: PostImport) -> HttpResponse:
    """Every row with what it becomes and what is found against it; the person decides."""
    show = request.GET.get("show", "")
    page = rows_page(found, show, before=int_param(request, "before"), after=int_param(request, "after"))
    context = {
        "found": found,
        "job": found.job,
        "page": page,
        "show": show,
        "summary": summary_of(found),
        "refusals": found.job.refusals.order_by("line", "pk")[:20],
    }
    if request.headers.get("HX-Request"):  # the progress asks on, but the check is over: the page is another one
        return done(request, reverse("content:import_page", args=[found.pk]))
    return render(request, "content/import_checked.html", context)


@require_POST
def import_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """What was checked is taken in."""
    user = require_somewhere(request.user, Can.WRITE)
    job = services.accept_import(post_import=import_for(user, pk), by=user, at=timezone.now())
    wake_import(job.pk)
    return done(request, reverse("content:import_page", args=[pk]), _("已开始导入，可以离开这个页面。"))


@require_POST
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """What was checked is left."""
    user = require_somewhere(request.user, Can.WRITE)
    services.drop_import(post_import=import_for(user, pk), by=user, at=timezone.now())
    return done(request, reverse("content:import"), _("已放弃这个文件，没有内容被导入。"))


@require_POST
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The columns are right: the worker may begin."""
    user = require_somewhere(request.user, Can.WRITE)
    found = import_for(user, pk)
    with found.file.open("rb") as file:
        header, _rows = header_of(file)
    form = MappingForm(request.POST, header=header, accounts=writable_accounts(user), mapping=found.mapping)
    if not form.is_valid():
        return _preview(request, user, found, form)
    values = form.cleaned_data
    choices = ImportChoices(
        form.mapping(), values["account_default"], values["category_default"], bool(request.POST.get("look"))
    )
    try:
        services.confirm_import(post_import=found, choices=choices, by=user, at=timezone.now())
    except UserError as error:
        form.add_error(None, str(error))
        return _preview(request, user, found, form)
    wake_import(found.job_id)
    return done(request, reverse("content:import_page", args=[pk]), _("已开始，可以离开这个页面。"))


@require_POST
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop at the next checkpoint; nothing will be visible."""
    found = import_for(require_somewhere(request.user, Can.WRITE), pk)
    ask_to_cancel(found.job)
    return done(request, reverse("content:import_page", args=[pk]), _("正在停止。"))


@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out again what nobody has used."""
    user = require_somewhere(request.user, Can.WRITE)
    services.undo_import(post_import=import_for(user, pk), by=user, at=timezone.now())
    return done(request, reverse("content:import_page", args=[pk]), _("已撤销这次导入。"))


@limited("export")
def import_refusals(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The refused rows as they came, with line and reason behind: mended, the file can be taken in as it is."""
    found = import_for(require_somewhere(request.user, Can.WRITE), pk)
    header, rows = refused_rows(found)
    return csv_download(_("被拒绝的行"), [*header, _("行号"), _("拒绝原因")], rows)
