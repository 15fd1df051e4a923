"""Emptying the tables while a page's last request still runs: of two that wait for each other PostgreSQL ends one."""

from collections.abc import Iterable

from django.db import OperationalError
from django.db.backends.base.operations import BaseDatabaseOperations
from psycopg2.errors import DeadlockDetected

TRIES = 5


def flush_again(operations: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
    """Stands in for Django's `execute_sql_flush`: one that was ended by a deadlock begins again."""
    for left in reversed(range(TRIES)):
        try:
            return _FLUSH(operations, sql_list)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected) or not left:
                raise


_FLUSH = BaseDatabaseOperations.execute_sql_flush
