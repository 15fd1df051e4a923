"""C14: in character. What the positioning card says this account never says (A2), and what no account ever says."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Override, Severity
from content.lint.lexicon import fold
from content.lint.listed import listed


def check(draft: Draft) -> Iterator[Finding]:
    """A warning for every phrase of the card that stands in the text; then the lists for all accounts."""
    text = fold(draft.text)
    for phrase in draft.never_says:
        folded = fold(phrase)
        start = text.find(folded) if folded else -1
        if start >= 0:
            sentence = _("“%(phrase)s”是这个账号绝不说的话。") % {"phrase": phrase}
            yield Finding(
                "never_says", Severity.WARNING, sentence, _("换成符合账号定位的说法。"), start, start + len(phrase),
                source="C14", basis=_("账号定位卡"), key=f"never_says:{folded}"[:160], override=Override.REVIEWERS,
            )  # fmt: skip
    yield from listed(draft, "never_says")


def phrases_of(card: str) -> tuple[str, ...]:
    """The lines of the card's field, each one phrase; dashes and bullets in front are taken off."""
    return tuple(phrase for line in card.splitlines() if (phrase := line.strip().lstrip("-•·*、").strip()))
