"""A mention on its way into the database."""

import datetime as dt
from dataclasses import dataclass

from monitoring.collect.keys import key_of

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
    "group_id",
    "author_followers",
    "author_verified",
    "author_suspect",
)
"""The columns of `MentionFields`, in the order of `MentionRow`."""

LIMITS = {"author_id": 24, "author_name": 80, "url": 300, "retweet_id": 24}


@dataclass(slots=True)
class MentionRow:
    """Somebody's post or comment, read from a file or from Weibo. `published_at` is aware; None = unknown.

    Not frozen: a million of them are made in an import, and a frozen one takes three times as long.
    """

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
    group_id: int | None = None
    author_followers: int | None = None
    author_verified: int | None = None
    author_suspect: int | None = None

    @property
    def key(self) -> int:
        """Of the mention that it becomes."""
        return key_of(self.external_id, is_comment=self.is_comment)
