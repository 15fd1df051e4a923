"""Workbooks of MediaCrawler, or tables that somebody saved from a spreadsheet."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from core.uploads import BrokenWorkbook, open_sheets
from monitoring.readers.columns import Layout, is_people, layout_of
from monitoring.readers.csv_files import split_original
from monitoring.readers.rows import Record, refusal
from monitoring.readers.sources import Batch, Origin
from monitoring.readers.values import as_text


def xlsx_batches(file: BinaryIO, origin: Origin) -> Iterator[Batch]:
    """Yield the records of every sheet; the first row of a sheet is its header."""
    number = 0
    try:
        with open_sheets(file) as sheets:
            for sheet in sheets:
                for batch in _sheet_batches(sheet.rows, origin):
                    number += 1
                    yield batch
    except BrokenWorkbook as error:
        yield (refusal(number, "broken_file", str(error)),)
    if number == 0:
        yield (refusal(0, "empty_file"),)


def _sheet_batches(rows: Iterable[tuple[int, tuple[object, ...]]], origin: Origin) -> Iterator[Batch]:
    layout: Layout | None = None
    for number, cells in rows:
        words = [as_text(cell) if not hasattr(cell, "isoformat") else str(cell) for cell in cells]
        if not any(words):
            continue
        if layout is None or layout.is_header(words):
            layout = layout_of(words) or layout
            if layout is None:
                yield (refusal(number, "not_a_post" if is_people(words) else "unknown_format", " | ".join(words)),)
                return
            continue
        fields = layout.fields(words)
        if fields is None:
            yield (refusal(number, "shifted", " | ".join(words)),)
        else:
            yield split_original(fields, Record(layout.source, number, fields, layout.kind), origin)
