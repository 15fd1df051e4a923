"""Tables as text: weibo-search, weibo-crawler and MediaCrawler CSV, also with TABs or semicolons."""

from collections.abc import Iterator
from typing import BinaryIO

from monitoring.readers.columns import Layout, is_people, layout_of
from monitoring.readers.lines import Cells, CsvRecords, Line, delimiter_of, read_lines
from monitoring.readers.rows import Kind, Record, Refusal, refusal
from monitoring.readers.sources import Batch, Origin

_HEADER_LINES = 20  # lines that may stand before the header


def csv_batches(file: BinaryIO, encoding: str, origin: Origin) -> Iterator[Batch]:
    """Yield the records of a table; headers in the middle are taken as headers again."""
    lines = read_lines(file, encoding)
    found = _find_header(lines)
    if isinstance(found, Refusal):
        yield (found,)
        return
    layout, delimiter = found
    for row in CsvRecords(lines, delimiter):
        if layout.is_header(row.cells):
            layout = layout_of(row.cells) or layout
        else:
            yield _batch(row, layout, origin)


def _find_header(lines: Iterator[Line]) -> tuple[Layout, str] | Refusal:
    first: Line | None = None
    for line in lines:
        first = first or line
        delimiter = delimiter_of(line.text, layout_of)
        if delimiter is not None:
            layout = layout_of(_names(line.text, delimiter))
            if layout is not None:
                return layout, delimiter
        if delimiter_of(line.text, is_people):
            return refusal(line.number, "not_a_post", line.text)
        if line.number >= _HEADER_LINES:
            break
    return refusal(1, "unknown_format" if first else "empty_file", first.text if first else "")


def _names(header: str, delimiter: str) -> list[str]:
    return next(iter(CsvRecords(iter([Line(1, header)]), delimiter))).cells


def _batch(row: Cells, layout: Layout, origin: Origin) -> Batch:
    if row.problem:
        return (refusal(row.line, row.problem, row.raw),)
    fields = layout.fields(row.cells)
    if fields is None:
        return (refusal(row.line, "shifted", " | ".join(row.cells)),)
    return split_original(fields, Record(layout.source, row.line, fields, layout.kind), origin)


def split_original(fields: dict[str, object], record: Record, origin: Origin) -> Batch:
    """Return the record and, as a record of its own, the original that a repost carries with it."""
    own = fields if "src_id" not in fields else {n: cell for n, cell in fields.items() if not n.startswith("src_")}
    own.setdefault("author_id", origin.author_id)
    own.setdefault("author_name", origin.author_name)
    if own is fields:
        return (Record(record.source, record.line, own, record.kind),)
    source = {name.removeprefix("src_"): value for name, value in fields.items() if name.startswith("src_")}
    own["retweet_id"] = source.get("id")
    return (
        Record(record.source, record.line, own, Kind.REPOST),
        Record(record.source, record.line, source, Kind.POST),
    )
