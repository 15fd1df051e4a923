"""The settings page: what real Weibo access still needs, mail, what runs; every line can be tested."""

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import require
from accounts.gateway import is_sandbox
from accounts.queries import answers_by_app
from accounts.roles import Can
from core.http import page_or_fragment
from weibo_ops.probes import Probe, probe
from weibo_ops.queries import installation as read


def settings(request: HttpRequest) -> HttpResponse:
    """What is there and what is missing."""
    require(request.user, Can.MANAGE_SETTINGS)
    return render(request, "weibo_ops/settings.html", _context())


@require_POST
def settings_test(request: HttpRequest, name: str) -> HttpResponse:
    """Run one test and show its sentence beside the button."""
    user = require(request.user, Can.MANAGE_SETTINGS)
    result = probe(name, by=user, at=timezone.now())
    context = _context(name, result) if not request.headers.get("HX-Request") else {"result": result}
    return page_or_fragment(request, "weibo_ops/settings.html", "weibo_ops/_test_result.html", context)


def _context(tested: str = "", result: Probe | None = None) -> dict[str, object]:
    items = read.weibo_items()
    return {
        "items": items,
        "missing": sum(1 for item in items if item.needed and not item.ready),
        "is_sandbox": is_sandbox(),
        "sandbox_url": django_settings.WEIBO_SANDBOX_URL,
        "mail": read.mail_rows(),
        "presets": read.presets(),
        "app_answers": answers_by_app(),
        "tested": tested,
        "result": result,
    }
