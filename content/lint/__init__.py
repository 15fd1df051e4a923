"""Lint: what is wrong with a text before anybody sees it. Pure; one module per rule, run in the order of `RULES`."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils import translation

from content.lint import (
    capability,
    invites,
    length,
    never_says,
    promotion,
    repeated,
    same_text,
    stands_alone,
    words,
)
from content.lint.draft import Draft, Finding, Likeness, Offer, Severity, Week
from content.lint.lexicon import EMPTY, Lexicon, Term, build_lexicon

Rule = Callable[[Draft], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    length.check,
    stands_alone.check,
    capability.check,
    words.check,
    never_says.check,
    promotion.check,
    repeated.check,
    same_text.check,
    invites.check,
)

__all__ = [
    "EMPTY",
    "RULES",
    "Draft",
    "Finding",
    "Lexicon",
    "Likeness",
    "Offer",
    "Severity",
    "Term",
    "Week",
    "build_lexicon",
    "check",
    "has_errors",
    "kept",
]


def check(draft: Draft) -> list[Finding]:
    """All findings in the order of the rules. The same call while typing and on submit."""
    return [finding for rule in RULES for finding in rule(draft)]


def kept(draft: Draft) -> list[dict[str, Any]]:
    """The findings as they are stored with a version: in Chinese, whoever writes, for colleagues read them, too."""
    with translation.override("zh-hans"):
        return [finding.as_json() for finding in check(draft)]


def has_errors(findings: list[Finding]) -> bool:
    """Whether submitting is blocked."""
    return any(finding.severity == Severity.ERROR for finding in findings)
