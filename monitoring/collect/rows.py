"""A mention on its way into the database."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

COLUMNS = (
    "external_id",
    "author_id",
    "author_name",
    "text",
    "published_at",
    "url",
    "reposts",
    "comments",
    "likes",
    "retweet_id",
    "is_comment",
    "polarity",
    "polarity_certainty",
    "topic_kind",
    "kind_certainty",
)
"""The columns of `MentionFields`, in the order of `MentionRow`."""

LIMITS = {"author_id": 24, "author_name": 80, "url": 300, "retweet_id": 24}


@dataclass(frozen=True, slots=True)
class MentionRow:
    """Somebody's post or comment, read from a file or from Weibo. `published_at` is aware; None = unknown."""

    external_id: str
    text: str
    author_id: str = ""
    author_name: str = ""
    published_at: dt.datetime | None = None
    url: str = ""
    reposts: int | None = None
    comments: int | None = None
    likes: int | None = None
    retweet_id: str = ""
    is_comment: bool = False
    polarity: int | None = None
    polarity_certainty: int | None = None
    topic_kind: str = ""
    kind_certainty: int | None = None

    def as_json(self) -> dict[str, Any]:
        """For `jsonb_to_recordset`; without the NUL that PostgreSQL cannot hold, cut to the columns' lengths."""
        values = asdict(self)
        for name in ("external_id", "author_id", "author_name", "text", "url", "retweet_id"):
            values[name] = clean(values[name], LIMITS.get(name))
        values["published_at"] = self.published_at.isoformat() if self.published_at else None
        return values


def clean(text: str, limit: int | None = None) -> str:
    """Text that PostgreSQL can hold: no NUL, no lone surrogates, at most `limit` characters."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text[:limit] if limit is not None and len(text) > limit else text
