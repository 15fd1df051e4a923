"""What migrations ship, kept in memory: a test with real transactions gets it back at once.

Before every such test Django would save the rows one by one, hundreds of them, hundreds of times in a run.
"""

import io

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.base.creation import BaseDatabaseCreation

_KEPT: dict[str, bytes] = {}
"""The rows of each table that has any, by `table (columns)`."""


def keep() -> None:
    """Read all rows of all tables. Call it before the first test."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            options = model._meta
            if options.proxy or not options.managed:
                continue
            columns = ", ".join(
                quote(str(field.column)) for field in options.local_concrete_fields if not field.generated
            )
            rows = io.BytesIO()
            cursor.copy_expert(f"COPY (SELECT {columns} FROM {quote(options.db_table)}) TO STDOUT", rows)
            if rows.getvalue():
                _KEPT[f"{quote(options.db_table)} ({columns})"] = rows.getvalue()


def put_back(creation: BaseDatabaseCreation, contents: str = "") -> None:
    """Stands in for Django's `deserialize_db_from_string`, whose `contents` it does not need."""
    database = creation.connection
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        for place, rows in _KEPT.items():
            cursor.copy_expert(f"COPY {place} FROM STDIN", io.BytesIO(rows))
