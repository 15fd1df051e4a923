"""Tokens and limits of the app."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Self

from weibo.reading import Fields, unreadable


@dataclass(frozen=True, slots=True)
class AccessToken:
    """The answer of the code exchange; the token itself stays out of ``repr``."""

    token: str = field(repr=False)
    uid: str
    expires_in: int
    is_real_name: bool = False

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read the token; without token, user or lifetime it is unreadable."""
        fields = Fields.of(value, "access token")
        token, uid = fields.text("access_token"), fields.identity("uid")
        expires_in = fields.number("expires_in", "remind_in")
        if not token or not uid or expires_in is None:
            raise unreadable("access token, uid and expires_in", None)  # the answer may hold the token
        return cls(token=token, uid=uid, expires_in=expires_in, is_real_name=fields.flag("isRealName"))


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """What Weibo knows of a token; ``expires_in`` (seconds) is negative once it has expired."""

    uid: str
    appkey: str
    scope: str
    created_at: dt.datetime | None
    expires_in: int

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read the answer of ``get_token_info`` (whose field is spelt ``expire_in``)."""
        fields = Fields.of(value, "token info")
        uid, expires_in = fields.identity("uid"), fields.number("expire_in", "expires_in")
        if not uid or expires_in is None:
            raise unreadable("token info", value)
        return cls(
            uid=uid,
            appkey=fields.text("appkey"),
            scope=fields.text("scope"),
            created_at=_epoch(fields.number("create_at")),
            expires_in=expires_in,
        )


@dataclass(frozen=True, slots=True)
class ApiLimit:
    """The limit of one special call."""

    api: str
    limit: int
    remaining: int
    unit: str


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The answer of ``account/rate_limit_status``; hidden daily limits are not in it. None = not stated."""

    ip_limit: int | None = None
    ip_remaining: int | None = None
    user_limit: int | None = None
    user_remaining: int | None = None
    reset_in: int | None = None
    unit: str = "HOURS"
    apis: tuple[ApiLimit, ...] = ()

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read the limits; an empty answer states nothing."""
        fields = Fields.of(value, "rate limits")
        rows = [Fields(row) for row in fields.children("api_rate_limits") if isinstance(row, dict)]
        return cls(
            ip_limit=fields.number("ip_limit"),
            ip_remaining=fields.number("remaining_ip_hits"),
            user_limit=fields.number("user_limit"),
            user_remaining=fields.number("remaining_user_hits"),
            reset_in=fields.number("reset_time_in_seconds"),
            unit=fields.text("limit_time_unit") or "HOURS",
            apis=tuple(
                ApiLimit(row.text("api"), row.count("limit"), row.count("remaining_hits"), row.text("limit_time_unit"))
                for row in rows
                if row.text("api")
            ),
        )


def _epoch(seconds: int | None) -> dt.datetime | None:
    if seconds is None:
        return None
    try:
        return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
    except (OverflowError, OSError, ValueError):
        return None
