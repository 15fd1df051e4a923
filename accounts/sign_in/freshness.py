"""When a person last proved who he is, kept in his session."""

import time

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

KEY = "identity_confirmed_at"


def mark_fresh(session: SessionBase) -> None:
    """The person has just signed in or confirmed who he is."""
    session[KEY] = time.time()


def is_fresh(request: HttpRequest) -> bool:
    """Was that so within the last IDENTITY_FRESH_MINUTES?"""
    if not request.user.is_authenticated:
        return False
    at = request.session.get(KEY)
    return isinstance(at, int | float) and time.time() - at < settings.IDENTITY_FRESH_MINUTES * 60
