"""What is asked of Weibo's search for a keyword set: everything that the set could catch, and little more (M2, M1)."""

from collections.abc import Iterable
from itertools import product

from monitoring.models import KeywordSet, WatchWindow
from monitoring.queries.patterns import patterns_of
from monitoring.queries.windows import holds_for
from monitoring.watch.rules import Word

MOST_FORMS = 12
"""Ways to put words together that are asked one by one; with more the words alone are asked."""
LONGEST = 200
_CUT = str.maketrans(dict.fromkeys('{}"', " "))
"""Weibo refuses these."""


def searches_of(keyword_set: KeywordSet, windows: Iterable[WatchWindow]) -> list[str]:
    """The queries of a set; words in one query are all needed, Weibo's search knows no "or".

    Exclusions, distance and whole names are left to the matching afterwards: a search may bring too much, never too
    little. `windows` are those that hold now, with their sets.
    """
    pattern = patterns_of([keyword_set])[keyword_set.pk]
    needed = [list(word.spellings) for word in pattern.requires]
    if pattern.match_all:
        found = _together([[list(word.spellings) for word in pattern.words], needed])
    else:
        found = [form for word in pattern.words for form in _together([[_in_context(word)], needed])]
    added = [word for window in windows if holds_for(window, keyword_set.pk) for word in window.words]
    return list(dict.fromkeys(form for one in [*found, *added] if (form := _clean(one))))


def _in_context(word: Word) -> list[str]:
    """A word that counts only beside others is asked with each of them: 统一 alone is a verb of everybody."""
    near = word.guard.near
    if not near or len(near) * len(word.spellings) > MOST_FORMS:
        return list(word.spellings)
    return [f"{spelling} {other}" for spelling in word.spellings for other in near]


def _together(groups: list[list[list[str]]]) -> list[str]:
    """One form of each group at a time; groups that would make too many or too long queries are left out, last ones
    first."""
    taken: list[list[str]] = []
    number, length = 1, 0
    for forms in (forms for part in groups for forms in part):
        number, length = number * len(forms), length + max(map(len, forms)) + 1
        if taken and (number > MOST_FORMS or length > LONGEST):
            break
        taken.append(forms)
    return [" ".join(forms) for forms in product(*taken)] if taken else []


def _clean(query: str) -> str:
    return " ".join(query.translate(_CUT).lower().split())[:LONGEST]
