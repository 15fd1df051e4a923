"""Reactions to what Django and allauth tell about signing in."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.queries.sign_in import forget_second_factor
from accounts.services.entry import Entry, note_factor, note_failure, note_password, note_sign_in
from accounts.services.sign_in import end_sessions, note_session
from accounts.sign_in.devices import describe, device_of
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


@receiver(account_signals.user_logged_in)
def tell_of_sign_in(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Through a page of ours (a test's shortcut does not come here)."""
    new = not device_of(request).knows(user)
    note_sign_in(user=user, entry=entry_of(request, method_of(request, user)), new_browser=new, at=timezone.now())


@receiver(account_signals.password_changed)
@receiver(account_signals.password_set)
@receiver(account_signals.password_reset)
def end_other_sessions(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever knew the old password is out."""
    now = timezone.now()
    note_password(user=user, at=now)
    key = request.session.session_key if request.user.is_authenticated else None
    end_sessions(user=user, by=user, at=now, except_key=key)


@receiver(factor_signals.authenticator_added)
@receiver(factor_signals.authenticator_removed)
@receiver(factor_signals.authenticator_reset)
def tell_of_factor(signal: object, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Added, removed, or codes renewed."""
    names = {
        factor_signals.authenticator_added: "added",
        factor_signals.authenticator_removed: "removed",
        factor_signals.authenticator_reset: "renewed",
    }
    forget_second_factor(user.pk)
    note_factor(user=user, what=names[signal], kind=str(authenticator.type), at=timezone.now())


@receiver(factor_signals.authentication_failed)
def tell_of_wrong_code(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """The password was right, the code was not."""
    note_failure(user=user, entry=entry_of(request, str(authenticator.type)), at=timezone.now())


def entry_of(request: HttpRequest, method: str) -> Entry:
    """From where, and with what."""
    return Entry(method, client_address(request), describe(request.headers.get("User-Agent", "")))


def method_of(request: HttpRequest, user: User) -> str:
    """The last proof of this sign-in."""
    records = get_authentication_records(request, user)
    last = records[-1] if records else {}
    return str(last.get("provider") or last.get("type") or last.get("method") or "password")
