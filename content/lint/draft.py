"""What a rule is given and what it answers. Plain frozen data: rules read no database and no clock."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from accounts.queries.capabilities import Abilities, derive
from content.hand_items import HandItem
from content.lint.differing import Differences, differences
from content.lint.lexicon import EMPTY, Hit, Lexicon
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


class Override(StrEnum):
    """Who may let a finding pass, with a reason."""

    NOBODY = ""
    CHIEFS = "chiefs"
    REVIEWERS = "reviewers"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding was let pass: by whom, and why."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule noticed. `start`/`end` are character positions in the text; None when it is about the whole.

    `source` is the rule id of the company's documents, `basis` where the demand itself comes from (a law, a list);
    `reason` says why, when the sentence does not. `key` names the same finding in a later check of the same text.
    """

    rule: str
    severity: Severity
    sentence: str
    mend: str = ""
    start: int | None = None
    end: int | None = None
    source: str = ""
    offers: tuple[str, ...] = ()  # what the composer can do about it: see `Offer`
    reason: str = ""
    basis: str = ""
    key: str = ""
    override: str = Override.NOBODY
    suggestion: str = ""  # better words for `start` to `end`
    waiver: Waiver | None = None
    places: tuple[tuple[int, int, str], ...] = ()  # all places where `suggestion` helps: start, end, what stands there

    @property
    def stops(self) -> bool:
        """It keeps the post from going on: an error that nobody let pass."""
        return self.severity == Severity.ERROR and self.waiver is None

    @property
    def whole(self) -> str:
        """What it is and what to do, in a row: Chinese sentences touch, others need a blank."""
        return f"{self.sentence}{self.mend}" if self.sentence.endswith("。") else f"{self.sentence} {self.mend}".strip()

    def as_json(self) -> dict[str, Any]:
        """The form stored with a version."""
        told = asdict(self) | {"key": self.key or self.rule}
        told.pop("places")  # only for who writes
        return told

    @property
    def places_json(self) -> str:
        """All places, for the browser."""
        return json.dumps(self.places, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Likeness:
    """The nearest text written earlier: how alike (0 to 1), and where it stands (C12)."""

    post_id: int
    account: str
    text: str
    share: float
    same_account: bool
    published: bool
    against: str = ""  # the text that it was compared with
    account_id: int = 0

    @property
    def differences(self) -> Differences:
        """Both texts with what differs marked."""
        return differences(self.against, self.text)


@dataclass(frozen=True, slots=True)
class Week:
    """Posts of this account in the week, without the one being written, and how many of them promote (C6)."""

    total: int = 0
    promotional: int = 0
    limit_percent: int = 100


@dataclass(frozen=True, slots=True)
class Link:
    """What is known about a link of the text (`content.models.LinkCheck`)."""

    url: str
    state: str  # of `content.models.LinkState`
    final_url: str = ""
    reason: str = ""
    checked: str = ""  # when, for people


@dataclass(frozen=True, slots=True)
class Timing:
    """Something against the time of the post, told by the layer that plans it (K2, K4): see `content.lint.timing`."""

    code: str
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything the rules may look at."""

    text: str
    pictures: int = 0
    abilities: Abilities = field(default_factory=partial(derive, ""))
    is_repost: bool = False
    hand_items: tuple[HandItem, ...] = ()  # what a person adds at hand-over (C3)
    never_says: tuple[str, ...] = ()
    promotional: bool = False
    week: Week = field(default_factory=Week)
    lexicon: Lexicon = EMPTY
    nearest: Likeness | None = None
    twins: tuple[Likeness, ...] = ()
    links: tuple[Link, ...] = ()
    blocked_hosts: Mapping[str, str] = field(default_factory=dict)  # host: what to use instead
    timings: tuple[Timing, ...] = ()
    story_over: str = ""  # why the user story that it quotes may not be used on the day of the post (C9)
    rights_over: tuple[str, ...] = ()  # why pictures may not be used on the day of the post (C12)
    waivers: Mapping[str, Waiver] = field(default_factory=dict)  # by `Finding.key`
    _hits: dict[str, list[Hit]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def hits(self) -> list[Hit]:
        """The listed words of the text; looked for once, however many rules ask."""
        if "text" not in self._hits:
            self._hits["text"] = self.lexicon.hits(self.text)
        return self._hits["text"]

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
