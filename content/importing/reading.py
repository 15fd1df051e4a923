"""Lines of a CSV or XLSX file as a stream: UTF-8 with and without BOM, UTF-16, GB18030."""

import codecs
import csv
import io
import re
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from core.errors import UserError
from core.uploads import BrokenWorkbook, open_sheets

CHUNK = 1 << 20
CELL_LIMIT = 1 << 20
_ESCAPED = re.compile(r"_x00(5F|0D)_")
"""How a workbook writes a low line before what would look like a sign by number, and a carriage return."""
csv.field_size_limit(CELL_LIMIT)


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one row and the number of the line on which it begins (1 is the header)."""

    number: int
    cells: list[str]


@contextmanager
def read_lines(file: IO[bytes]) -> Iterator[Iterator[Line]]:
    """Rows that are not blank, the header first, while `file` is open.

    Raises `UserError` when the file is neither CSV nor XLSX.
    """
    file.seek(0)
    magic = file.read(4)
    file.seek(0)
    rows = _xlsx(file) if magic == b"PK\x03\x04" else _csv(file)
    with closing(rows):
        yield (line for line in rows if any(cell.strip() for cell in line.cells))


def count_lines(file: IO[bytes]) -> int:
    """How many rows follow the header."""
    with read_lines(file) as lines:
        return max(0, sum(1 for _line in lines) - 1)


def encoding_of(file: IO[bytes]) -> str:
    """The encoding that decodes the whole file. Raises `UserError` when none does."""
    file.seek(0)
    wide = file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    for name in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        if _decodes(file, name):
            return name
    raise UserError(_("无法识别文件编码，请另存为 UTF-8 或 GBK 编码的 CSV。"), code="import.encoding", field="file")


def _decodes(file: IO[bytes], name: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        while chunk := file.read(CHUNK):
            if b"\0" in chunk and name != "utf-16":
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _csv(file: IO[bytes]) -> Generator[Line]:
    name = encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=name, newline="")
    try:
        sample = text.readline()
        text.seek(0)
        reader = csv.reader(text, delimiter=_delimiter(sample))
        number = 1
        for cells in reader:
            yield Line(number, cells)
            number = reader.line_num + 1
    except csv.Error as error:
        raise UserError(
            _("第 %(line)d 行之后的引号不配对，无法读取。") % {"line": number}, code="import.csv"
        ) from error
    finally:
        text.detach()


def _delimiter(header: str) -> str:
    """Comma, tab or semicolon, whichever the header has most of."""
    return max((",", "\t", ";"), key=header.count)


def _xlsx(file: IO[bytes]) -> Generator[Line]:
    """The first sheet. Its archive was measured when it came in (`core.uploads.workbooks`)."""
    try:
        with open_sheets(file) as sheets:
            for number, cells in next(sheets).rows:
                yield Line(number, [_cell(cell) for cell in cells])
    except (BrokenWorkbook, StopIteration) as error:
        raise UserError(_("无法读取这个 Excel 文件，请另存为 .xlsx 或 CSV。"), code="import.xlsx") from error


def _cell(value: object) -> str:
    """Text as it stands; 3.0 as 3. Signs that XML writes in its own way are themselves again."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _ESCAPED.sub(lambda found: "_" if found[1] == "5F" else "", str(value))
