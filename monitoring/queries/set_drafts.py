"""A keyword set as a person writes it, as a version keeps it, and as it is saved (M1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from accounts.models import User
from monitoring.models import KeywordSet, SetKind
from monitoring.queries.patterns import pattern_of
from monitoring.watch.lines import line_of, words_of
from monitoring.watch.rules import REACH, Pattern, Word

SETTINGS: Final = (
    "name",
    "kind",
    "match_all",
    "within",
    "reach",
    "interval_minutes",
    "alert_minimum",
    "owner",
    "review_on",
    "is_active",
)
"""Fields that a draft and a set share by name."""


@dataclass(frozen=True)
class SetDraft:
    """What a person wants a set to be. `keyword_set` None makes a new one.

    `seen` is the number of the version that stood before his eyes; None when he does not care.
    """

    name: str
    words: tuple[Word, ...]
    exclusions: tuple[str, ...] = ()
    requires: tuple[Word, ...] = ()
    keyword_set: KeywordSet | None = None
    kind: str = SetKind.BRAND
    match_all: bool = False
    within: int | None = None
    reach: int = REACH
    interval_minutes: int = 15
    alert_minimum: int = 20
    owner: User | None = None
    review_on: date | None = None
    is_active: bool = True
    seen: int | None = None

    @property
    def pattern(self) -> Pattern:
        """What it would ask of a text."""
        return Pattern(self.words, self.exclusions, self.match_all, self.requires, self.within)


def facts_of(draft: SetDraft) -> dict[str, Any]:
    """A draft as a version keeps it: settings, and words as lines."""
    return {
        **{name: getattr(draft, name) for name in SETTINGS if name not in {"owner", "review_on"}},
        "kind": str(draft.kind),
        "owner": draft.owner.pk if draft.owner else None,
        "review_on": draft.review_on.isoformat() if draft.review_on else None,
        "words": [line_of(word) for word in draft.words],
        "requires": [line_of(word) for word in draft.requires],
        "exclusions": list(draft.exclusions),
    }


def draft_of_facts(facts: dict[str, Any], *, keyword_set: KeywordSet) -> SetDraft:
    """A version as a draft; an owner who has left stays out."""
    reach = facts["reach"]
    return SetDraft(
        keyword_set=keyword_set,
        owner=User.objects.filter(pk=facts["owner"], is_active=True).first() if facts["owner"] else None,
        review_on=date.fromisoformat(facts["review_on"]) if facts["review_on"] else None,
        words=words_of("\n".join(facts["words"]), reach=reach),
        requires=words_of("\n".join(facts["requires"]), reach=reach),
        exclusions=tuple(facts["exclusions"]),
        **{name: facts[name] for name in SETTINGS if name not in {"owner", "review_on"}},
    )


def draft_of_set(keyword_set: KeywordSet) -> SetDraft:
    """A set as it is saved, as a draft."""
    pattern = pattern_of(keyword_set)
    return SetDraft(
        keyword_set=keyword_set,
        words=pattern.words,
        exclusions=pattern.exclusions,
        requires=pattern.requires,
        **{name: getattr(keyword_set, name) for name in SETTINGS},
    )
