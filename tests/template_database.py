"""A migrated database that test databases are copied from: migrating takes half a minute, a copy a second.

The first run after a change of models or migrations makes it and pays for it. `rm -r var/test` forgets it.
"""

import hashlib
from pathlib import Path
from typing import Any, Final

import psycopg2
from django.db import connection, connections

from weibo_ops.env import ROOT

PREFIX: Final = "weibo_ops_template_"
DECIDING: Final = (
    *("*/models.py", "*/models/*.py", "*/migrations/*.py"),
    *("calendar/*/models/*.py", "calendar/*/migrations/*.py"),
    *("content/presets.py", "requirements.txt"),
)
"""What a migrated database depends on; data migrations read nothing else of the project."""
_LOCK: Final = 6_100_611
"""Workers of one run come at the same moment: one migrates, the other waits for the copy."""


class TemplateDatabase:
    """`use` it before the test database is made, `keep` what was made after."""

    def __init__(self) -> None:
        parameters = connection.get_connection_params()
        self.name = PREFIX + fingerprint(ROOT)
        self._server: Any = psycopg2.connect(**{**parameters, "dbname": "postgres"})
        self._server.autocommit = True

    def use(self) -> None:
        """Have Django copy the template when there is one; else nobody else looks before `keep`."""
        with self._server.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            if cursor.fetchone():
                connection.settings_dict["TEST"]["TEMPLATE"] = self.name
                self._server.close()

    def keep(self) -> None:
        """Make the database that was just migrated the template, in place of older ones."""
        if self._server.closed:
            return
        made = connection.settings_dict["NAME"]
        connections.close_all()
        with self._server.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
            for (older,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE "{older}"')
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{made}"')
        self._server.close()


def fingerprint(root: Path) -> str:
    """Differs as soon as a file differs that decides what a migrated database holds."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in DECIDING for path in root.glob(pattern)):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
