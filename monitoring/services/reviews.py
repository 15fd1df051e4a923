"""Owners are told when their sets want looking over (M1): a week before the day, and on it."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop

from core.dates import local_day
from core.models import NoticeLevel
from core.notices import Message, notify
from monitoring.models import KeywordSet
from monitoring.services.keywords import REVIEW_KEY

AHEAD = timedelta(days=7)
SOON = gettext_noop("词组“%(name)s”将于 %(day)s 复核。")
DUE = gettext_noop("词组“%(name)s”该复核了：看看哪些词没抓到东西，哪些噪声多。")


def remind_of_reviews(*, now: datetime) -> int:
    """Tell owners of active sets whose review day is near or has come. Returns how many notices are new."""
    today = local_day(now)
    sets = KeywordSet.objects.filter(is_active=True, owner__is_active=True, review_on__lte=today + AHEAD)
    told = 0
    for found in sets:
        due = found.review_on is not None and found.review_on <= today
        told += notify(
            to=[found.owner_id] if found.owner_id else [],
            key=f"{REVIEW_KEY}:{found.pk}:{found.review_on}:{'due' if due else 'soon'}",
            message=Message(
                text=DUE if due else SOON,
                params={"name": found.name, "day": str(found.review_on)},
                url=reverse("monitoring:set", args=[found.pk]),
                level=NoticeLevel.WARNING if due else NoticeLevel.INFO,
                mail=due,
            ),
            at=now,
        )
    return told
