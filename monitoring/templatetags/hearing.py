"""What was covered, for the places where a page says that nothing was heard: silence is never "all quiet" (M2)."""

from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.models import Source
from monitoring.queries.coverage import ears_of

register = template.Library()
DAY = timedelta(days=1)


@register.simple_tag
def heard_lately() -> str:
    """One sentence about the last 24 hours of all sources that are read; asked only where it is shown."""
    now = timezone.now()
    sources = list(Source.objects.filter(is_active=True).select_related("account"))
    ears = ears_of(sources, now - DAY, now, now=now)
    blind = [source.name for source in sources if ears[source.pk].blind]
    heard = sum(bool(ear.full or ear.partial) for ear in ears.values())
    if not sources:
        return _("还没有任何来源，什么都听不到。")
    if blind:
        names = _("、").join(dict.fromkeys(blind[:3]))
        return _("24 小时内有来源读不到（%(names)s 等 %(n)d 个），没有内容不代表没人说话。") % {
            "names": names,
            "n": len(blind),
        }
    if not heard:
        return _("24 小时内没有一个来源读到过，没有内容不代表没人说话。")
    return _("24 小时内 %(n)d 个来源听得完整。") % {"n": heard}
