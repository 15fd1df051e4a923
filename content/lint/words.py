"""C13: words that the company itself does not use. Lists kept as data."""

from collections.abc import Iterator

from content.lint.draft import Draft, Finding
from content.lint.lexicon import OWN
from content.lint.listed import listed


def check(draft: Draft) -> Iterator[Finding]:
    """One finding for each listed word, where it first stands."""
    yield from listed(draft, OWN)
