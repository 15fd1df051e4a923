"""C9: a user's story is quoted or reposted only with the author's consent."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Severity


def check(draft: Draft) -> Iterator[Finding]:
    """An error while the consent is missing or was withdrawn."""
    if draft.story_by and not draft.story_granted:
        sentence = _("引用了“%(name)s”的故事，但作者没有同意或已撤回。") % {"name": draft.story_by}
        yield Finding("story", Severity.ERROR, sentence, _("先取得同意并登记凭据，或换一个故事。"), source="C9")
