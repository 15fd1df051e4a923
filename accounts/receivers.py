"""Reactions to what Django and allauth tell about signing in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.services.sign_in import note_session
from accounts.sign_in.freshness import mark_fresh
from core.context import client_address


@receiver(user_logged_in)
def begin_session(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever has just signed in has proved who he is; his session is listed from its first moment."""
    mark_fresh(request.session)
    for name in ("seen_at", "started_at"):
        request.session.pop(name, None)
    agent = request.headers.get("User-Agent", "")
    note_session(user=user, session=request.session, address=client_address(request), agent=agent, at=timezone.now())
