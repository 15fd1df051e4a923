"""The library list."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from accounts.access import member, rights_of, scope
from accounts.roles import Can
from content.queries import library as queries
from content.queries import library_filter as filters
from content.queries.library_filter import LibraryFilter
from content.queries.saved_filters import kept_by, opening_address
from content.services.bulk import AT_ONCE
from core.http import int_param
from core.paging import SIZE


def library(request: HttpRequest) -> HttpResponse:
    """Posts that fit the chips, as cards or a table; opens with the filter that this person chose for it."""
    user, kept = member(request), kept_by(member(request))
    if not request.GET and (opening := opening_address(kept)):
        return HttpResponseRedirect(opening)
    accounts, chosen = scope(request), LibraryFilter.of(request.GET)
    posts, keys = filters.library(accounts, chosen), {name: int_param(request, name) for name in ("before", "after")}
    may_write = rights_of(user).may_somewhere(Can.WRITE)
    context = {
        "page": filters.page_of(posts, chosen, **keys, size=SIZE),
        "chosen": chosen,
        "kept": kept,
        "query": filters.address_of(request.GET),
        "counts": queries.state_counts(filters.library(accounts, LibraryFilter())),
        "categories": queries.categories_in_use(),
        "authors": queries.authors(accounts),
        "campaigns": queries.campaigns_in_use(choosable=may_write),
        "filters": filters,
        "as_table": request.GET.get("view") == "table",
        "may_write": may_write,
        "at_once": AT_ONCE,
    }
    return render(request, "content/library.html", context)
