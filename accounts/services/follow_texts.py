"""The text of a follow list that somebody sent as a file or pasted."""

from django.core.files.base import File

from accounts.rules.follow_files import UnreadableFile, decoded
from core import uploads
from core.errors import UserError

LISTS = uploads.Purpose("follows", frozenset({uploads.Kind.TEXT}), 3 * uploads.MB)


def follow_text(*, file: "File[bytes] | None", text: str) -> str:
    """What is to be read; nothing is kept on disk. Raises `UserError` (field `file`) for a file that is no text."""
    if file is None:
        return text
    upload = uploads.examine(file, LISTS)
    upload.content.seek(0)
    try:
        return decoded(upload.content.read())
    except UnreadableFile as error:
        raise UserError(str(error), code="follow.encoding", field="file") from error
