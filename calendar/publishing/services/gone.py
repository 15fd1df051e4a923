"""A post that is no longer on Weibo: its record stays, marked (I1)."""

import datetime as dt

from django.db import transaction

from campaigns.services import note_post_gone
from core import audit
from publishing.models import Publication


@transaction.atomic
def note_gone(*, publication: Publication, at: dt.datetime) -> None:
    """Weibo says that there is no such post any more. The first time that it was found counts."""
    if Publication.objects.filter(pk=publication.pk, deleted_at=None).update(deleted_at=at):
        publication.deleted_at = at
        note_post_gone(mid=publication.weibo_id, at=at)
        audit.record("calendar.publication.gone", publication, by=audit.SYSTEM, at=at)
