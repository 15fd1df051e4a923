"""Whether a picture may be used on a day: its rights, when they end, and the people in it (C12). Pure, no reads."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from content.models import Consent, Media


def why_unusable(media: Media, *, on: dt.date) -> str:
    """A sentence against using it on this day; empty when nothing is known against it."""
    if media.rights_until is not None and media.rights_until < on:
        sentence = _("“%(name)s”的授权到 %(day)s 为止。")
        return sentence % {"name": media, "day": f"{media.rights_until:%Y-%m-%d}"}
    if media.consent == Consent.MISSING:
        return _("“%(name)s”里的人物没有同意使用。") % {"name": media}
    return ""


def unusable(media: Iterable[Media], *, on: dt.date) -> list[Media]:
    """Those of them that may not be used on this day (Beijing), in their order."""
    return [row for row in media if why_unusable(row, on=on)]
