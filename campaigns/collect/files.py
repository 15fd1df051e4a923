"""Tables of entries as a stream of lines: CSV in any usual encoding, JSON lines, JSON lists, workbooks."""

import codecs
import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _

from campaigns.collect.columns import columns_of, is_header
from campaigns.collect.rows import Refusal, refusal
from core.tables import UnreadableFile
from core.uploads import BrokenWorkbook, open_sheets

HEAD: Final = 256 * 1024
HEADER_LINES: Final = 10
JSON_LIMIT: Final = 64 * 1024 * 1024
Cells = Sequence[str]
Lines = Iterator[tuple[int, Cells] | Refusal]


class Table:
    """One file: `columns` by meaning, `header` as written, and the lines below. `done` of `size` bytes are read."""

    def __init__(self, path: Path) -> None:
        self.size = path.stat().st_size
        self.file: BinaryIO = path.open("rb")
        self._text: io.TextIOWrapper | None = None
        self.header: Cells = ()
        self.columns: dict[str, int] = {}
        try:
            self._lines = self._opened()
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Lines:
        return self._lines

    @property
    def done(self) -> int:
        """Bytes read so far."""
        return min(self.file.tell(), self.size) if not self.file.closed else self.size

    def close(self) -> None:
        """Let go of the file."""
        if self._text is not None:
            self._text.close()
        self.file.close()

    def _opened(self) -> Lines:
        head = self.file.read(HEAD)
        self.file.seek(0)
        if head.startswith(b"PK\x03\x04"):
            return self._headed(_workbook(self.file))
        encoding = encoding_of(head)
        start = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")[:1]
        if start in {"{", "["}:
            return self._records(encoding, array=start == "[")
        self._text = io.TextIOWrapper(self.file, encoding, "replace", newline="")
        first = head.decode(encoding, "replace").partition("\n")[0]
        return self._headed(_csv(self._text, max(",\t;", key=first.count)))

    def _headed(self, rows: Lines) -> Lines:
        """Find the line with the columns near the top."""
        seen: Cells = ()
        for number, row in enumerate(rows):
            if number >= HEADER_LINES:
                break
            if not isinstance(row, Refusal):
                seen = seen or row[1]
                if is_header(row[1]):
                    self.header, self.columns = row[1], columns_of(row[1])
                    return self._below(rows)
        raise _no_columns(seen)

    def _below(self, rows: Lines) -> Lines:
        """Without empty lines and without the header once more, as appended files have it."""
        first = self.header[0]
        for row in rows:
            if isinstance(row, Refusal) or (any(row[1]) and not (row[1][0] == first and is_header(row[1]))):
                yield row

    def _records(self, encoding: str, *, array: bool) -> Lines:
        """Objects, flattened one level (user.id): the keys of the first ones are the columns."""
        if array and self.size > JSON_LIMIT:
            raise UnreadableFile(_("JSON 列表过大，请存成每行一条的 JSONL，或 CSV。"))
        objects = _array(self.file.read(), encoding) if array else _json_lines(self.file, encoding)
        first = next((item for item in objects if not isinstance(item, Refusal)), None)
        names = list(first[1]) if first else []
        if first is None or not is_header(names):
            raise _no_columns(names)
        self.header, self.columns = names, columns_of(names)
        return _celled(first, objects, names)


def encoding_of(head: bytes) -> str:
    """By mark, UTF-8 when valid, otherwise GB18030 as Excel writes it."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _no_columns(header: Cells) -> UnreadableFile:
    if not any(header):
        return UnreadableFile(_("文件是空的。"))
    seen = "、".join(cell.strip()[:20] for cell in header[:8] if cell.strip())
    return UnreadableFile(
        _(
            "没有找到需要的列。第一行要有列名，至少包括用户编号（UID、user_id）和时间（时间、created_at）；读到的是：%(seen)s"
        )
        % {"seen": seen}
    )


def _csv(text: io.TextIOWrapper, delimiter: str) -> Lines:
    reader = csv.reader(text, delimiter=delimiter)
    while True:
        try:
            for cells in reader:
                yield reader.line_num, cells
        except csv.Error:
            yield refusal(reader.line_num, "bad_quotes", "")
            continue
        return


def _workbook(file: BinaryIO) -> Lines:
    try:
        with open_sheets(file) as sheets:
            for sheet in sheets:
                for number, cells in sheet.rows:
                    yield number, ["" if cell is None else str(cell) for cell in cells]
                return  # further sheets are notes and charts
    except BrokenWorkbook as error:
        yield refusal(0, "broken_file", str(error))


def _array(data: bytes, encoding: str) -> Iterator[tuple[int, dict[str, str]] | Refusal]:
    try:
        items = json.loads(data.decode(encoding, "replace"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(_("不是完整的 JSON，可能被截断。")) from error
    for number, item in enumerate(items, start=1):
        yield (number, _flat(item)) if isinstance(item, dict) else refusal(number, "bad_json", str(item))


def _json_lines(file: BinaryIO, encoding: str) -> Iterator[tuple[int, dict[str, str]] | Refusal]:
    for number, raw in enumerate(file, start=1):
        line = raw.decode(encoding, "replace").strip()
        if not line:
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError):
            item = None
        yield (number, _flat(item)) if isinstance(item, dict) else refusal(number, "bad_json", line)


def _flat(item: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in item.items():
        if isinstance(value, dict):
            inner = {f"{name}.{key}": _cell(part) for key, part in value.items() if not isinstance(part, dict | list)}
            found |= inner
        elif not isinstance(value, list):
            found[str(name)] = _cell(value)
    return found


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _celled(first: tuple[int, dict[str, str]], rest: Iterator[Any], names: list[str]) -> Lines:
    yield first[0], [first[1].get(name, "") for name in names]
    for item in rest:
        yield item if isinstance(item, Refusal) else (item[0], [item[1].get(name, "") for name in names])
