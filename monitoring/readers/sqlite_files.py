"""SQLite files of weibo-search, weibo-crawler and MediaCrawler, opened without trusting anything inside."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from monitoring.readers.columns import Layout, is_people, layout_of
from monitoring.readers.rows import Kind, Record, Refusal, refusal
from monitoring.readers.sources import Batch

# Table → what its rows are; "reposts" of weibo-crawler are reposts of the post in weibo_id.
_KINDS = {"comments": Kind.COMMENT, "reposts": Kind.REPOST, "weibo_note_comment": Kind.COMMENT}


def sqlite_batches(path: Path, told: Callable[[float], None]) -> Iterator[Batch]:
    """Yield the records of all tables that hold posts, reposts or comments. ``told`` gets the share that is done."""
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error:
        yield (refusal(0, "not_readable"),)
        return
    try:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.execute("PRAGMA trusted_schema = OFF")
        yield from _tables(connection, told)
    except (sqlite3.Error, ValueError, OverflowError, MemoryError) as error:  # ValueError: names that are no UTF-8
        yield (refusal(0, "broken_file", str(error)),)
    finally:
        connection.close()


def _tables(connection: sqlite3.Connection, told: Callable[[float], None]) -> Iterator[Batch]:
    found = list(_layouts(connection))
    known = [(name, layout, total) for name, layout, total in found if layout is not None]
    if not known:
        yield (
            refusal(
                0,
                "not_a_post" if any(is_people(_columns(connection, name)) for name, *_ in found) else "unknown_format",
            ),
        )
        return
    whole, number = max(1, sum(total for *_, total in known)), 0
    for name, layout, _ in known:
        for cells in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - the name comes quoted from the schema
            number += 1
            told(number / whole)
            yield (_record(number, cells, layout, _KINDS.get(name, layout.kind)),)


def _layouts(connection: sqlite3.Connection) -> Iterator[tuple[str, Layout | None, int]]:
    """Yield ordinary tables only: a view or a virtual table could do anything."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for name, sql in rows:
        plain = isinstance(name, str) and '"' not in name and "VIRTUAL" not in str(sql)[:40].upper()
        if plain and not name.startswith("sqlite_"):
            (total,) = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608 - as above
            yield name, layout_of(_columns(connection, name)), total


def _columns(connection: sqlite3.Connection, name: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]


def _record(number: int, cells: Sequence[object], layout: Layout, kind: Kind) -> Record | Refusal:
    fields = {name: cells[at] for name, at in layout.index.items() if at < len(cells)}
    return Record(layout.source, number, fields, kind)
