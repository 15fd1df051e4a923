"""What a rule is given and what it answers. Plain frozen data: rules read no database and no clock."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from accounts.queries.capabilities import Abilities, derive
from content.lint.lexicon import EMPTY, Lexicon
from weibo.text import find_urls
from weibo.text.marks import urlsplit_host


class Severity(StrEnum):
    """An error blocks submitting, a warning is shown to writer and reviewer, a hint to the writer."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Offer(StrEnum):
    """A mend that is one click away."""

    HAND_OVER = "hand_over"
    FIRST_PICTURE = "first_picture"
    DROP_TOPICS = "drop_topics"
    ADD_LINK = "add_link"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule noticed. `start`/`end` are character positions in the text; None when it is about the whole."""

    rule: str
    severity: Severity
    sentence: str
    mend: str = ""
    start: int | None = None
    end: int | None = None
    source: str = ""
    offers: tuple[str, ...] = ()  # what the composer can do about it: see `Offer`

    @property
    def whole(self) -> str:
        """What it is and what to do, in a row: Chinese sentences touch, others need a blank."""
        return f"{self.sentence}{self.mend}" if self.sentence.endswith("。") else f"{self.sentence} {self.mend}".strip()

    def as_json(self) -> dict[str, Any]:
        """The form stored with a version."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Likeness:
    """The nearest text written earlier: how alike (0 to 1), and where it stands (C12)."""

    post_id: int
    account: str
    text: str
    share: float
    same_account: bool
    published: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Posts of this account in the week, without the one being written, and how many of them promote (C6)."""

    total: int = 0
    promotional: int = 0
    limit_percent: int = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything the rules may look at."""

    text: str
    pictures: int = 0
    abilities: Abilities = field(default_factory=partial(derive, ""))
    is_repost: bool = False
    never_says: tuple[str, ...] = ()
    promotional: bool = False
    week: Week = field(default_factory=Week)
    lexicon: Lexicon = EMPTY
    nearest: Likeness | None = None
    twins: tuple[Likeness, ...] = ()

    @property
    def text_as_sent(self) -> str:
        """Where a link is needed, the account's own is added when the text has none that serves: none at all, or none
        under the safe domain while the account's own is. A repost needs none."""
        able = self.abilities
        if self.is_repost or able.without_link.allowed or not able.default_link:
            return self.text
        urls, domain = find_urls(self.text), able.safe_domain
        serves = not domain or is_under(able.default_link, domain)
        if urls and (not domain or not serves or any(is_under(url, domain) for url in urls)):
            return self.text
        return f"{self.text.rstrip()} {able.default_link}"


def is_under(url: str, domain: str) -> bool:
    """Whether a link leads to a domain or below it."""
    host = urlsplit_host(url)
    return host == domain or host.endswith(f".{domain}")
