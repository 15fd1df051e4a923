"""C12: a picture whose right has ended on the day of the post, or whose people did not agree, is not used."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Severity

RULE = "rights"


def check(draft: Draft) -> Iterator[Finding]:
    """An error for each such picture; nobody may let it pass: renew the right or take another one."""
    for sentence in draft.rights_over:
        mend = _("请换一张，或在素材库更新授权。")
        yield Finding(RULE, Severity.ERROR, sentence, mend, source="C12")
