"""Where the fans service calls us: no session, no CSRF token, but a signature (E1)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.context import client_address
from core.errors import UserError
from engagement.access import platform_caller
from engagement.services.callbacks import note_refusal, take_check, take_push


@csrf_exempt
@require_http_methods(["GET", "POST"])
def fans_callback(request: HttpRequest) -> HttpResponse:
    """GET: the platform looks whether the address is ours and wants `echostr` back. POST: it brings something; an
    empty answer tells it to stop trying."""
    now = timezone.now()
    try:
        ticket = platform_caller(request, at=now)
        if request.method == "GET":
            take_check(ticket=ticket, at=now)
            return _plain(200, request.GET.get("echostr", ""))
        take_push(ticket=ticket, body=request.body, at=now)
    except UserError as error:
        note_refusal(why=error.code, address=client_address(request), at=now)
        return _plain(error.status)
    return _plain(200)


def _plain(status: int, text: str = "") -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
