"""The first gate: a request that is too large is cut off while it arrives, before anybody has looked at it."""

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from core.uploads.purposes import LARGEST, MB

STRANGERS: Final = MB
"""Somebody who is not signed in has nothing to upload."""


class LimitHandler(FileUploadHandler):
    """Stands first in FILE_UPLOAD_HANDLERS. Counts what really comes, whatever Content-Length says."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        user = getattr(self.request, "user", None)
        self.left = LARGEST + MB if user is not None and user.is_authenticated else STRANGERS
        if content_length > self.left:
            raise RequestDataTooBig("more than any purpose takes in")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.left -= len(raw_data)
        if self.left < 0:
            raise RequestDataTooBig("more than any purpose takes in")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
