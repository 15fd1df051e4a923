"""Rows of a file into staging by COPY."""

import datetime as dt
import io
from collections.abc import Iterable
from typing import cast

from django.db import connection
from psycopg2.extensions import cursor as RawCursor

from monitoring.collect.rows import COLUMNS, LIMITS, MentionRow
from monitoring.collect.understanding import understood
from monitoring.models import MentionImport, StagedMention

_COPY = f"COPY monitoring_stagedmention ({', '.join(COLUMNS)}, line, mention_import_id) FROM STDIN"
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x00": None})
_NULL = "\\N"
_LARGEST = 2**31 - 1


def copy_rows(rows: Iterable[tuple[int, MentionRow]], mention_import: MentionImport) -> None:
    """COPY rows, judged, with the line they stood on into staging."""
    numbered = list(rows)
    judged = understood([row for _, row in numbered])
    lines = "".join(_line(row, line, mention_import.pk) for (line, _), row in zip(numbered, judged, strict=True))
    buffer = io.BytesIO(lines.encode("utf-8", "replace"))
    with connection.cursor() as cursor:
        cast(RawCursor, cursor.cursor).copy_expert(_COPY, buffer)


def drop_staged(mention_import: MentionImport) -> None:
    """Forget the staged rows of an import that is over."""
    StagedMention.objects.filter(mention_import=mention_import)._raw_delete("default")


def _line(row: MentionRow, line: int, import_id: int) -> str:
    cells = (
        _text(row.external_id),
        _text(row.author_id, LIMITS["author_id"]),
        _text(row.author_name, LIMITS["author_name"]),
        _text(row.text),
        _time(row.published_at),
        _text(row.url, LIMITS["url"]),
        _number(row.reposts),
        _number(row.comments),
        _number(row.likes),
        _text(row.retweet_id, LIMITS["retweet_id"]),
        "t" if row.is_comment else "f",
        _number(row.polarity, least=-1),
        _number(row.polarity_certainty),
        _text(row.topic_kind),
        _number(row.kind_certainty),
        str(line),
        str(import_id),
    )
    return "\t".join(cells) + "\n"


def _text(value: str, limit: int | None = None) -> str:
    return (value[:limit] if limit else value).translate(_ESCAPES)


def _number(value: int | None, *, least: int = 0) -> str:
    return _NULL if value is None else str(max(least, min(value, _LARGEST)))


def _time(value: dt.datetime | None) -> str:
    return _NULL if value is None else value.isoformat()
