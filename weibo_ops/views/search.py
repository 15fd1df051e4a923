"""Search over everything, as a page and as the list under the search field."""

from django.http import HttpRequest, HttpResponse

from accounts.access import member
from core.http import page_or_fragment, text_param
from core.rate_limits import limited
from weibo_ops.frame import PLACES
from weibo_ops.queries.search import COMMANDS, Command, found

PAGES = tuple(Command(place.label, place.url_name, place.url_name, place.can) for place in PLACES)


@limited("search")
def search(request: HttpRequest) -> HttpResponse:
    """What fits `q`, by kind, limited to what the person may see."""
    user = member(request)
    text = text_param(request, "q")
    groups = found(user, text, (*PAGES, *COMMANDS)) if text else []
    return page_or_fragment(request, "weibo_ops/search.html", "weibo_ops/_search.html", {"q": text, "groups": groups})
