"""A crawler's file cut into batches that are judged and only wait for the database."""

from collections.abc import Generator
from dataclasses import dataclass
from itertools import islice

from monitoring.collect.rows import MentionRow
from monitoring.collect.understanding import Read, read_through
from monitoring.readers import Kind, Reading, Refusal, Row


@dataclass(frozen=True, slots=True)
class Batch:
    """Items of a file and where they end: `beyond` items after `records` whole records, `done` of `size` bytes."""

    read: Read
    lines: list[int]
    refusals: list[Refusal]
    format: str
    records: int
    beyond: int
    done: int
    size: int


def batches_of(reading: Reading, *, records: int, beyond: int, length: int) -> Generator[Batch]:
    """Cut the stream into so many items each; the first `beyond` ones were staged before the break. Closes the file."""
    try:
        for _skipped in islice(reading, beyond):
            records = reading.records
        items: list[Row | Refusal] = []
        for item in reading:
            if reading.records != records:
                records, beyond = reading.records, 0
            beyond += 1
            items.append(item)
            if len(items) >= length:
                yield _batch(items, reading, records, beyond)
                items = []
        if items:
            yield _batch(items, reading, records, beyond)
    finally:
        reading.close()


def _batch(items: list[Row | Refusal], reading: Reading, records: int, beyond: int) -> Batch:
    rows = [item for item in items if isinstance(item, Row)]
    return Batch(
        read=read_through([_mention(row) for row in rows]),
        lines=[row.line for row in rows],
        refusals=[item for item in items if isinstance(item, Refusal)],
        format=str(rows[0].source_format) if rows else "",
        records=records,
        beyond=beyond,
        done=reading.progress,
        size=reading.size,
    )


def _mention(row: Row) -> MentionRow:
    return MentionRow(
        external_id=row.external_id,
        text=row.text,
        author_id=row.author_id,
        author_name=row.author_name,
        published_at=row.published_at,
        url=row.url,
        reposts=row.reposts,
        comments=row.comments,
        likes=row.likes,
        retweet_id=row.retweet_id,
        is_comment=row.kind is Kind.COMMENT,
    )
