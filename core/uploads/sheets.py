"""The text of a small table that somebody sent as a file, or pasted."""

from typing import Final

from django.core.files.base import File

from core.errors import UserError
from core.tables import UnreadableFile, decoded
from core.uploads.kinds import Kind
from core.uploads.pipeline import examine
from core.uploads.purposes import MB, Purpose

LISTS: Final = Purpose("follows", frozenset({Kind.TEXT}), 3 * MB)


def sheet_text(*, file: "File[bytes] | None", text: str) -> str:
    """What is to be read; nothing is kept on disk. Raises `UserError` (field `file`) for a file that is no text."""
    if file is None:
        return text
    upload = examine(file, LISTS)
    upload.content.seek(0)
    try:
        return decoded(upload.content.read())
    except UnreadableFile as error:
        raise UserError(str(error), code="table.encoding", field="file") from error
