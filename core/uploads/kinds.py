"""What a file is, told by its first bytes alone."""

import codecs
import re
from enum import StrEnum
from typing import Final

import filetype

HEAD: Final = 64 * 1024


class Kind(StrEnum):
    """What may come in at all; the value is the ending that a kept file gets."""

    JPEG = "jpg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    PDF = "pdf"
    XLSX = "xlsx"
    SQLITE = "sqlite"
    TEXT = "txt"  # CSV and JSON: text of any encoding that is no markup

    @property
    def mime(self) -> str:
        """The type under which it is served."""
        return _MIMES[self]


_MIMES: Final = {
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.GIF: "image/gif",
    Kind.WEBP: "image/webp",
    Kind.PDF: "application/pdf",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.SQLITE: "application/octet-stream",
    Kind.TEXT: "text/plain; charset=utf-8",
}
PICTURES: Final = frozenset({Kind.JPEG, Kind.PNG, Kind.GIF, Kind.WEBP})
TABLES: Final = frozenset({Kind.TEXT, Kind.XLSX})
_MAGIC: Final = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"%PDF-", Kind.PDF),
    (b"PK\x03\x04", Kind.XLSX),  # every other archive is refused by `workbooks.check`
    (b"SQLite format 3\x00", Kind.SQLITE),
)
_MARKUP: Final = re.compile(
    rb"^\s*(?:<\?xml|<!doctype|<!--|<svg|<html|<head|<body|<script|<iframe|<math|<xsl:|<\?php|#!)", re.IGNORECASE
)
_BOMS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(head: bytes) -> Kind | None:
    """The kind of a file by its first bytes (up to `HEAD` of them); None for everything that may not come in."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    return Kind.TEXT if _is_text(head) else None


def is_markup(head: bytes) -> bool:
    """SVG, HTML, XML or a script: what a browser or a shell would run. UTF-16 is looked through."""
    for bom in _BOMS:
        head = head.removeprefix(bom)
    return bool(_MARKUP.match(head.replace(b"\x00", b"")))


def _is_text(head: bytes) -> bool:
    """No binary format that is known, no markup, hardly any control characters; the readers judge the rest."""
    if not head.strip(b"\x00\r\n\t ") or is_markup(head):
        return False
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not is_wide and filetype.guess(head) is not None:
        return False
    controls = len(_CONTROL.findall(head)) + (0 if is_wide else head.count(b"\x00"))
    return is_wide or controls <= len(head) // 100 + 2
