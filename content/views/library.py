"""The library list and its export."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import member, require_somewhere, rights_of, scope
from accounts.roles import Can
from content.importing import COLUMNS
from content.queries import library as queries
from content.queries.library import ELEMENTS, LibraryFilter
from core.exports import csv_download
from core.http import int_param
from core.paging import key_page
from core.rate_limits import limited


def library(request: HttpRequest) -> HttpResponse:
    """Posts with chips for account, category, state, author and element, as cards or a table."""
    user = member(request)
    accounts, chosen = scope(request), LibraryFilter.of(request.GET)
    posts = queries.library(accounts, chosen)
    page = key_page(queries.with_cards(posts), before=int_param(request, "before"), after=int_param(request, "after"))
    context = {
        "page": page,
        "chosen": chosen,
        "counts": queries.state_counts(queries.library(accounts, LibraryFilter())),
        "categories": queries.categories_in_use(),
        "authors": queries.authors(accounts),
        "elements": ELEMENTS,
        "as_table": request.GET.get("view") == "table",
        "may_write": rights_of(user).may_somewhere(Can.WRITE),
    }
    return render(request, "content/library.html", context)


@limited("export")
def library_export(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered list as a file that the import reads."""
    require_somewhere(request.user, Can.VIEW)
    posts = queries.library(scope(request), LibraryFilter.of(request.GET))
    header = [str(name) for name in COLUMNS.values()]
    name = _("内容库 %(day)s") % {"day": f"{timezone.localdate():%Y-%m-%d}"}
    return csv_download(name, header, queries.export_rows(posts))
