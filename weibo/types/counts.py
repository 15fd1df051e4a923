"""Live counters, relations and emoticons."""

from dataclasses import dataclass
from typing import Self

from weibo.reading import Fields, rows_of, unreadable


@dataclass(frozen=True, slots=True)
class Counts:
    """Live counters of one post."""

    id: str
    reposts: int
    comments: int
    attitudes: int

    @classmethod
    def list_from_json(cls, value: object) -> "list[Counts]":
        """Read the answer of ``statuses/count``; rows without an id are passed over."""
        rows = [Fields(row) for row in rows_of(value, "list of counts")]
        return [
            cls(status_id, row.count("reposts"), row.count("comments"), row.count("attitudes"))
            for row in rows
            if (status_id := row.identity("idstr", "id"))
        ]


@dataclass(frozen=True, slots=True)
class UserCounts:
    """Live counters of one account."""

    id: str
    followers: int
    friends: int
    statuses: int

    @classmethod
    def list_from_json(cls, value: object) -> "list[UserCounts]":
        """Read the answer of ``users/counts``; rows without an id are passed over."""
        rows = [Fields(row) for row in rows_of(value, "list of user counts")]
        return [
            cls(user_id, row.count("followers_count"), row.count("friends_count"), row.count("statuses_count"))
            for row in rows
            if (user_id := row.identity("idstr", "id"))
        ]


@dataclass(frozen=True, slots=True)
class Emotion:
    """One emoticon code with its picture."""

    phrase: str
    url: str
    category: str
    common: bool

    @classmethod
    def list_from_json(cls, value: object) -> "list[Emotion]":
        """Read the answer of ``emotions``; rows without a phrase are passed over."""
        rows = [Fields(row) for row in rows_of(value, "list of emotions")]
        return [
            cls(phrase, row.text("url", "icon"), row.text("category"), row.flag("common", "is_common"))
            for row in rows
            if (phrase := row.text("phrase", "value"))
        ]


@dataclass(frozen=True, slots=True)
class Friendship:
    """How two accounts stand to each other."""

    source_id: str
    target_id: str
    follows: bool
    followed_by: bool

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read the answer of ``friendships/show``."""
        fields = Fields.of(value, "friendship")
        source, target = fields.child("source"), fields.child("target")
        if source is None or target is None:
            raise unreadable("friendship with source and target", value)
        return cls(
            source_id=source.identity("id"),
            target_id=target.identity("id"),
            follows=source.flag("following"),
            followed_by=source.flag("followed_by"),
        )
