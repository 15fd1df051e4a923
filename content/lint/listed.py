"""What all rules over word lists share: a finding for each listed word of some kinds of list. Not a rule itself."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.lint.draft import Draft, Finding, Override, Severity
from content.lint.lexicon import Hit, fold


def hits_of(draft: Draft, kind: str) -> Iterator[list[Hit]]:
    """The places of each listed word of this kind of list, words in the order in which they first stand."""
    hits = [hit for hit in draft.hits if hit.term.kind == kind]
    first: dict[tuple[str, str], int] = {}
    for hit in hits:
        first.setdefault((hit.term.list_slug, hit.term.word), hit.start)
    hits.sort(key=lambda hit: (first[hit.term.list_slug, hit.term.word], hit.start))
    for _same, places in groupby(hits, key=lambda hit: (hit.term.list_slug, hit.term.word)):
        yield list(places)


def listed(draft: Draft, kind: str) -> Iterator[Finding]:
    """A finding for each word of the lists of a kind."""
    for places in hits_of(draft, kind):
        yield finding_of(draft, places)


def finding_of(draft: Draft, places: list[Hit], *, sentence: str = "", severity: Severity | None = None) -> Finding:
    """What is said about one listed word; `places` holds at least one."""
    hit = places[0]
    term = hit.term
    written = draft.text[hit.start : hit.end]
    if not sentence:
        values = {"word": written, "list": term.list_name, "reason": term.reason}
        sentence = _("“%(word)s”在词表“%(list)s”中：%(reason)s") % values
    return Finding(
        rule=f"words.{term.list_slug}"[:80],
        severity=severity or Severity(term.level),
        sentence=sentence + _more(places),
        mend=mend_of(hit),
        start=hit.start,
        end=hit.end,
        source="C14" if term.kind in {"courtesy", "never_says"} else "C13",
        reason=term.reason,
        basis=term.basis,
        key=f"words.{term.list_slug}:{fold(term.word)}"[:160],
        override=Override.NOBODY if term.override == "nobody" else Override(term.override),
        suggestion=term.suggestion,
        places=tuple((place.start, place.end, draft.text[place.start : place.end]) for place in places),
    )


def mend_of(hit: Hit) -> str:
    """The better wording when the list knows one; what was slipped in is said, for it helps nobody."""
    if hit.hidden:
        return _("插入空格、符号或改写字形仍算这个词，请换一种说法。")
    if hit.term.suggestion:
        return _("可改为“%(suggestion)s”。") % {"suggestion": hit.term.suggestion}
    return _("请换一种说法。")


def _more(places: list[Hit]) -> str:
    if len(places) == 1:
        return ""
    return ngettext("（共 %(n)d 处）", "（共 %(n)d 处）", len(places)) % {"n": len(places)}
