"""The home page, and the sign of life for load balancers."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accounts.access import member


def workbench(request: HttpRequest) -> HttpResponse:
    """What waits for me, what failed, what goes out today."""
    member(request)
    return render(request, "weibo_ops/workbench.html", {})


def health(request: HttpRequest) -> JsonResponse:
    """For load balancers: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"ok": True})
