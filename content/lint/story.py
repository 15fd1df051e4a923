"""C9: a user's story is quoted or reposted only with the author's consent."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Severity


def check(draft: Draft) -> Iterator[Finding]:
    """An error while the consent is missing, has ended, was withdrawn or does not reach so far; nobody may waive it."""
    if draft.story_over:
        mend = _("先取得同意并登记凭据，或换一个故事。")
        yield Finding("story", Severity.ERROR, draft.story_over, mend, source="C9")
