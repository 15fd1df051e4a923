"""XLSX: the archive is measured by unpacking it as a stream before any library may touch it; then read row by row."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Final

import openpyxl
from django.utils.translation import gettext as _

from core.uploads.kinds import Kind
from core.uploads.refusals import broken, refused, wrong_kind

CHUNK: Final = 256 * 1024
PARTS: Final = 2000
IN_MEMORY: Final = 300 * 1024 * 1024
"""Strings, styles and relations have to be held in memory; sheets are streamed."""
COLUMNS: Final = 256
ROWS: Final = 1_048_576
_SHEET: Final = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_ENTITY: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FAR_ROW: Final = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"']\s*(?![0-9]{1,7}[\"'])")
_OVERLAP: Final = 512
_NESTED: Final = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"MZ")


class BrokenWorkbook(Exception):
    """The parts can be unpacked, but they are no workbook."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: rows that hold anything, each with its number as the spreadsheet shows it."""

    title: str
    rows: Iterator[tuple[int, tuple[Any, ...]]]


def check(file: IO[bytes], *, size: int, unpacked: int, field: str) -> None:
    """Raises `Refused` for bombs, archives in archives, macros, entities and damaged parts. `unpacked` is in bytes."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_list(parts, size=size, unpacked=unpacked, field=field)
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise wrong_kind(frozenset({Kind.XLSX}), field)
            left = unpacked
            for part in parts:
                left -= _check_part(archive, part, left, field)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise broken(Kind.XLSX, field) from error
    except (ValueError, UnicodeDecodeError, zlib.error) as error:
        raise broken(Kind.XLSX, field) from error
    finally:
        file.seek(0)


@contextmanager
def open_sheets(file: IO[bytes]) -> Iterator[Iterator[Sheet]]:
    """The sheets of a workbook that `check` has let through. Raises `BrokenWorkbook`, also while rows are read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that do not matter here
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        except Exception as error:  # a damaged workbook fails in any of a dozen libraries' ways
            raise BrokenWorkbook(type(error).__name__) from error
    try:
        yield (Sheet(sheet.title, _rows(sheet)) for sheet in book.worksheets)
    finally:
        book.close()


def _rows(sheet: Any) -> Generator[tuple[int, tuple[Any, ...]]]:
    """What the sheet says of its size is not believed: one cell in a far corner would become millions of blanks."""
    sheet.reset_dimensions()
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS), start=1):
            if number > ROWS:
                return
            if cells.count(None) != len(cells):
                yield number, cells
    except GeneratorExit:
        raise
    except Exception as error:  # as above
        raise BrokenWorkbook(type(error).__name__) from error


def _check_list(parts: list[zipfile.ZipInfo], *, size: int, unpacked: int, field: str) -> None:
    """What the archive says of itself: before a single byte is unpacked."""
    if len(parts) > PARTS or sum(part.file_size for part in parts) > unpacked:
        raise _bomb(unpacked, field)
    if sum(part.compress_size for part in parts) > size:  # parts that share their bytes: the bomb without nesting
        raise _bomb(unpacked, field)
    if any(part.file_size > IN_MEMORY and not _SHEET.match(part.filename) for part in parts):
        raise _bomb(unpacked, field)
    if len({part.filename for part in parts}) != len(parts) or any(_strange(part.filename) for part in parts):
        raise broken(Kind.XLSX, field)
    if any(part.flag_bits & 1 for part in parts):
        raise refused("locked", _("这个 Excel 文件设有密码，请去掉密码后再上传。"), field)


def _strange(name: str) -> bool:
    return name.startswith(("/", "\\")) or "\\" in name or "\x00" in name or ".." in name.split("/")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, field: str) -> int:
    """Unpack one part in chunks without keeping it. Returns its real size."""
    name = part.filename.lower()
    if name.endswith(("vbaproject.bin", ".exe", ".dll")) or name.startswith("xl/embeddings/"):
        raise refused("nested", _("这个 Excel 文件带有宏或嵌入的文件，请另存为普通 .xlsx 后再上传。"), field)
    size, tail = 0, b""
    with archive.open(part) as source:
        while chunk := source.read(CHUNK):
            if not size and chunk.startswith(_NESTED):
                raise refused("nested", _("这个 Excel 文件带有宏或嵌入的文件，请另存为普通 .xlsx 后再上传。"), field)
            size += len(chunk)
            if size > left:
                raise _bomb(left, field)
            if name.endswith((".xml", ".rels", ".vml")):
                _check_xml(tail + chunk, field)
            tail = chunk[-_OVERLAP:]
    return size


def _check_xml(text: bytes, field: str) -> None:
    """No entities, which could read files or grow without end; no row in a place where no spreadsheet has rows."""
    plain = text.replace(b"\x00", b"")
    if _ENTITY.search(plain):
        raise refused("entities", _("这个 Excel 文件含有外部引用定义，请另存为普通 .xlsx 后再上传。"), field)
    if _FAR_ROW.search(plain):
        raise broken(Kind.XLSX, field)


def _bomb(limit: int, field: str) -> Exception:
    sentence = _("这个 Excel 文件解压后过大（上限 %(limit)d MB），请拆分后再上传。")
    return refused("bomb", sentence % {"limit": limit // (1024 * 1024)}, field)
