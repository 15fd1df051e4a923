"""What an app takes in: kinds and limits as data."""

from dataclasses import dataclass
from typing import Final

from core.uploads.kinds import Kind
from core.uploads.pictures import PictureRules

MB: Final = 1024 * 1024
ANY_PICTURE: Final = PictureRules()
LARGEST: Final = 1024 * MB
"""No purpose may ask for more; the upload handler cuts every request off there, whoever sends it."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """`folder` is where files are kept below MEDIA_ROOT, `field` the form field to which a refusal belongs.

    `unpacked` limits what a workbook may hold when unpacked, in bytes.
    """

    folder: str
    kinds: frozenset[Kind]
    limit: int
    field: str = "file"
    pictures: PictureRules = ANY_PICTURE
    unpacked: int = 1500 * MB

    def __post_init__(self) -> None:
        if self.limit > LARGEST:
            raise ValueError(f"{self.folder}: more than the upload handler lets through")
