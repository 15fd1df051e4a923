"""C6: no neat flood of advertisements."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Severity

_DISCOUNT = re.compile(
    r"[0-9一二三四五六七八九]\.?[0-9]?折|立减|满减|直降|优惠券|领券|秒杀|半价|买[一1]送[一1]|满\d+减\d+"
)
_MARKED = re.compile(r"粉丝专享|粉丝专属|会员专享|首发|首次发布|限微博|微博专享")


def check(draft: Draft) -> Iterator[Finding]:
    """Too many promotional posts in the week; a discount that is neither for fans only nor a first release."""
    discount = _DISCOUNT.search(draft.text)
    if discount and not _MARKED.search(draft.text):
        sentence = _("优惠信息“%(word)s”没有说明是粉丝专享还是首发。") % {"word": discount.group()}
        mend = _("写明“粉丝专享”或“首发”，给关注的人一个理由。")
        yield Finding("discount", Severity.WARNING, sentence, mend, *discount.span(), source="C6")
    week = draft.week
    share = 100 * (week.promotional + 1) / (week.total + 1)
    if draft.promotional and week.promotional and share > week.limit_percent:
        sentence = _("加上这条，本周推广类内容占 %(share)d%%，超过上限 %(limit)d%%。") % {
            "share": round(share),
            "limit": week.limit_percent,
        }
        yield Finding(
            "promotional_share", Severity.WARNING, sentence, _("改排到下周，或先补几条非推广内容。"), source="C6"
        )
