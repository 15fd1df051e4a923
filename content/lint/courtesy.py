"""C14: polite. Cold or rude words, with better ones. Lists kept as data."""

from collections.abc import Iterator

from content.lint.draft import Draft, Finding
from content.lint.listed import listed


def check(draft: Draft) -> Iterator[Finding]:
    """One finding for each listed word, where it first stands."""
    yield from listed(draft, "courtesy")
