"""What migrations ship, kept in memory: a test with real transactions gets it back at once.

Before every such test Django would save the rows one by one, hundreds of them, hundreds of times in a run.
"""

import io

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.base.creation import BaseDatabaseCreation

_KEPT: dict[str, tuple[str, bytes]] = {}
"""Of each table that has any rows: its columns, and the rows."""


def keep() -> None:
    """Read all rows of all tables. Call it before the first test."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            options = model._meta
            if options.proxy or not options.managed:
                continue
            table, rows = quote(options.db_table), io.BytesIO()
            columns = ", ".join(
                quote(str(field.column)) for field in options.local_concrete_fields if not field.generated
            )
            cursor.copy_expert(f"COPY (SELECT {columns} FROM {table}) TO STDOUT", rows)
            if rows.getvalue():
                _KEPT[table] = columns, rows.getvalue()


def put_back(creation: BaseDatabaseCreation, contents: str = "") -> None:
    """Stands in for Django's `deserialize_db_from_string`, whose `contents` it does not need."""
    database = creation.connection
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        for table, (columns, rows) in _KEPT.items():
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
            if cursor.fetchone() == (False,):  # before the first of these tests, nothing has been emptied
                cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.BytesIO(rows))
