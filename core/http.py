"""Pages and fragments: one view answers both a whole page and the part that htmx asked for."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from core.errors import Sentence, UserError

KEY_DIGITS = 18
"""So many a database key holds, whatever they are."""


def wants_fragment(request: HttpRequest) -> bool:
    """htmx asked for a part; a boosted link or a history restore wants the page."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page_or_fragment(
    request: HttpRequest, page: str, fragment: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render `fragment` for htmx and `page` for everybody else, from the same context."""
    template = fragment if wants_fragment(request) else page
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def toast(response: HttpResponse, sentence: Sentence, *, level: str = "success", undo_url: str = "") -> HttpResponse:
    """Show a short message after the answer has been swapped in; with `undo_url` it carries an undo button (10 s)."""
    triggers = json.loads(response.get("HX-Trigger", "{}"))
    triggers["toast"] = {"text": str(sentence), "level": level, "undo": undo_url}
    response["HX-Trigger"] = json.dumps(triggers)
    return response


def done(request: HttpRequest, url: str, sentence: Sentence = "", *, undo_url: str = "") -> HttpResponse:
    """After a successful post: go to `url` and say `sentence` there, with or without JavaScript."""
    if sentence:
        messages.success(request, str(sentence), extra_tags=f"undo:{undo_url}" if undo_url else "")
    response = HttpResponse(status=204 if wants_fragment(request) else 302)
    response["HX-Redirect" if wants_fragment(request) else "Location"] = url
    return response


def safe_next(request: HttpRequest, default: str) -> str:
    """The `next` address of a form, only when it stays on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return default


def came_from(request: HttpRequest) -> str:
    """The address of the page into which htmx puts this answer; empty when it tells none, or one of another site."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return (htmx.current_url_abs_path or "") if htmx else ""


def answer_error(request: HttpRequest, error: UserError) -> HttpResponse:
    """A `UserError` as a toast for htmx, as JSON for scripts, as a page otherwise."""
    response = _error_answer(request, error)
    if error.retry_after:
        response["Retry-After"] = str(error.retry_after)
    return response


def _error_answer(request: HttpRequest, error: UserError) -> HttpResponse:
    if wants_fragment(request):
        response = HttpResponse(status=error.status)
        response["HX-Reswap"] = "none"
        return toast(response, error.sentence, level="danger")
    if request.headers.get("Accept", "").startswith("application/json"):
        body = json.dumps({"error": str(error), "code": error.code}, ensure_ascii=False)
        return HttpResponse(body, status=error.status, content_type="application/json")
    context = {"sentence": error.sentence, "status": error.status, "request_id": getattr(request, "id", "")}
    return render(request, "error.html", context, status=error.status)


def int_param(request: HttpRequest, name: str) -> int | None:
    """A whole number from the query string; None when absent or not a number a database key can hold."""
    return whole_number(request.GET.get(name, ""))


def text_param(request: HttpRequest, name: str, *, limit: int = 60) -> str:
    """Words from the query string: stripped, cut off, without NUL, which PostgreSQL refuses."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:limit]


def whole_number(text: str) -> int | None:
    """The number that a text is; None for anything else: signs, other scripts' digits, more than a key can hold."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= KEY_DIGITS else None


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """Those of them that are whole numbers, in order."""
    return [number for text in texts if (number := whole_number(text)) is not None]
