"""One at a time: named locks that PostgreSQL frees by itself when their holder dies."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Hold the lock `name` for the block; yields False, without waiting, when somebody else holds it.

    The lock belongs to the database session, so `kill -9` of the holder frees it and a doubled message does no work.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            _release(name)


def _release(name: str) -> None:
    if connection.connection is None or connection.needs_rollback:
        return  # the session is gone, or the test's transaction is broken: PostgreSQL frees the lock with it
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def wait_in_line(name: str) -> None:
    """Wait for the lock `name` and hold it until the surrounding transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [name])
