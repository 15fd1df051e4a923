"""Hostile workbooks, papers and tables, built byte by byte."""

import io
import zipfile
import zlib
from collections.abc import Mapping

from openpyxl import Workbook

TYPES = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet1.xml"


def workbook(change: Mapping[str, bytes] | None = None, *, rows: int = 2) -> bytes:
    """A workbook with parts replaced or added."""
    book = Workbook()
    for number in range(rows):
        book.active.append(["正文", number])  # type: ignore[union-attr]
    plain = io.BytesIO()
    book.save(plain)
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        parts = {name: source.read(name) for name in source.namelist()} | dict(change or {})
        for name, data in parts.items():
            target.writestr(name, data)
    return out.getvalue()


def sheet(rows: bytes) -> bytes:
    """A sheet of a workbook."""
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return head + b"<sheetData>" + rows + b"</sheetData></worksheet>"


def cell(place: bytes, text: bytes = b"x") -> bytes:
    """One inline text."""
    return b'<c r="' + place + b'" t="inlineStr"><is><t>' + text + b"</t></is></c>"


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def lying() -> bytes:
    """A part of 40 MB that says it has 100 bytes, in both of the archive's lists."""
    data = workbook({"xl/media/a.bin": b"\0" * (40 << 20)})
    size = (40 << 20).to_bytes(4, "little")
    return data.replace(size, (100).to_bytes(4, "little"))


def overlapping() -> bytes:
    """Two thousand entries of the list that share the bytes of one part."""
    data = workbook({"xl/media/a.bin": b"\0" * (1 << 20)})
    start = data.rindex(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    entry = data[start:end]
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        count = len(file.infolist())
    shared = b"".join(entry.replace(b"a.bin", f"{n:05d}".encode()) for n in range(1500))
    middle = data[:end] + shared
    tail = bytearray(data[end:])
    directory = len(middle) - int.from_bytes(tail[16:20], "little")
    tail[8:10] = tail[10:12] = (count + 1500).to_bytes(2, "little")
    tail[12:16] = directory.to_bytes(4, "little")
    return middle + bytes(tail)


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    + sheet(b'<row r="1">' + cell(b"A1", b"&a;") + b"</row>")
)  # fmt: skip
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"ha" * 500 + b'"><!ENTITY b "&a;&a;">]><sst/>'
WIDE_ENTITIES = ENTITIES.decode().replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16")

WORKBOOKS: dict[str, tuple[bytes, str]] = {
    "bomb of 4 GB": (workbook({"xl/media/a.bin": b"\0" * (64 << 20)}), "bomb"),
    "lying sizes": (lying(), "broken bomb"),
    "entries that share bytes": (overlapping(), "bomb broken"),
    "2,500 parts": (workbook({f"xl/media/{n}.bin": b"x" for n in range(2500)}), "bomb"),
    "archive inside": (workbook({"xl/media/a.bin": archive({"b.zip": b"x"})}), "nested"),
    "workbook inside": (workbook({"xl/embeddings/a.xlsx": b"x"}), "nested"),
    "program inside": (workbook({"xl/media/a.png": b"MZ" + b"\0" * 90}), "nested"),
    "macros": (workbook({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "nested"),
    "external entity": (workbook({SHEET: ENTITIES}), "entities"),
    "external entity in utf-16": (workbook({SHEET: WIDE_ENTITIES}), "entities"),
    "a billion laughs": (workbook({"xl/sharedStrings.xml": LAUGHS}), "entities"),
    "path upwards": (workbook({"../../evil.xml": b"<x/>"}), "broken"),
    "absolute path": (workbook({"/etc/evil.xml": b"<x/>"}), "broken"),
    "row in the far distance": (workbook({SHEET: sheet(b'<row r="99999999999">' + cell(b"A9") + b"</row>")}), "broken"),
    "row with an exponent": (workbook({SHEET: sheet(b'<row r="1e15">' + cell(b"A9") + b"</row>")}), "broken"),
    "plain archive": (archive({"a.txt": b"x"}), "kind"),
    "word document": (archive({TYPES: b"<Types/>", "word/document.xml": b"<x/>"}), "kind"),
    "cut": (workbook()[:2000], "broken"),
    "four bytes": (b"PK\x03\x04", "broken"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "kind"),
}

FAR_CORNER = workbook({SHEET: sheet(b'<row r="1048576">' + cell(b"XFD1048576") + b"</row>")})
"""One cell in the last corner: taken in, and read in a moment."""


def pdf(*objects: bytes, head: bytes = b"%PDF-1.7\n", tail: bytes = b"\n%%EOF\n") -> bytes:
    """A small paper."""
    page = (
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    )
    return head + page + b"".join(objects) + b"trailer << /Root 1 0 R >>" + tail


def packed(inside: bytes) -> bytes:
    """Objects in a compressed stream."""
    body = zlib.compress(inside)
    return (
        b"5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n" + body + b"\nendstream\nendobj\n"
    )


PAPERS: dict[str, tuple[bytes, str]] = {
    "script": (pdf(b"3 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n"), "pdf.active"),
    "script in other letters": (pdf(b"3 0 obj\n<< /S /J#61vaScript >>\nendobj\n"), "pdf.active"),
    "script in a packed object": (pdf(packed(b"3 0 << /S /JavaScript /JS (x) >>")), "pdf.active"),
    "script behind a comment": (pdf(b"% stream\n3 0 obj << /S /JavaScript >> endobj\n% endstream\n"), "pdf.active"),
    "program that is started": (pdf(b"3 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n"), "pdf.active"),
    "file inside": (pdf(b"3 0 obj\n<< /Type /EmbeddedFile >>\nstream\nMZ\nendstream\nendobj\n"), "pdf.active"),
    "action on opening": (pdf(b"3 0 obj\n<< /OpenAction 4 0 R >>\nendobj\n"), "pdf.active"),
    "form with programs": (pdf(b"3 0 obj\n<< /XFA 4 0 R >>\nendobj\n"), "pdf.active"),
    "page behind the end": (pdf() + b"<html><script>alert(1)</script></html>", "broken"),
    "page before the beginning": (b"<html>" + pdf(), "markup"),
    "shifted beginning": (b"junk\n" + pdf(), "kind broken"),
    "cut": (pdf()[:-8], "broken"),
    "encrypted": (pdf(b"3 0 obj\n<< /Encrypt 4 0 R >>\nendobj\n"), "pdf.locked"),
    "packed objects of 200 MB": (pdf(packed(b"\0" * (200 << 20))), "pdf.bomb"),
    "packed objects that are none": (pdf(packed(b"x").replace(b"x\x9c", b"zz")), "broken"),
}
GOOD_PAPERS: dict[str, bytes] = {
    "plain": pdf(),
    "says which page to show": pdf(b"3 0 obj\n<< /OpenAction [2 0 R /FitH null] >>\nendobj\n"),
    "chance letters in a picture": pdf(b"3 0 obj\n<< /Length 9 >>\nstream\n\x88/JS \x99/AA \nendstream\nendobj\n"),
}

TABLES: dict[str, tuple[bytes, str]] = {
    "page": (b"<html><table><tr><td>1</td></tr></table>", "markup"),
    "svg": (b"<svg/>", "markup"),
    "gif that is also a table": (b"GIF89a,1,2\n", "kind"),
    "blanks only": (b" \r\n\t\n", "kind"),
    "zeros only": (b"\0" * 500, "kind"),
    "noise": (bytes(range(256)) * 8, "kind"),
    "gzip": (b"\x1f\x8b\x08" + b"\0" * 40, "kind"),
}
"""Neither of the two table readers may see them."""
