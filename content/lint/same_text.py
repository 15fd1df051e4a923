"""A11, C12: several accounts of the matrix saying the same at about the same time. A reason is needed to go on."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Severity

RULE = "same_text"


def check(draft: Draft) -> Iterator[Finding]:
    """One warning that names the nearest account and how many there are; Weibo refuses such posts now and then."""
    if not draft.twins:
        return
    near, others = draft.twins[0], len({twin.account for twin in draft.twins})
    values = {"account": near.account, "share": round(100 * near.share), "id": near.post_id, "n": others}
    if others > 1:
        sentence = _("“%(account)s”等 %(n)d 个账号近期也说了几乎一样的话（#%(id)d，相似 %(share)d%%）。") % values
    elif near.share >= 1:
        sentence = _("“%(account)s”近期有相同的内容（#%(id)d）。") % values
    else:
        sentence = _("“%(account)s”近期有几乎一样的内容（#%(id)d，相似 %(share)d%%）。") % values
    mend = _("多个账号发同样的内容，微博可能拒绝。请换个说法；仍要发，请写明理由。")
    yield Finding(RULE, Severity.WARNING, sentence, mend, source="A11")
