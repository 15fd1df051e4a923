"""Pictures are stored once, known by the hash of their clean bytes."""

import datetime as dt
import hashlib
import io

from django.db import transaction

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from content.models import Media
from content.pictures import PURPOSE, THUMBNAIL
from core import audit, uploads
from core.locks import wait_in_line
from core.uploads.pipeline import Sent


def store_picture(*, file: Sent, by: User, at: dt.datetime, name: str | None = None) -> Media:
    """Clean an uploaded picture and keep it. The same picture again is the same row.

    Raises `UserError` for what is no fit picture.
    """
    require_somewhere(by, Can.WRITE)
    upload = uploads.examine(file, PURPOSE, name=name)
    digest = hashlib.sha256(upload.content.read()).hexdigest()
    small = _thumbnail(upload)
    with uploads.kept(upload, at=at) as path, uploads.kept(small, at=at) as small_path, transaction.atomic():
        wait_in_line(f"content.media.{digest}")
        found = Media.objects.filter(sha256=digest).first()
        if found is None:
            return _row(upload, digest, (path, small_path), by=by, at=at)
    uploads.drop(path)
    uploads.drop(small_path)
    return found


def _thumbnail(upload: uploads.Upload) -> uploads.Upload:
    if upload.picture is None:
        raise TypeError("only pictures come in here")
    small = uploads.thumbnail_of(upload.picture, THUMBNAIL)
    return uploads.Upload(upload.name, small.kind, io.BytesIO(small.data), len(small.data), PURPOSE, small)


def _row(upload: uploads.Upload, digest: str, paths: tuple[str, str], *, by: User, at: dt.datetime) -> Media:
    media = Media.objects.create(
        sha256=digest,
        file=paths[0],
        thumbnail=paths[1],
        mime=upload.mime,
        width=upload.picture.width if upload.picture else 0,
        height=upload.picture.height if upload.picture else 0,
        size=upload.size,
        original_name=upload.name,
        uploaded_by=by,
        created_at=at,
    )
    audit.record("content.media.stored", media, by=by, at=at, change=audit.Change(after={"sha256": digest}))
    return media
