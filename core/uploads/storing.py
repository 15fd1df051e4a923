"""Where files are kept: below MEDIA_ROOT, which no web server serves, under names that nobody can guess."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from django.conf import settings

from core.uploads.pipeline import Upload

CHUNK: Final = 1024 * 1024


@contextmanager
def kept(upload: Upload, *, at: datetime) -> Iterator[str]:
    """Keep the file for the block that writes its row; yields the path below MEDIA_ROOT (fits a FileField's `name`).

    The file appears whole or not at all. When the block raises, it is taken away again.
    """
    with kept_file(upload.content, folder=upload.purpose.folder, ending=upload.kind, at=at) as relative:
        yield relative


@contextmanager
def kept_file(content: IO[bytes], *, folder: str, ending: str, at: datetime) -> Iterator[str]:
    """The same for a file that we made ourselves."""
    relative = f"{folder}/{at:%Y/%m}/{secrets.token_hex(16)}.{ending}"
    target = _inside(relative)
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".part")
    try:
        content.seek(0)
        with half.open("xb") as out:
            shutil.copyfileobj(content, out, CHUNK)
        half.chmod(0o640)
        half.rename(target)
        yield relative
    except BaseException:
        half.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        raise


def drop(relative: str) -> None:
    """Take a kept file away; nothing happens when it is gone already."""
    _inside(relative).unlink(missing_ok=True)


def path_of(relative: str) -> Path:
    """The file itself. Raises `ValueError` for a path that leads out of MEDIA_ROOT."""
    return _inside(relative)


def _inside(relative: str) -> Path:
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / relative).resolve()
    if not path.is_relative_to(root) or path == root:
        raise ValueError("a path outside of the uploads")
    return path
