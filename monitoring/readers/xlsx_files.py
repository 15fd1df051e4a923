"""Workbooks of MediaCrawler, or tables that somebody saved from a spreadsheet."""

import warnings
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import openpyxl

from monitoring.readers.columns import Layout, is_people, layout_of
from monitoring.readers.csv_files import split_original
from monitoring.readers.rows import Record, refusal
from monitoring.readers.sources import Batch, Origin
from monitoring.readers.values import as_text

_SHARED_LIMIT = 300 * 1024 * 1024  # the one part of a workbook that has to be held in memory


def xlsx_batches(file: BinaryIO, origin: Origin) -> Iterator[Batch]:
    """Yield the records of every sheet; the first row of a sheet is its header."""
    number = 0
    try:
        if _too_large(file):
            yield (refusal(0, "huge_record"),)
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that do not matter here
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for sheet in book.worksheets:
            for batch in _sheet_batches(sheet.iter_rows(values_only=True), origin):
                number += 1
                yield batch
    except GeneratorExit:
        raise
    except Exception as error:  # a damaged workbook fails in any of a dozen libraries' ways; the refusal names it
        yield (refusal(number, "broken_file", type(error).__name__),)
    if number == 0:
        yield (refusal(0, "empty_file"),)


def _sheet_batches(rows: Iterable[tuple[object, ...]], origin: Origin) -> Iterator[Batch]:
    layout: Layout | None = None
    for number, cells in enumerate(rows, start=1):
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


def _too_large(file: BinaryIO) -> bool:
    with zipfile.ZipFile(file) as archive:
        return any(part.file_size > _SHARED_LIMIT for part in archive.infolist() if "sharedStrings" in part.filename)
