"""What speaks against a reply before anybody sees it: risks that want a second person, and words of the lists."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from content.lint import Draft, courtesy, never_says, sensitive
from content.lint.draft import Finding
from content.lint.never_says import phrases_of
from content.queries.lexicons import current_lexicon
from content.queries.review_flow import current_conditions
from content.reviewing.risks import Risk, Subject, risks_of

RULES = (courtesy, never_says, sensitive)


@dataclass(frozen=True)
class Manners:
    """What the word lists say of a text: `faults` may be let pass by who writes, `stops` may not."""

    faults: list[Finding] = field(default_factory=list)
    stops: list[Finding] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Everything in one line."""
        return " ".join(dict.fromkeys(str(finding.sentence) for finding in [*self.stops, *self.faults]))


def manners_of(text: str, accounts: Iterable[WeiboAccount] = ()) -> Manners:
    """Cold or rude words, what these accounts never say, and forbidden words (C13, C14); one query when nothing
    changed."""
    never = tuple(phrase for account in accounts for phrase in phrases_of(account.never_says))
    draft = Draft(text, never_says=never, lexicon=current_lexicon())
    found = [finding for rule in RULES for finding in rule.check(draft)]
    return Manners([one for one in found if not one.stops], [one for one in found if one.stops])


def risks_of_reply(text: str) -> list[Risk]:
    """Why an answer wants a second person: prices, medicine, money, a crisis, a promise of compensation. The rows are
    those of review (K5)."""
    return risks_of(Subject(text), current_conditions())


def risks_told(risks: Iterable[Risk]) -> str:
    """The risks in one line for who wrote it."""
    return _("；").join(_("%(name)s：%(found)s") % {"name": risk.name, "found": risk.found} for risk in risks)
