"""Rows on their way in, by COPY: those of a file into staging, those of a live source into a table of the session."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from typing import cast

from django.db import connection
from psycopg2.extensions import cursor as RawCursor

from monitoring.collect.rows import COLUMNS, LIMITS, MentionRow
from monitoring.models import MentionImport, StagedMention

INCOMING = "monitoring_incoming"
_NAMES = f"{', '.join(COLUMNS)}, key, line"
_STAGE = f"COPY monitoring_stagedmention ({_NAMES}, mention_import_id) FROM STDIN"
_TAKE_IN = f"COPY {INCOMING} ({_NAMES}) FROM STDIN"
_EMPTY = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS {INCOMING} AS SELECT {_NAMES} FROM monitoring_stagedmention WITH NO DATA;
TRUNCATE {INCOMING};
"""  # noqa: S608  only names of columns are put in
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x00": None})
_SPECIAL = re.compile("[\\\\\n\r\t\x00]")
_NULL = "\\N"
_LARGEST = 2**31 - 1


def copy_rows(rows: Iterable[tuple[int, MentionRow]], mention_import: MentionImport) -> None:
    """COPY rows with the line they stood on into staging."""
    end = f"\t{mention_import.pk}\n"
    _copy(_STAGE, "".join([copy_line(row, line) + end for line, row in rows]))


def take_in(rows: Sequence[MentionRow]) -> None:
    """COPY rows into `INCOMING`, a temporary table of this session, which holds nothing else then."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
    _copy(_TAKE_IN, "".join([copy_line(row, line) + "\n" for line, row in enumerate(rows)]))


def _copy(statement: str, lines: str) -> None:
    # "replace": half of a surrogate pair, which JSON may hold, and no database
    with connection.cursor() as cursor:
        cast(RawCursor, cursor.cursor).copy_expert(statement, io.BytesIO(lines.encode("utf-8", "replace")))


def drop_staged(mention_import: MentionImport) -> None:
    """Forget the staged rows of an import that is over."""
    StagedMention.objects.filter(mention_import=mention_import)._raw_delete("default")


def copy_line(row: MentionRow, line: int) -> str:
    """One row as COPY reads it: `COLUMNS`, key, line; without the end of the line."""
    return "\t".join(
        (
            _text(row.external_id),
            _text(row.author_id[: LIMITS["author_id"]]),
            _text(row.author_name[: LIMITS["author_name"]]),
            _text(row.text),
            _time(row.published_at),
            _text(row.url[: LIMITS["url"]]),
            _number(row.reposts),
            _number(row.comments),
            _number(row.likes),
            _text(row.retweet_id[: LIMITS["retweet_id"]]),
            "t" if row.is_comment else "f",
            _NULL if row.polarity is None else str(row.polarity),
            _number(row.polarity_certainty),
            row.topic_kind,
            _number(row.kind_certainty),
            _NULL if row.group_id is None else str(row.group_id),
            _number(row.author_followers),
            _NULL if row.author_verified is None else str(row.author_verified),
            _number(row.author_suspect),
            str(row.key),
            str(line),
        )
    )


def _text(value: str) -> str:
    return value.translate(_ESCAPES) if _SPECIAL.search(value) else value


def _number(value: int | None) -> str:
    return _NULL if value is None else str(value) if 0 <= value <= _LARGEST else str(max(0, min(value, _LARGEST)))


def _time(value: dt.datetime | None) -> str:
    return _NULL if value is None else value.isoformat()
