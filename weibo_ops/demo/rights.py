"""Rights in the sample company's pictures: one ends soon, one has ended, one shows people who agreed."""

import datetime as dt

from accounts.models import User
from content.models import Consent, Media, MediaRights
from content.services import set_media_rights
from core.dates import local_day

KNOWN = (
    {"source": "品牌部实拍", "rights": MediaRights.OWN, "consent": Consent.NOBODY},
    {"source": "图库年度授权", "rights": MediaRights.LICENSED, "licence": "限微博和微信使用，不得转授权。", "left": 6},
    {"source": "粉丝投稿", "rights": MediaRights.USER, "people": "投稿人本人", "consent": Consent.GIVEN, "left": -12},
)


def write_media_rights(*, by: User, now: dt.datetime) -> None:
    """What the team wrote down of its pictures; the newest stays unconfirmed."""
    today = local_day(now)
    for number, media in enumerate(Media.objects.order_by("pk")[:12]):
        values = dict(KNOWN[number % len(KNOWN)])
        left = values.pop("left", None)
        if isinstance(left, int):
            values["rights_until"] = today + dt.timedelta(days=left + number)
        set_media_rights(media_ids=[media.pk], values=values, by=by, at=now)
