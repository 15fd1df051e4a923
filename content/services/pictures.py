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
from content.services.media_rights import FIELDS
from core import audit, uploads
from core.locks import wait_in_line
from core.uploads.pipeline import Sent


def store_picture(
    *, file: Sent, by: User, at: dt.datetime, name: str | None = None, made_of: Media | None = None
) -> Media:
    """Clean an uploaded picture and keep it. The same picture again is the same row.

    A part cut out of another picture (`made_of`) may be used as that one may: it takes over all that is known (C12).
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
            media = _unsaved(upload, digest, (path, small_path))
            _take_over(media, made_of)
            return _keep(media, by=by, at=at)
    uploads.drop(path)
    uploads.drop(small_path)
    return found


def _thumbnail(upload: uploads.Upload) -> uploads.Upload:
    if upload.picture is None:
        raise TypeError("only pictures come in here")
    small = uploads.thumbnail_of(upload.picture, THUMBNAIL)
    return uploads.Upload(upload.name, small.kind, io.BytesIO(small.data), len(small.data), PURPOSE, small)


def _unsaved(upload: uploads.Upload, digest: str, paths: tuple[str, str]) -> Media:
    return Media(
        sha256=digest,
        file=paths[0],
        thumbnail=paths[1],
        mime=upload.mime,
        width=upload.picture.width if upload.picture else 0,
        height=upload.picture.height if upload.picture else 0,
        size=upload.size,
        original_name=upload.name,
    )


def _take_over(media: Media, made_of: Media | None) -> None:
    for name in FIELDS if made_of else ():
        setattr(media, name, getattr(made_of, name))


def _keep(media: Media, *, by: User, at: dt.datetime) -> Media:
    media.uploaded_by, media.created_at = by, at
    media.save()
    audit.record("content.media.stored", media, by=by, at=at, change=audit.Change(after={"sha256": media.sha256}))
    return media
