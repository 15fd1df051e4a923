"""C12: never repeat. The nearest earlier text is found by the caller and judged here."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Severity

NEAR = 0.6
"""From here on it is a repeat."""
COMPARABLE = 0.3
"""From here on the writer may want to see it beside his own."""


def check(draft: Draft) -> Iterator[Finding]:
    """The same words are a warning, also over other accounts; a near text likewise, with its likeness.

    What another account says at about the same time is told by `same_text`, once.
    """
    near = draft.nearest
    if near is None or near.share < NEAR or any(twin.post_id == near.post_id for twin in draft.twins):
        return
    where = {"account": near.account, "share": round(near.share * 100), "id": near.post_id}
    if near.share >= 1 and near.same_account:
        sentence = _("与本账号已有的 #%(id)d 内容相同，微博会拒绝短时间内重复的内容。") % where
    elif near.share >= 1:
        sentence = _("与“%(account)s”的 #%(id)d 内容相同。") % where
    else:
        sentence = _("与“%(account)s”的 #%(id)d 相似 %(share)d%%。") % where
    yield Finding("repeated", Severity.WARNING, sentence, _("换一个角度或补充新信息。"), source="C12")
