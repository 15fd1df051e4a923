"""C13: what the company may not say, from lists kept as data."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Severity


def check(draft: Draft) -> Iterator[Finding]:
    """One finding for each listed word where it stands, with the better wording when the list knows one."""
    for hit in draft.lexicon.hits(draft.text):
        term = hit.term
        sentence = _("“%(word)s”在词表“%(list)s”中：%(reason)s") % {
            "word": draft.text[hit.start : hit.end],
            "list": term.list_name,
            "reason": term.reason,
        }
        mend = (
            _("可改为“%(suggestion)s”。") % {"suggestion": term.suggestion} if term.suggestion else _("请换一种说法。")
        )
        severity = Severity.ERROR if term.level == "error" else Severity.WARNING
        yield Finding(f"words.{term.list_slug}", severity, sentence, mend, hit.start, hit.end, source="C13")
