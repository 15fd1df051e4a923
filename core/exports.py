"""Tables that a spreadsheet can open without running anything: CSV (UTF-8 with BOM for Excel) and XLSX."""

import csv
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse

from core.uploads.names import shown_name

FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\x00-\x1f]*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n]")
"""What some spreadsheet somewhere begins to calculate: also behind blanks and invisible characters, also full-width
(Excel set to Chinese or Japanese reads ＝ as =), also when a cell begins with a tab or a line end."""
NEUTRALISED = re.compile(r"'+(?:" + FORMULA.pattern + ")")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""
CELL_LIMIT = 32_767
"""Characters that a cell of a spreadsheet holds."""
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Echo:
    def write(self, value: str) -> str:
        return value


def safe_cell(value: Any) -> Any:
    """Text that a spreadsheet would read as a formula gets an apostrophe in front; numbers stay numbers.

    Text that already begins so gets one more, so that `own_text` gives back exactly what was there.
    """
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal):
        return value
    text = str(value).replace("\x00", "")
    return "'" + text if FORMULA.match(text) or NEUTRALISED.match(text) else text


def own_text(cell: str) -> str:
    """The text behind a cell of one of our files: without the apostrophe that `safe_cell` put in front."""
    return cell[1:] if NEUTRALISED.match(cell) else cell


def csv_lines(header: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Lines of a CSV file, header first."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def csv_download(name: str, header: list[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """Stream a CSV file called `name` (without ending)."""
    response = StreamingHttpResponse(csv_lines(header, rows), content_type=CSV)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(shown_name(name), safe='')}.csv"
    return response


def xlsx_text(value: Any) -> str:
    """The text of a cell of a workbook, where text is text and needs no apostrophe in front.

    Only text that already looks neutralised gets one, so that `own_text` gives back what was there.
    """
    text = UNWRITABLE.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))
    return ("'" + text if NEUTRALISED.match(text) else text)[:CELL_LIMIT]


def write_xlsx(out: IO[bytes], header: list[str], rows: Iterable[Iterable[Any]]) -> None:
    """A workbook of one sheet, written row by row: memory does not grow with the rows. The header stays in sight."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    book = xlsxwriter.Workbook(out, options)
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "bottom": 1})
    quoted = book.add_format({"quote_prefix": True})  # editing the cell makes no formula of it either
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(header) - 1, 18)
    for column, name in enumerate(header):
        sheet.write_string(0, column, xlsx_text(name), bold)
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float | Decimal):
                sheet.write_number(line, column, value)
            elif value is not None and (text := xlsx_text(value)):
                sheet.write_string(line, column, text, quoted if FORMULA.match(text) else None)
    book.close()


def xlsx_download(name: str, header: list[str], rows: Iterable[Iterable[Any]]) -> FileResponse:
    """Answer with a workbook called `name` (without ending)."""
    out = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_xlsx(out, header, rows)
    out.seek(0)
    response = FileResponse(out, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(shown_name(name), safe='')}.xlsx"
    return response


def table_download(
    kind: str, name: str, header: list[str], rows: Iterable[Iterable[Any]]
) -> StreamingHttpResponse | FileResponse:
    """A table as `kind` asks: "xlsx", anything else is CSV."""
    return (xlsx_download if kind == "xlsx" else csv_download)(name, header, rows)
