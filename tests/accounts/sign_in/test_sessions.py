"""Where somebody is signed in: listed, ended, over by age."""

import datetime as dt

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from accounts.services import deactivate_user, end_sessions
from accounts.services.sealing import reseal_all
from accounts.services.sign_in import forget_ended_sessions
from core.models import AuditEntry
from tests.conftest import ClientOf


def signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_every_sign_in_is_a_session_of_its_own(editor: User, client_of: ClientOf) -> None:
    client_of(editor), client_of(editor)
    assert UserSession.objects.filter(user=editor).count() == 2


def test_it_ends_all_sessions_but_one(editor: User, administrator: User, client_of: ClientOf) -> None:
    kept, other = client_of(editor), client_of(editor)
    key = kept.session.session_key
    assert end_sessions(user=editor, by=administrator, at=timezone.now(), except_key=key) == 1
    assert signed_in(kept) and not signed_in(other)
    entry = AuditEntry.objects.get(code="accounts.sessions.ended")
    assert (entry.actor_id, entry.object_id, entry.after) == (administrator.pk, str(editor.pk), {"sessions": 1})


def test_it_ends_nothing_of_anybody_else(editor: User, manager: User, client_of: ClientOf) -> None:
    theirs = client_of(manager)
    assert end_sessions(user=editor, by=manager, at=timezone.now()) == 0
    assert signed_in(theirs)
    assert not AuditEntry.objects.filter(code="accounts.sessions.ended").exists()


def test_the_next_request_after_deactivation_is_refused(editor: User, administrator: User, client_of: ClientOf) -> None:
    live = client_of(editor)
    assert signed_in(live)
    deactivate_user(user=editor, reason="离职", by=administrator, at=timezone.now())
    response = live.get("/content/")
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/sign-in/")
    assert not UserSession.objects.filter(user=editor).exists()


def test_a_session_is_over_after_its_longest_life(
    editor: User, client_of: ClientOf, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(editor)
    later = timezone.now() + dt.timedelta(seconds=settings.SESSION_MAX_SECONDS + 60)
    monkeypatch.setattr("accounts.middleware.timezone.now", lambda: later)
    response = client.get("/", follow=True)
    assert "登录已满期限，请重新登录。" in response.text


def test_it_notes_from_where_at_most_every_five_minutes(
    editor: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(editor)
    first = UserSession.objects.get(user=editor).last_seen_at
    client.get("/", REMOTE_ADDR="10.0.0.9")
    assert UserSession.objects.get(user=editor).last_seen_at == first
    later = timezone.now() + dt.timedelta(minutes=6)
    monkeypatch.setattr("accounts.middleware.timezone.now", lambda: later)
    client.get("/", REMOTE_ADDR="10.0.0.9", HTTP_USER_AGENT="Firefox")
    row = UserSession.objects.get(user=editor)
    assert (row.last_seen_at, row.ip, row.user_agent) == (later, "10.0.0.9", "Firefox")


def test_what_has_expired_is_forgotten(editor: User, client_of: ClientOf) -> None:
    old, live = client_of(editor), client_of(editor)
    Session.objects.filter(session_key=old.session.session_key).update(expire_date=timezone.now())
    assert forget_ended_sessions(at=timezone.now()) == 1
    assert UserSession.objects.get().session_key == live.session.session_key


def test_key_rotation_reseals_the_secrets_of_factors(editor: User) -> None:
    TOTP.activate(editor, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(editor)
    found = {result.column.json_key: result.already for result in reseal_all() if result.column.json_key}
    assert found == {"secret": 1, "seed": 1}
