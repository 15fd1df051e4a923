"""The switcher that limits every page to one account or group."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.access import member
from accounts.recent import recent_accounts
from core.http import page_or_fragment, text_param
from weibo_ops.queries.scopes import scope_choices

SCOPED = {"account", "group", "before", "after"}


def scope(request: HttpRequest) -> HttpResponse:
    """Choices for `next`, the page that stays open; `q` narrows them."""
    user = member(request)
    text = text_param(request, "q", limit=30)
    target = _page_to_scope(request)
    context = {
        "choices": scope_choices(user, text, recent_accounts(request)),
        "text": text,
        "target": target,
        "next": request.GET.get("next", ""),
    }
    return page_or_fragment(request, "weibo_ops/scope.html", "weibo_ops/_scope.html", context)


def _page_to_scope(request: HttpRequest) -> str:
    """The page that asked, without its present scope, ready to be continued by `account=ID`."""
    wanted = request.headers.get("HX-Current-URL") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        wanted = "/"
    parts = urlsplit(wanted)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in SCOPED]
    return f"{parts.path or '/'}?{urlencode(kept)}{'&' if kept else ''}"
