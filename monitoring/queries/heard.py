"""What was covered, as one sentence: silence is never "all quiet" (M2)."""

from datetime import datetime

from django.core.cache import cache
from django.utils.translation import gettext as _

from monitoring.queries.coverage import LastDay, last_day

KEPT_FOR = 60
"""Seconds: several pages say it, and thousands of sources are not looked through for each of them."""


def heard_sentence(now: datetime) -> str:
    """About the last 24 hours of all sources that are read."""
    found = _last_day(now)
    if not found.sources:
        return _("还没有任何来源，什么都听不到。")
    if found.blind:
        names = _("、").join(dict.fromkeys(found.blind[:3]))
        return _("24 小时内有来源读不到（%(names)s 等 %(n)d 个），没有内容不代表没人说话。") % {
            "names": names,
            "n": len(found.blind),
        }
    if found.partly:
        values = {"n": found.whole, "m": found.partly}
        return _("24 小时内 %(n)d 个来源听得完整，%(m)d 个只听到一部分，没有内容不代表没人说话。") % values
    if not found.whole:
        return _("24 小时内没有一个来源读到过，没有内容不代表没人说话。")
    return _("24 小时内 %(n)d 个来源听得完整。") % {"n": found.whole}


def _last_day(now: datetime) -> LastDay:
    key = f"monitoring.last_day:{now:%Y%m%d%H%M}"
    found: LastDay | None = cache.get(key)
    if found is None:
        found = last_day(now)
        cache.set(key, found, timeout=KEPT_FOR)
    return found
