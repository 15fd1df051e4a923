"""From bytes to lines and logical CSV records: bounded memory, mixed encodings, broken quotes."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

LINE_LIMIT = 4 * 1024 * 1024
_RECORD_LINES = 2000  # a quoted field of more lines is a quote that was never closed
_CELL_LIMIT = 131072
_NOISE = re.compile("[\x00\r\ufeff]")
_UNWANTED = {0: None, 0xFEFF: None, 0x0D: " "}  # byte order marks stand wherever a run was appended
_NEW_RECORD = re.compile(r'^"?\d{8,19}\t?"?[,\t;]', re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; ``whole`` is False when it was too long and only its beginning is here."""

    number: int
    text: str
    whole: bool = True


def encoding_of(head: bytes) -> str:
    """Return the encoding that the beginning of a file speaks for: by mark, UTF-8 when valid, else GB18030."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def read_lines(file: BinaryIO, encoding: str) -> Iterator[Line]:
    """Yield the lines. Runs may have been appended in another encoding, so each line is decoded alone."""
    if encoding == "utf-16":
        yield from _utf16_lines(file)
        return
    decode = _decoder(encoding)
    number = 0
    while raw := file.readline(LINE_LIMIT):
        number += 1
        whole = raw.endswith(b"\n") or len(raw) < LINE_LIMIT
        yield Line(number, decode(raw.rstrip(b"\r\n")), whole)
        while not whole:
            rest = file.readline(LINE_LIMIT)
            whole = rest.endswith(b"\n") or len(rest) < LINE_LIMIT


def _utf16_lines(file: BinaryIO) -> Iterator[Line]:
    reader = codecs.getreader("utf-16")(file, "replace")
    number = 0
    while text := reader.readline(LINE_LIMIT):
        number += 1
        yield Line(number, _clean(text.rstrip("\r\n")))


def _decoder(encoding: str) -> Callable[[bytes], str]:
    other = "gb18030" if encoding == "utf-8" else "utf-8"

    def decode(raw: bytes) -> str:
        for name in (encoding, other):
            try:
                return _clean(raw.decode(name))
            except UnicodeDecodeError:
                continue
        return _clean(raw.decode(encoding, "replace"))

    return decode


def _clean(text: str) -> str:
    return text.translate(_UNWANTED) if _NOISE.search(text) else text


@dataclass(frozen=True, slots=True)
class Cells:
    """One logical record of a CSV file; ``problem`` is a refusal code."""

    line: int
    cells: list[str]
    problem: str = ""
    raw: str = ""


class CsvRecords:
    """Groups lines into records. A quote that never closes costs its own line, not the rest of the file."""

    def __init__(self, lines: Iterator[Line], delimiter: str) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._waiting: list[Line] = []  # read ahead for a quote that did not close; the next one last

    def __iter__(self) -> Iterator[Cells]:
        while (line := self._next()) is not None:
            if not line.whole:
                yield Cells(line.number, [], "huge_record", line.text[:300])
            elif line.text.strip():
                yield self._record(line)

    def _next(self) -> Line | None:
        return self._waiting.pop() if self._waiting else next(self._lines, None)

    def _record(self, first: Line) -> Cells:
        if first.text.count('"') % 2 == 0:
            return self._parsed(first.number, first.text)
        rest = self._closing(first)
        if rest is None:
            return self._parsed(first.number, first.text, unbalanced=True)
        return self._parsed(first.number, "\n".join([first.text, *(line.text for line in rest)]))

    def _closing(self, first: Line) -> list[Line] | None:
        """Take the lines up to the one that closes the quote; None, and all of them back, when none does."""
        taken: list[Line] = []
        size = len(first.text)
        while (line := self._next()) is not None:
            taken.append(line)
            size += len(line.text)
            if _NEW_RECORD.match(line.text) or len(taken) > _RECORD_LINES or size > LINE_LIMIT or not line.whole:
                break
            if line.text.count('"') % 2:
                return taken
        self._waiting.extend(reversed(taken))
        return None

    def _parsed(self, number: int, text: str, *, unbalanced: bool = False) -> Cells:
        lines = [part + "\n" for part in text.split("\n")]
        try:
            cells = next(csv.reader(lines, delimiter=self._delimiter), [])
        except csv.Error as error:
            return Cells(number, [], "huge_record" if "field limit" in str(error) else "bad_quotes", text[:300])
        # Checked here too: the limit of the csv module belongs to the whole process and others may have moved it.
        if len(text) > _CELL_LIMIT and any(len(cell) > _CELL_LIMIT for cell in cells):
            return Cells(number, [], "huge_record", text[:300])
        if unbalanced and any("\n" in cell or cell.count(self._delimiter) > 3 for cell in cells[-1:]):
            return Cells(number, [], "bad_quotes", text[:300])
        return Cells(number, cells)


def delimiter_of(header: str, known: Callable[[list[str]], object]) -> str | None:
    """Return the delimiter under which ``known`` recognises the header line."""
    for delimiter in (",", "\t", ";"):
        try:
            names = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error:
            continue
        if known(names):
            return delimiter
    return None
