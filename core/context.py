"""What is known about the request or task that runs now: its id and where it came from."""

import ipaddress
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

request_id: ContextVar[str] = ContextVar("request_id", default="")
remote_address: ContextVar[str] = ContextVar("remote_address", default="")


def client_address(request: HttpRequest) -> str:
    """The address of the browser: what the nearest socket says, or, behind TRUSTED_PROXIES proxies of ours, what the
    outermost of them wrote into X-Forwarded-For. Entries left of it were sent by the client and prove nothing.
    """
    direct = request.META.get("REMOTE_ADDR", "") or "127.0.0.1"  # a Unix socket has none
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    trusted: int = settings.TRUSTED_PROXIES
    if not 0 < trusted <= len(hops):
        return direct
    try:
        return str(ipaddress.ip_address(hops[-trusted]))
    except ValueError:
        return direct
