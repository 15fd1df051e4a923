"""CSV that a spreadsheet can open without running anything: formulas are neutralised, UTF-8 with BOM for Excel."""

import csv
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import StreamingHttpResponse

from core.uploads.names import shown_name

FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\x00-\x1f]*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n]")
"""What some spreadsheet somewhere begins to calculate: also behind blanks and invisible characters, also full-width
(Excel set to Chinese or Japanese reads ＝ as =), also when a cell begins with a tab or a line end."""
NEUTRALISED = re.compile(r"'+(?:" + FORMULA.pattern + ")")


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
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(shown_name(name), safe='')}.csv"
    return response
