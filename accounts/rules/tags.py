"""What Weibo takes as a tag (A6): at most ten on an account, none longer than seven Chinese characters."""

import re

from weibo.text import half_units

MOST_TAGS = 10
LONGEST = 14
"""Half units, as Weibo counts them: 1 for Latin, 2 for Chinese (error 21002)."""
_BLANKS = re.compile(r"\s+")


def clean_word(raw: str) -> str:
    """A word as it is kept: without # and doubled blanks."""
    return _BLANKS.sub(" ", raw.replace("#", " ").replace("＃", " ")).strip()


def fits(word: str) -> bool:
    """May this be a tag?"""
    return 0 < half_units(word) <= LONGEST
