"""Hostile pictures, built byte by byte."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image, PngImagePlugin

SECRET = b"alert(document.cookie)"
"""What must not be found in anything that is kept."""


def picture(form: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> bytes:
    """A harmless picture."""
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, form, **options)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *extra: bytes, body: bytes = b"\0" * 1000) -> bytes:
    """A PNG that says whatever it likes of its size."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    tail = chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + tail


def gif(frames: int, width: int = 1, height: int = 1) -> bytes:
    """A GIF of many tiny frames."""
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    control = b"\x21\xf9\x04\x00\x01\x00\x00\x00"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + (control + frame) * frames + b"\x3b"


def gif_with_script() -> bytes:
    """Valid as a GIF and as JavaScript: the width and height are `/*`."""
    body = picture("GIF")
    return b"GIF89a" + b"/*" + body[8:] + b"*/=1;" + SECRET


def archive(inside: bytes = SECRET) -> bytes:
    """A plain ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("x.js", inside)
    return out.getvalue()


def gps() -> Image.Exif:
    """EXIF as a telephone writes it: where it was, who owns it, turned by 90 degrees."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of a private person"
    exif[0x9286] = SECRET.decode()
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (29.0, 21.0, 7.0)
    return exif


def text_bomb() -> bytes:
    """A text chunk that unpacks to 64 MB."""
    return png(1, 1, chunk(b"zTXt", b"c\0\0" + zlib.compress(b"\0" * (64 << 20), 9)), body=b"\0" * 4)


def colour_profile(size: int) -> bytes:
    """A PNG with an enormous colour profile."""
    profile = chunk(b"iCCP", b"p\0\0" + zlib.compress(SECRET + b"\0" * size, 9))
    return png(1, 1, profile, body=b"\0" * 4)


def with_text() -> bytes:
    """A PNG that carries a script in a text chunk."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", f"<script>{SECRET.decode()}</script>")
    return picture("PNG", pnginfo=info)


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "svg with script": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "markup"),
    "svg behind an xml declaration": (b"\xef\xbb\xbf <?xml version='1.0'?><!DOCTYPE svg><svg onload='a()'/>", "markup"),
    "svg in utf-16": ("<svg onload='alert(1)'/>".encode("utf-16"), "markup"),
    "html": (b"\n\n <!doctype html><script>alert(1)</script>", "markup"),
    "html named as a picture": (b"<body onload=alert(1)>GIF89a", "markup"),
    "php": (b"<?php system($_GET['c']); ?>", "markup"),
    "shell script": (b"#!/bin/sh\nid\n", "markup"),
    "windows program": (b"MZ" + b"\0" * 200, "kind"),
    "linux program": (b"\x7fELF" + b"\0" * 200, "kind"),
    "plain archive": (archive(), "kind"),
    "archive behind a shifted jpeg": (b"PK\x03\x04" + picture("JPEG"), "kind"),
    "bmp": (picture("BMP"), "kind"),
    "tiff": (picture("TIFF"), "kind"),
    "icon": (picture("ICO"), "kind"),
    "photoshop": (b"8BPS\0\1" + b"\0" * 100, "kind"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n", "kind"),
    "pdf": (b"%PDF-1.7\n%%EOF", "kind"),
    "cut jpeg": (picture("JPEG", (300, 300))[:400], "broken"),
    "cut png": (picture("PNG", (300, 300))[:80], "broken"),
    "cut gif": (gif(5)[:-20], "broken"),
    "cut webp": (picture("WEBP", (300, 300))[:60], "broken"),
    "gif of the first six bytes": (b"GIF89a", "broken"),
    "gif whose blocks lead outside": (gif(1)[:-2] + b"\xff" * 9, "broken"),
    "png signature and noise": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "broken"),
    "png of 30,000 × 30,000 pixels": (png(30000, 30000), "pixels"),
    "png of 2³¹ × 1 pixels": (png(2**31 - 1, 1), "broken pixels"),
    "png of 0 × 0 pixels": (png(0, 0), "broken"),
    "gif of 65,535 × 65,535 pixels": (gif(1, 65535, 65535), "pixels"),
    "gif of 10,000 frames": (gif(10_000), "frames"),
    "gif of 200 large frames": (gif(200, 3000, 3000), "pixels"),
    "text chunk of 64 MB": (text_bomb(), "broken"),
    "more than 20 MB": (picture("JPEG") + b"\0" * (20 << 20), "size"),
}
"""What → (bytes, the reasons that are right)."""

CLEANED: dict[str, bytes] = {
    "gif that is also javascript": gif_with_script(),
    "jpeg that is also an archive": picture("JPEG") + archive(),
    "png that is also a page": picture("PNG") + b"<html><script>" + SECRET + b"</script>",
    "webp with a tail": picture("WEBP") + SECRET,
    "jpeg with place and owner": picture("JPEG", exif=gps()),
    "webp with place and owner": picture("WEBP", exif=gps()),
    "png with place and owner": picture("PNG", exif=gps()),
    "jpeg with a comment": picture("JPEG", comment=SECRET),
    "jpeg with an oversized profile": picture("JPEG", icc_profile=SECRET + b"\0" * 900_000),
    "png with an oversized profile": colour_profile(900_000),
    "png with a script as text": with_text(),
    "gif with a comment": picture("GIF", comment=SECRET),
    "png called jpg": picture("PNG"),
}
"""What is taken in, but only as pixels."""
