"""The product's URLs plus two bare ones: an empty view, and the frame around nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from weibo_ops.urls import handler400, handler403, handler404, handler500
from weibo_ops.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def empty(request: HttpRequest) -> HttpResponse:
    """Signed in, through every middleware, nothing shown."""
    return HttpResponse(f"<!doctype html><title>{request.user.pk}</title>")


def frame(request: HttpRequest) -> HttpResponse:
    """The frame around an empty page."""
    return render(request, "base.html", {})


urlpatterns = [*product, path("bench/empty/", empty), path("bench/frame/", frame)]
