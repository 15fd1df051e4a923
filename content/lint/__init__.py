"""Lint: what is wrong with a text before anybody sees it. Pure; one module per rule, run in the order of `RULES`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.lint import (
    capability,
    competitors,
    courtesy,
    invites,
    length,
    links,
    neutrality,
    never_says,
    promotion,
    repeated,
    rights,
    same_text,
    sensitive,
    stands_alone,
    story,
    superlatives,
    timing,
    words,
)
from content.lint.draft import Draft, Finding, Likeness, Link, Offer, Override, Severity, Timing, Waiver, Week
from content.lint.lexicon import EMPTY, Lexicon, Term, build_lexicon


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule: what it is called, which rule of the company's documents it keeps, and its function."""

    name: str
    title: Promise
    source: str
    check: Callable[[Draft], Iterator[Finding]]
    reads_lists: bool = False


RULES: tuple[Rule, ...] = (
    Rule("length", _("字数"), "C4", length.check),
    Rule("stands_alone", _("不点链接也能看懂"), "C5", stands_alone.check),
    Rule("capability", _("账号发得了"), "C3", capability.check),
    Rule("sensitive", _("敏感词"), "C13", sensitive.check, reads_lists=True),
    Rule("superlatives", _("广告绝对化用语"), "C13", superlatives.check, reads_lists=True),
    Rule("neutrality", _("政治中立"), "C13", neutrality.check, reads_lists=True),
    Rule("competitors", _("竞品"), "C13", competitors.check, reads_lists=True),
    Rule("words", _("本公司用词"), "C13", words.check, reads_lists=True),
    Rule("never_says", _("绝不说的话"), "C14", never_says.check, reads_lists=True),
    Rule("courtesy", _("礼貌用语"), "C14", courtesy.check, reads_lists=True),
    Rule("links", _("链接打得开"), "C5", links.check),
    Rule("story", _("引用已获同意"), "C9", story.check),
    Rule("promotion", _("不刷广告"), "C6", promotion.check),
    Rule("timing", _("发布节奏"), "K2", timing.check),
    Rule("repeated", _("不重复"), "C12", repeated.check),
    Rule("rights", _("素材有授权"), "C12", rights.check),
    Rule("same_text", _("矩阵同文"), "A11", same_text.check),
    Rule("invites", _("邀请读者回应"), "C8", invites.check),
)
"""In this order findings stand."""

__all__ = [
    "EMPTY",
    "RULES",
    "Draft",
    "Finding",
    "Lexicon",
    "Likeness",
    "Link",
    "Offer",
    "Override",
    "Rule",
    "Severity",
    "Term",
    "Timing",
    "Waiver",
    "Week",
    "build_lexicon",
    "check",
    "check_words",
    "has_errors",
    "kept",
    "stopping",
]


def check(draft: Draft) -> list[Finding]:
    """All findings in the order of the rules. The same call while typing, on submit and on approval."""
    return [_waived(finding, draft) for rule in RULES for finding in rule.check(draft)]


def check_words(draft: Draft) -> list[Finding]:
    """Only what word lists say: what may have become another since a text was approved (C13, C14)."""
    return [_waived(finding, draft) for rule in RULES if rule.reads_lists for finding in rule.check(draft)]


def kept(draft: Draft) -> list[dict[str, Any]]:
    """The findings as they are stored with a version: in Chinese, whoever writes, for colleagues read them, too."""
    with translation.override("zh-hans"):
        return [finding.as_json() for finding in check(draft)]


def stopping(findings: list[Finding]) -> list[Finding]:
    """The errors that nobody let pass."""
    return [finding for finding in findings if finding.stops]


def has_errors(findings: list[Finding]) -> bool:
    """Whether submitting is blocked."""
    return any(finding.stops for finding in findings)


def _waived(finding: Finding, draft: Draft) -> Finding:
    """With the waiver that its version has for it."""
    waiver = draft.waivers.get(finding.key or finding.rule) if finding.override else None
    return finding if waiver is None else replace(finding, waiver=waiver)
