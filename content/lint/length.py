"""C4: 140 characters by Weibo's own count; a warning from 130 on, because Weibo's unpublished check is stricter.

An account that may send long posts may go over 140, which is said; the limit of its channel is the error.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Offer, Severity
from weibo.text import LENGTH_LIMIT, LENGTH_SOFT_LIMIT, weibo_length


def check(draft: Draft) -> Iterator[Finding]:
    """Empty is an error, over the limit an error, over 130 a warning. The link that is added on sending counts."""
    length, limit = weibo_length(draft.text_as_sent), _limit(draft)
    if not draft.text.strip():
        yield Finding("length", Severity.ERROR, _("还没有正文。"), _("写下正文再提交。"), source="C4")
    elif length > limit:
        over = length - limit
        sentence = _("按微博算法共 %(length)d 字，超出 %(over)d 字。") % {"length": length, "over": over}
        yield Finding("length", Severity.ERROR, sentence, _mend(draft, over), source="C4", offers=_offers(draft))
    elif length > LENGTH_LIMIT:
        sentence = _("共 %(length)d 字，超过 140 字，将作为长微博发布，列表里只显示开头。") % {"length": length}
        yield Finding("length", Severity.WARNING, sentence, _("最要紧的写在前 140 字里。"), source="C4")
    elif length > LENGTH_SOFT_LIMIT and limit == LENGTH_LIMIT:
        sentence = _("按微博算法共 %(length)d 字，接近 140 字上限，微博可能按更严的算法拒绝。") % {"length": length}
        yield Finding("length", Severity.WARNING, sentence, _("建议控制在 130 字以内。"), source="C4")


def _limit(draft: Draft) -> int:
    """A repost has no long form."""
    return LENGTH_LIMIT if draft.is_repost else draft.abilities.length.limit


def _offers(draft: Draft) -> tuple[str, ...]:
    """A person can post at length where the app cannot."""
    return () if draft.is_repost or draft.abilities.by_hand else (Offer.HAND_OVER,)


def _mend(draft: Draft, over: int) -> str:
    if draft.text_as_sent != draft.text:
        return _("请删去 %(over)d 字；发布时会补上账号的默认链接，约占 10 字。") % {"over": over}
    return _("请删去 %(over)d 字。") % {"over": over}
