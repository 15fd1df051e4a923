"""Accounts, posts and comments."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from weibo.reading import Fields, unreadable
from weibo.text import time_of_id
from weibo.types.pages import nested

_NESTING_LIMIT = 3  # a status holds a user holds a status; nothing we use lies deeper


@dataclass(frozen=True, slots=True)
class User:
    """A Weibo account. Counts, and whether it follows us, are None when Weibo hides them from this app."""

    id: str
    screen_name: str
    description: str = ""
    location: str = ""
    url: str = ""
    domain: str = ""
    avatar: str = ""
    gender: str = ""
    verified: bool = False
    verified_type: int = -1
    verified_reason: str = ""
    followers_count: int | None = None
    friends_count: int | None = None
    statuses_count: int | None = None
    following: bool = False
    follow_me: bool | None = None
    created_at: dt.datetime | None = None
    last_post_at: dt.datetime | None = None

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read a user object; one without an id is unreadable."""
        fields = Fields.of(value, "user")
        user_id = fields.identity("idstr", "id")
        if not user_id:
            raise unreadable("user with an id", value)
        verified_type = fields.number("verified_type")
        return cls(
            id=user_id,
            screen_name=fields.text("screen_name", "name"),
            description=fields.text("description"),
            location=fields.text("location"),
            url=fields.text("url"),
            domain=fields.text("domain"),
            avatar=fields.text("avatar_hd", "avatar_large", "profile_image_url"),
            gender=fields.text("gender"),
            verified=fields.flag("verified"),
            verified_type=-1 if verified_type is None else verified_type,
            verified_reason=fields.text("verified_reason"),
            followers_count=fields.number("followers_count"),
            friends_count=fields.number("friends_count"),
            statuses_count=fields.number("statuses_count"),
            following=fields.flag("following"),
            follow_me=None if fields.raw("follow_me") is None else fields.flag("follow_me"),
            created_at=fields.time("created_at"),
            last_post_at=newest.time("created_at") if (newest := fields.child("status")) else None,
        )


@dataclass(frozen=True, slots=True)
class Status:
    """A post. ``user`` is None when the author is gone or was left out; then ``user_id`` may still be known."""

    id: str
    mid: str
    text: str
    created_at: dt.datetime | None = None
    source: str = ""
    user: User | None = None
    user_id: str = ""
    retweeted: "Status | None" = None
    pictures: tuple[str, ...] = ()
    reposts_count: int = 0
    comments_count: int = 0
    attitudes_count: int = 0
    deleted: bool = False
    is_long: bool = False
    visible_type: int = 0

    @classmethod
    def from_json(cls, value: object, depth: int = 0) -> Self:
        """Read a status object; one without an id is unreadable."""
        fields = Fields.of(value, "status")
        status_id = fields.identity("idstr", "id", "mid")
        if not status_id:
            raise unreadable("status with an id", value)
        user = nested(User.from_json, fields.child("user"))
        visible = fields.child("visible")
        return cls(
            id=status_id,
            mid=fields.identity("mid") or status_id,
            text=_full_text(fields),
            created_at=fields.time("created_at"),
            source=fields.text("source"),
            user=user,
            user_id=user.id if user else fields.identity("user_id", "uid"),
            retweeted=nested(lambda inner: cls.from_json(inner, depth + 1), _below(fields, depth)),
            pictures=_pictures(fields),
            reposts_count=fields.count("reposts_count"),
            comments_count=fields.count("comments_count"),
            attitudes_count=fields.count("attitudes_count"),
            deleted=fields.flag("deleted"),
            is_long=fields.flag("isLongText"),
            visible_type=(visible.number("type") or 0) if visible else 0,
        )

    @classmethod
    def receipt(cls, value: object) -> Self:
        """Read only id, text and time: what the answer to a publishing call is for. Several times as fast."""
        fields = Fields.of(value, "status")
        status_id = fields.identity("idstr", "id", "mid")
        if not status_id:
            raise unreadable("status with an id", value)
        return cls(status_id, status_id, _full_text(fields), fields.time("created_at"))

    @property
    def published_at(self) -> dt.datetime:
        """When it was posted, in UTC: the stated time, else the clock inside the id."""
        return self.created_at or time_of_id(self.id)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment under a post; ``status_id`` and ``reply_to_id`` are empty when unknown."""

    id: str
    text: str
    created_at: dt.datetime | None = None
    user: User | None = None
    status: Status | None = None
    status_id: str = ""
    reply_to_id: str = ""
    root_id: str = ""
    like_count: int = 0

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read a comment object; one without an id is unreadable."""
        fields = Fields.of(value, "comment")
        comment_id = fields.identity("idstr", "id", "mid")
        if not comment_id:
            raise unreadable("comment with an id", value)
        status = nested(Status.from_json, fields.child("status"))
        reply = fields.child("reply_comment")
        return cls(
            id=comment_id,
            text=fields.text("text"),
            created_at=fields.time("created_at"),
            user=nested(User.from_json, fields.child("user")),
            status=status,
            status_id=status.id if status else fields.identity("status_id"),
            reply_to_id=reply.identity("idstr", "id") if reply else "",
            root_id=fields.identity("rootidstr", "rootid"),
            like_count=fields.count("like_count", "like_counts"),
        )


def _below(fields: Fields, depth: int) -> Fields | None:
    return fields.child("retweeted_status") if depth < _NESTING_LIMIT else None


def _full_text(fields: Fields) -> str:
    long_text = fields.child("longText")
    return (long_text.text("longTextContent") if long_text else "") or fields.text("text")


def _pictures(fields: Fields) -> tuple[str, ...]:
    urls = [Fields(row).text("thumbnail_pic") for row in fields.children("pic_urls") if isinstance(row, dict)]
    found = tuple(url for url in urls if url)
    single = fields.text("original_pic", "bmiddle_pic", "thumbnail_pic")
    return found or ((single,) if single else ())
