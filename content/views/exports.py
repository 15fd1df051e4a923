"""The library as a file: at once when it is small, otherwise as a job whose page shows how far it is."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require_somewhere, scope
from accounts.roles import Can
from content import services
from content.access import export_for
from content.importing import export_header
from content.queries import library_filter as filters
from content.queries.exporting import export_rows
from content.queries.library_filter import LibraryFilter
from content.services.exports import AT_ONCE
from content.tasks import wake_export
from core.dates import local_day
from core.exports import CSV, XLSX, table_download
from core.http import done, page_or_fragment
from core.jobs import ask_to_cancel
from core.rate_limits import limited
from core.uploads import serve_made


@require_GET
@limited("export")
def library_export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a file that the import reads, CSV or `kind` XLSX; a large one is made by the worker."""
    user = require_somewhere(request.user, Can.VIEW)
    posts = filters.library(scope(request), LibraryFilter.of(request.GET))
    kind, rows, now = request.GET.get("kind", ""), posts.count(), timezone.now()
    if rows > AT_ONCE:
        query = filters.address_of(request.GET)
        made = services.start_export(query=query, kind=kind, total=rows, by=user, at=now)
        wake_export(made.job_id)
        return done(request, reverse("content:export_page", args=[made.pk]))
    services.note_library_export(rows=rows, by=user, at=now)
    name = _("内容库 %(day)s") % {"day": f"{local_day(now):%Y-%m-%d}"}
    return table_download(kind, name, export_header(), export_rows(posts))


@require_GET
def export_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and the file when it is there."""
    found = export_for(require_somewhere(request.user, Can.VIEW), pk)
    context = {"found": found, "job": found.job}
    return page_or_fragment(request, "content/export_page.html", "content/_export_progress.html", context)


@require_GET
@limited("export")
def export_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file itself, for the person who asked for it."""
    found = export_for(require_somewhere(request.user, Can.VIEW), pk)
    mime = XLSX if found.kind == "xlsx" else CSV
    return serve_made(str(found.file.name), mime, name=f"{found.job.title}.{found.kind}")


@require_POST
def export_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop at the next checkpoint."""
    found = export_for(require_somewhere(request.user, Can.VIEW), pk)
    ask_to_cancel(found.job)
    return done(request, reverse("content:export_page", args=[pk]), _("正在停止。"))
