"""Error pages: one sentence, the way back, and the id under which the log knows the request."""

import sys
from typing import Final

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.errors import DiskFull

from core.errors import Forbidden, NotFound, UserError
from core.http import answer_error, toast, wants_fragment

RETRY_SECONDS: Final = 5
"""How soon a page that could not be built asks again."""


class BadRequest(UserError):
    """The request itself makes no sense (400)."""

    status = 400


class TooLarge(UserError):
    """More bytes than anything here takes in (413)."""

    status = 413


class MethodNotAllowed(UserError):
    """The address takes only other methods (405)."""

    status = 405


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, such as a foreign host name or a form with too many fields; 413 when it is simply too much."""
    if isinstance(exception, RequestDataTooBig):
        return answer_error(request, TooLarge(_("发来的文件或内容过大，请压缩或拆分后再试。"), code="too_large"))
    return answer_error(request, BadRequest(_("浏览器发来的内容无法识别，请返回上一页重试。"), code="bad_request"))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 that Django itself raises."""
    return answer_error(request, Forbidden(_("您没有这项操作的权限，需要时请联系管理员。"), code="forbidden"))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 of an address that leads nowhere."""
    return answer_error(request, NotFound(_("这个页面不存在，可能已被移动或删除。"), code="not_found"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that is too old or comes from elsewhere; what was typed is still in the browser."""
    sentence = _("页面停留太久，或者您在别处重新登录过。请返回上一页、刷新后再提交一次。")
    return answer_error(request, Forbidden(sentence, code="csrf"))


def method_not_allowed(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """405; keeps the `Allow` header of the refusal."""
    sentence = _("这个地址只能由页面上的按钮使用，不能直接打开。")
    response = answer_error(request, MethodNotAllowed(sentence, code="method"))
    response["Allow"] = refused.headers.get("Allow", "")
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away. Asks neither database nor cache nor session: any may be broken."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return database_away(request, error)
    html = render_to_string("500.html", {"request_id": getattr(request, "id", "")})
    return HttpResponse(html, status=500)


def database_away(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503: says what is the matter and comes back by itself; what was posted is never sent twice by that."""
    full = isinstance(error.__cause__, DiskFull)
    title = _("服务器磁盘已满，暂时不能保存") if full else _("数据库暂时没有应答")
    if wants_fragment(request):
        response = HttpResponse(status=503)
        response["HX-Reswap"] = "none"
        if request.method != "GET":  # what only reads is asked again, and the page says how old it is
            toast(response, title + _("，刚才的操作没有完成，请稍后再试。"), level="danger")
    else:
        context = {
            "title": title,
            "again": RETRY_SECONDS if request.method == "GET" else 0,
            "now": timezone.localtime(timezone.now()),
            "request_id": getattr(request, "id", ""),
        }
        response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response
