"""PDF: taken in only when whole and without programs; always served as a download (`core.uploads.serving`)."""

import re
import zlib
from typing import Final

from django.utils.translation import gettext as _

from core.uploads.kinds import Kind
from core.uploads.refusals import broken, refused

_ENDS: Final = re.compile(rb"%%EOF\s*\Z")
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_NAME: Final = re.compile(rb"/[^\x00-\x20()<>\[\]{}/%]+")
_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE: Final = frozenset(
    {
        b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/EmbeddedFiles", b"/RichMedia", b"/OpenAction", b"/SubmitForm",
        b"/ImportData", b"/Rendition",
    }
)  # fmt: skip
"""Looked for everywhere, also in what claims to be pixels: a comment can make a reader see objects there."""
_SHORT: Final = frozenset({b"/JS", b"/AA", b"/XFA", b"/GoToE", b"/Movie", b"/Sound"})
"""Too short to be looked for in compressed bytes, where they stand by chance."""
_HARMLESS: Final = re.compile(rb"/OpenAction\s*\[")  # only says which page is shown first
_UNPACKED: Final = 64 * 1024 * 1024


def check(data: bytes, field: str) -> None:
    """Raises `Refused` for a PDF that is cut off, encrypted, or carries programs, actions or other files."""
    if not data.startswith(b"%PDF-") or not _ENDS.search(data[-1024:]):
        raise broken(Kind.PDF, field)
    text = _HARMLESS.sub(b"/Opened [", data)
    names = _names(_STREAM.sub(b"stream endstream", text)) | _names_in_object_streams(text, field)
    if b"/Encrypt" in names:
        raise refused("pdf.locked", _("这份 PDF 设有密码或权限限制，无法检查，请另存为普通 PDF 后再上传。"), field)
    if names & _SHORT or (names | _names(text)) & _ACTIVE:
        raise refused("pdf.active", _("这份 PDF 带有脚本、自动动作或附件，请打印或另存为普通 PDF 后再上传。"), field)


def _names(text: bytes) -> set[bytes]:
    """PDF names, with `#xx` read as the character it stands for: /J#61vaScript is /JavaScript."""
    return {_HEX.sub(lambda found: bytes([int(found[1], 16)]), name) for name in _NAME.findall(text)}


def _names_in_object_streams(data: bytes, field: str) -> set[bytes]:
    """Objects may be packed: those streams are unpacked, up to a limit, and looked through too."""
    names: set[bytes] = set()
    room = _UNPACKED
    for found in _STREAM.finditer(data):
        head = data[max(0, found.start() - 400) : found.start()]
        if b"/ObjStm" not in _names(head[head.rfind(b" obj") + 1 :]):
            continue
        unpacker = zlib.decompressobj()
        try:
            text = unpacker.decompress(found[1], room)
        except zlib.error as error:
            raise broken(Kind.PDF, field) from error
        room -= len(text)
        if unpacker.unconsumed_tail or room <= 0:
            raise refused("pdf.bomb", _("这份 PDF 解压后过大，请另存为普通 PDF 后再上传。"), field)
        names |= _names(text)
    return names
