"""What the word lists say against a text that is no post: the rules and messages of a campaign (C13, P5, P9)."""

from campaigns.contributions import Wording
from content import lint
from content.queries.lexicons import current_lexicon


def wordings(text: str) -> list[Wording]:
    """Forbidden, absolute and discouraged words, each place once; nothing is refused by it."""
    findings = lint.check_words(lint.Draft(text, lexicon=current_lexicon()))
    return [
        Wording(text[found.start : found.end], found.whole, found.basis, found.severity == lint.Severity.ERROR)
        for found in findings
    ]
