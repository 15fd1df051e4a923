"""From what a browser sent to something that may be kept."""

import io
import os
from dataclasses import dataclass
from typing import IO, Any, cast

from django.core.files.base import File

from core.uploads import papers, workbooks
from core.uploads.kinds import HEAD, PICTURES, Kind, is_markup, kind_of
from core.uploads.names import shown_name
from core.uploads.pictures import Picture, clean_picture
from core.uploads.purposes import Purpose
from core.uploads.refusals import empty, markup, too_large, wrong_kind

Sent = IO[bytes] | File  # type: ignore[type-arg]  # an UploadedFile of Django, or any open file


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept: `content` is clean (pictures are written anew), `name` is for people only.

    `size` counts the bytes of `content`; `picture` tells width and height when it is one.
    """

    name: str
    kind: Kind
    content: IO[bytes]
    size: int
    purpose: Purpose
    picture: Picture | None = None

    @property
    def mime(self) -> str:
        """The type to be served, never what the browser said."""
        return self.kind.mime


def examine(sent: Sent, purpose: Purpose, *, name: str | None = None) -> Upload:
    """Judge a file by its content. Raises `Refused` with one sentence; nothing has been written then."""
    name = shown_name((sent.name if name is None else name) or "")
    file = cast(IO[bytes], sent.file if isinstance(sent, File) else sent)
    size = _size(file)
    if size == 0:
        raise empty(purpose.field)
    if size > purpose.limit:
        raise too_large(purpose.limit, purpose.field)
    kind = _kind(file, purpose)
    if kind in PICTURES:
        picture = clean_picture(file.read(), purpose.pictures, field=purpose.field)
        data = picture.data
        return Upload(name, picture.kind, io.BytesIO(data), len(data), purpose, picture)
    if kind is Kind.PDF:
        papers.check(file.read(), purpose.field)
        file.seek(0)
    if kind is Kind.XLSX:
        workbooks.check(file, size=size, unpacked=purpose.unpacked, field=purpose.field)
    return Upload(name, kind, file, size, purpose)


def _size(file: IO[Any]) -> int:
    """Counted, not believed."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


def _kind(file: IO[bytes], purpose: Purpose) -> Kind:
    head = file.read(HEAD)
    file.seek(0)
    kind = kind_of(head)
    if kind is None or kind not in purpose.kinds:
        raise markup(purpose.field) if is_markup(head) else wrong_kind(purpose.kinds, purpose.field)
    return kind
