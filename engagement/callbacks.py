"""Who may bring us something in the name of the fans service: bounds of a call, and what proves one (E1)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from accounts.gateway import app_secrets
from core.errors import Forbidden
from weibo.pushes import is_signed, time_of

BODY_LIMIT: Final = 64 * 1024
"""Bytes. A message has 300 characters, a mention 2,000."""
LONGEST_ECHO: Final = 200
FRESH: Final = dt.timedelta(minutes=5)
"""A signature counts so long before and after the moment it names."""


@dataclass(frozen=True)
class Ticket:
    """A call that was signed with the secret of one of our apps, just now."""

    app: str
    signature: str


def ticket_of(given: Mapping[str, str], *, at: dt.datetime) -> Ticket:
    """What `signature`, `timestamp` and `nonce` prove. Whether they were used before is seen when it is written down.

    Raises `Forbidden` when nobody who knows a secret of ours made the signature, or when it is old.
    """
    signature, timestamp, nonce = (given.get(name, "") for name in ("signature", "timestamp", "nonce"))
    signed = [
        app for app, secret in app_secrets() if is_signed(secret, timestamp=timestamp, nonce=nonce, signature=signature)
    ]
    if not signed:
        raise Forbidden(_("签名不正确。"), code="callback.signature")
    signed_at = time_of(timestamp)
    if signed_at is None or abs(at - signed_at) > FRESH:
        raise Forbidden(_("签名已过期。"), code="callback.stale")
    return Ticket(signed[0], signature)
