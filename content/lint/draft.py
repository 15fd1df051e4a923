"""What a rule is given and what it answers. Plain frozen data: rules read no database and no clock."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from content.lint.lexicon import EMPTY, Lexicon
from weibo.text import find_urls


class Severity(StrEnum):
    """An error blocks submitting, a warning is shown to writer and reviewer, a hint to the writer."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


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
    channel: str = ""
    default_link: str = ""
    safe_domain: str = ""
    never_says: tuple[str, ...] = ()
    promotional: bool = False
    week: Week = field(default_factory=Week)
    lexicon: Lexicon = EMPTY
    nearest: Likeness | None = None

    @property
    def ordinary_app(self) -> bool:
        """The account is published to by an ordinary app, with its limits (weibo-api 2.1)."""
        return self.channel == "share"

    @property
    def text_as_sent(self) -> str:
        """An ordinary app must send a link: the account's own is added when the text has none."""
        if self.ordinary_app and self.default_link and not find_urls(self.text):
            return f"{self.text.rstrip()} {self.default_link}"
        return self.text
