"""Tables that people bring as CSV files or paste from a spreadsheet: text, rows, columns, cells. Pure."""

import csv
import datetime as dt
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _

MOST_ROWS: Final = 5000
MOST_CHARACTERS: Final = 600_000
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
_NUMBER = re.compile(r"(\d{1,15})(?:\.(\d{1,4}))?(万|亿)?")


class UnreadableFile(ValueError):
    """The text is no table that we know; the message is a sentence for people."""


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 with its mark, otherwise GB18030 as Excel writes it."""
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(_("无法识别文件的编码，请另存为 UTF-8 的 CSV。"))


def table_of(text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The headings, and every row that is not empty with the number of its line.

    Raises `UnreadableFile`, for too many rows or a broken quote only once the row is reached.
    """
    if len(text) > MOST_CHARACTERS:
        raise UnreadableFile(_("内容过大，请分成几份导入。"))
    text = text.replace("\x00", "").lstrip("\ufeff")
    first = text.partition("\n")[0]
    rows = _rows(text, max(",\t;", key=first.count))
    return next(rows, (0, []))[1], _filled(rows)


def columns_of(
    header: Sequence[str], names: Mapping[str, Collection[str]], *, needed: Mapping[str, str]
) -> dict[str, int]:
    """Where each known column stands. `names` gives the ways in which it is called, lower-case; `needed` those that
    must be there, with the word for people. Raises `UnreadableFile`."""
    known = {
        name: at
        for at, cell in enumerate(header)
        for name, aliases in names.items()
        if cell.strip().casefold() in aliases
    }
    if set(needed) - set(known):
        words = _("和").join(_("“%(name)s”") % {"name": word} for word in needed.values())
        raise UnreadableFile(_("第一行要有列名，至少包括%(names)s。") % {"names": words})
    return known


def date_of(cell: str) -> dt.date | None:
    """A day as people write it; None for an empty cell. Raises `ValueError` with a sentence."""
    if not cell:
        return None
    match = _DATE.fullmatch(cell)
    try:
        day = dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2200:
        raise ValueError(_("“%(cell)s”不是日期，请写成 2026-11-23") % {"cell": cell[:20]})
    return day


def number_of(cell: str) -> int | None:
    """A whole number, also with commas or 万 and 亿; None for an empty cell. Raises `ValueError` with a sentence."""
    if not cell:
        return None
    match = _NUMBER.fullmatch(cell.replace(",", ""))
    if match is None:
        raise ValueError(_("“%(cell)s”不是数字") % {"cell": cell[:20]})
    unit = {"万": 10**4, "亿": 10**8}.get(match[3] or "", 1)
    parts = int((match[2] or "").ljust(8, "0") or 0)
    return int(match[1]) * unit + parts * unit // 10**8


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableFile(_("第 %(n)d 行的引号或格式有误。") % {"n": reader.line_num}) from error


def _filled(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    taken = 0
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if taken >= MOST_ROWS:
            raise UnreadableFile(_("一次最多导入 %(n)d 行，请分成几份。") % {"n": MOST_ROWS})
        taken += 1
        yield number, cells
