"""Who tries invitation links is slowed down; whether they can be mailed at all."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.context import client_address
from core.errors import UserError

WRONG_AT_MOST = 30
WITHIN_SECONDS = 600


class TooManyLinks(UserError):
    """Somebody tries links (429)."""

    status = 429


def count_wrong(request: HttpRequest) -> None:
    """Note a link that leads nowhere. Raises `TooManyLinks` when one address tries too many."""
    key = f"invitation-wrong:{client_address(request)}"
    cache.add(key, 0, timeout=WITHIN_SECONDS)
    if cache.incr(key) > WRONG_AT_MOST:
        raise TooManyLinks(_("尝试次数过多，请十分钟后再试。"), code="invitation.throttled")


def mail_works() -> bool:
    """Whether this installation sends mail to anybody but its own log."""
    return not settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend"))
