"""Middleware that needs the pages of the whole."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from weibo_ops.views.errors import method_not_allowed

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
"""No page uses others, so none answers to others."""


class MethodPageMiddleware:
    """An address that only takes posts, opened by hand or after a fresh sign-in, answers with a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return method_not_allowed(request, HttpResponseNotAllowed(METHODS))
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            return method_not_allowed(request, response)
        return response
