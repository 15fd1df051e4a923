"""Pictures are stored once, known by the hash of their clean bytes."""

import datetime as dt
import hashlib

from django.core.files.base import ContentFile
from django.db import connection, transaction

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from content.models import Media
from content.pictures import clean_picture
from core import audit


def store_picture(*, data: bytes, name: str, by: User, at: dt.datetime) -> Media:
    """Clean an uploaded picture and keep it. The same bytes again are the same row.

    Raises `UserError` for what is no fit picture.
    """
    require_somewhere(by, Can.WRITE)
    picture = clean_picture(data)
    digest = hashlib.sha256(picture.data).hexdigest()
    with transaction.atomic():
        _one_at_a_time(digest)
        found = Media.objects.filter(sha256=digest).first()
        if found is not None:
            return found
        media = Media(
            sha256=digest,
            mime=picture.mime,
            width=picture.width,
            height=picture.height,
            size=len(picture.data),
            original_name=name[-200:],
            uploaded_by=by,
            created_at=at,
        )
        media.file.save(f"{digest[:32]}.{picture.ending}", ContentFile(picture.data), save=False)
        media.thumbnail.save(f"{digest[:32]}-s.{picture.thumbnail_ending}", ContentFile(picture.thumbnail), save=False)
        media.save()
        audit.record("content.media.stored", media, by=by, at=at, change=audit.Change(after={"sha256": digest}))
    return media


def _one_at_a_time(digest: str) -> None:
    """Two uploads of the same bytes wait for each other until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [digest])
