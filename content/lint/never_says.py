"""C14: in character. What the positioning card says this account never says (A2)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Severity
from content.lint.lexicon import fold


def check(draft: Draft) -> Iterator[Finding]:
    """A warning for every phrase of the card that stands in the text."""
    text = fold(draft.text)
    for phrase in draft.never_says:
        start = text.find(fold(phrase))
        if phrase and start >= 0:
            sentence = _("“%(phrase)s”是这个账号绝不说的话。") % {"phrase": phrase}
            end = start + len(phrase)
            yield Finding(
                "never_says", Severity.WARNING, sentence, _("换成符合账号定位的说法。"), start, end, source="C14"
            )


def phrases_of(card: str) -> tuple[str, ...]:
    """The lines of the card's field, each one phrase; dashes and bullets in front are taken off."""
    return tuple(phrase for line in card.splitlines() if (phrase := line.strip().lstrip("-•·*、").strip()))
