"""C13: what is unlawful or dangerous to say, by category: medicine, finance, symbols of the state. Lists as data."""

from collections.abc import Iterator

from content.lint.draft import Draft, Finding
from content.lint.listed import listed


def check(draft: Draft) -> Iterator[Finding]:
    """One finding for each listed word, where it first stands."""
    yield from listed(draft, "sensitive")
