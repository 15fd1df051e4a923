"""When an approval allows a post to go out (K5). Pure."""

import datetime as dt

from django.utils.translation import gettext as _

from core.dates import BEIJING


def why_outside_window(since: dt.datetime | None, until: dt.datetime | None, when: dt.datetime) -> str:
    """The sentence that the bounds of an approval (included; None: no bound) leave out a time; else empty."""
    if (since is None or since <= when) and (until is None or when <= until):
        return ""
    first, last = (f"{bound.astimezone(BEIJING):%m-%d %H:%M}" if bound else "" for bound in (since, until))
    if not first:
        sentence = _("审核只批准在 %(until)s 之前发布，这个时间不在其中。请改时间，或重新送审。")
    elif not last:
        sentence = _("审核只批准在 %(since)s 之后发布，这个时间不在其中。请改时间，或重新送审。")
    else:
        sentence = _("审核只批准在 %(since)s 至 %(until)s 之间发布，这个时间不在其中。请改时间，或重新送审。")
    return sentence % {"since": first, "until": last}
