"""Sessions of people: noted, ended."""

import datetime as dt
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import models, transaction

from accounts.models import User
from core.audit import Actor, Change, record

SEEN_EVERY = dt.timedelta(minutes=5)
AGENT_LENGTH = 200


def end_sessions(*, user: User, by: Actor, at: dt.datetime, except_key: str | None = None) -> int:
    """End every session of a person, except the one with the key `except_key`. Returns how many.

    The next request of each is refused: rows and cache are gone at once.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    with transaction.atomic():
        rows = list(UserSession.objects.select_for_update().filter(user=user).exclude(session_key=except_key or ""))
        alive = [row for row in rows if store.exists(row.session_key)]
        for row in rows:
            store.delete(row.session_key)
            row.delete()
        if alive:
            record("accounts.sessions.ended", user, by=by, at=at, change=Change(after={"sessions": len(alive)}))
    return len(alive)


def end_session(*, user: User, session_id: int, by: Actor, at: dt.datetime) -> bool:
    """End one session of a person. False when it had ended already."""
    with transaction.atomic():
        row = UserSession.objects.select_for_update().filter(user=user, pk=session_id).first()
        if row is None:
            return False
        row.end()
        record("accounts.sessions.ended", user, by=by, at=at, change=Change(after={"sessions": 1, "from": row.ip}))
    return True


def note_session(*, user: User, session: SessionBase, address: str, agent: str, at: dt.datetime) -> None:
    """Remember that a session lives: from where, with which browser. At most every five minutes."""
    seen = session.get("seen_at")
    if isinstance(seen, int | float) and 0 <= at.timestamp() - seen < SEEN_EVERY.total_seconds():
        return
    session["seen_at"] = at.timestamp()
    session.setdefault("started_at", at.timestamp())
    if session.session_key is None:
        return
    facts = {"user": user, "ip": address, "user_agent": agent[:AGENT_LENGTH], "last_seen_at": at}
    UserSession.objects.update_or_create(session_key=session.session_key, defaults=facts)


def session_is_over(session: SessionBase, *, at: dt.datetime) -> bool:
    """Older than SESSION_MAX_DAYS, however busy."""
    started = session.get("started_at")
    return isinstance(started, int | float) and at.timestamp() - started > settings.SESSION_MAX_SECONDS


def forget_ended_sessions(*, at: dt.datetime) -> int:
    """Throw away sessions that have expired, and the rows that listed them. Returns how many were listed."""
    Session.objects.filter(expire_date__lte=at).delete()
    alive = Session.objects.filter(session_key=models.OuterRef("session_key"))
    gone = UserSession.objects.filter(~models.Exists(alive))
    return int(gone.delete()[0])
