"""Request id, the clock, errors as sentences, safe headers."""

import re
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core import context
from core.errors import UserError
from core.http import answer_error

log = structlog.get_logger(__name__)
SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
NOTHING = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
        "payment", "usb",
    )
)  # fmt: skip
"""Pages need none of what a browser could lend them; passkeys and the clipboard keep their default."""
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Give every request an id (taken from the proxy when it sent a sane one) and say it in the answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        identity = given if SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        request.id = identity  # type: ignore[attr-defined]
        request.at = timezone.now()  # type: ignore[attr-defined]
        id_token = context.request_id.set(identity)
        address_token = context.remote_address.set(context.client_address(request))
        structlog.contextvars.bind_contextvars(request_id=identity)
        try:
            response = self.get_response(request)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
            context.request_id.reset(id_token)
            context.remote_address.reset(address_token)
        response["X-Request-ID"] = identity
        return response


class ErrorMiddleware:
    """Turn a `UserError` into a toast (htmx) or a page, with its status and the request id."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, UserError):
            return None
        log.info("user_error", code=exception.code, status=exception.status, path=request.path)
        return answer_error(request, exception)


class HeadersMiddleware:
    """Headers that Django's SecurityMiddleware does not set."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", NOTHING)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "private, no-store")
        return response
