"""Acts by COPY: those of a file into staging, those of Weibo into a table of the session."""

import io
import re
from collections.abc import Iterable
from typing import Final, cast

from django.db import connection
from psycopg2.extensions import cursor as RawCursor

from campaigns.collect.rows import ActRow
from campaigns.models import EntryImport, StagedAct

COLUMNS: Final = (
    "kind", "external_id", "uid", "name", "text", "acted_at", "gone", "followers", "follows_us", "print", "circle",
)  # fmt: skip
NAMES: Final = ", ".join(COLUMNS)
INCOMING: Final = "campaigns_incoming"
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x00": None})
_SPECIAL = re.compile("[\\\\\n\r\t\x00]")
_EMPTY = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS {INCOMING} AS SELECT id, {NAMES} FROM campaigns_stagedact WITH NO DATA;
TRUNCATE {INCOMING};
"""  # noqa: S608  only names of columns are put in


def stage(rows: Iterable[ActRow], entry_import: EntryImport) -> None:
    """COPY rows of a file into staging."""
    end = f"\t{entry_import.pk}\n"
    lines = "".join([copy_line(row) + end for row in rows])
    copy_in(f"COPY campaigns_stagedact ({NAMES}, entry_import_id) FROM STDIN", lines)


def take_in(rows: Iterable[ActRow]) -> None:
    """COPY rows into `INCOMING`, a temporary table of this session, which holds nothing else then."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
    lines = "".join([f"{number}\t{copy_line(row)}\n" for number, row in enumerate(rows)])
    copy_in(f"COPY {INCOMING} (id, {NAMES}) FROM STDIN", lines)


def drop_staged(entry_import: EntryImport) -> None:
    """Forget the staged rows of an import that is over."""
    StagedAct.objects.filter(entry_import=entry_import)._raw_delete("default")


def copy_in(statement: str, lines: str) -> None:
    """Run a COPY; half a surrogate pair, which JSON may hold and no database takes, becomes a question mark."""
    with connection.cursor() as cursor:
        cast(RawCursor, cursor.cursor).copy_expert(statement, io.BytesIO(lines.encode("utf-8", "replace")))


def copy_line(row: ActRow) -> str:
    """One row as COPY reads it, without the end of the line."""
    kind, external_id, uid, name, text, at, gone, followers, follows, print_, circle = row
    return "\t".join(
        (
            kind,
            external_id,
            uid,
            escaped(name),
            escaped(text),
            at.isoformat(),
            "t" if gone else "f",
            "\\N" if followers is None else str(followers),
            "\\N" if follows is None else "t" if follows else "f",
            "\\N" if print_ is None else str(print_),
            "\\N" if circle is None else str(circle),
        )
    )


def escaped(value: str) -> str:
    """Text as COPY reads it."""
    return value.translate(_ESCAPES) if _SPECIAL.search(value) else value
