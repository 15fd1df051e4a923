"""What the emulator remembers: plain records, kept in memory and written through to SQLite."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

OWNER_LIFETIME = 157679999
LIFETIME = {"test": 86400, "normal": 30 * 86400}


@dataclass(slots=True)
class App:
    key: str
    secret: str
    name: str
    level: str = "normal"  # test: not yet approved, only testers may use it
    commercial: bool = False
    callbacks: list[str] = field(default_factory=lambda: ["loopback"])
    safe_domains: list[str] = field(default_factory=list)
    ips: list[str] = field(default_factory=list)
    testers: list[str] = field(default_factory=list)
    granted: list[str] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)
    owner: str = ""
    revoked_url: str = ""  # the page that is told when a user removes the app
    topics: str = "strip"  # or "reject"
    fans_url: str = ""


@dataclass(slots=True)
class User:
    uid: int
    screen_name: str
    kind: str = "person"  # company, media, rival, person
    gender: str = "n"
    province: str = "100"
    city: str = "1000"
    location: str = "其他"
    description: str = ""
    domain: str = ""
    verified: bool = False
    verified_type: int = -1
    verified_reason: str = ""
    followers_base: int = 0
    friends_base: int = 0
    statuses_base: int = 0
    created_at: float = 1262304000.0
    fans_app: str = ""  # key of the app that handles this account's messages (fans service)
    read: dict[str, int] = field(default_factory=dict)  # counter name -> last id seen
    shielded: list[int] = field(default_factory=list)  # posts this user does not want to see


@dataclass(slots=True)
class Token:
    value: str
    app_key: str
    uid: int
    created_at: float
    expires_at: float
    revoked: bool = False
    scope: str = ""


@dataclass(slots=True)
class Code:
    value: str
    app_key: str
    uid: int
    redirect_uri: str
    expires_at: float
    scope: str = ""
    used: bool = False


@dataclass(slots=True)
class Post:
    id: int
    uid: int
    text: str
    raw: str  # as it was sent, before links were shortened; duplicates are found by it
    created_at: float
    app_key: str = ""
    source: str = ""
    pics: list[str] = field(default_factory=list)
    retweet_of: int = 0
    visible: int = 0
    list_id: int = 0
    visible_at: float = 0.0
    review_at: float = 0.0
    gone: str = ""  # "user" or "review"
    longtext: bool = False
    annotations: list[Any] = field(default_factory=list)
    geo: list[float] = field(default_factory=list)
    reposts: int = 0
    comments: int = 0
    likes: int = 0

    def fate(self, now: float) -> str:
        """live, hidden (not visible yet), user (destroyed) or review (removed by the platform)."""
        if self.gone:
            return self.gone
        if self.review_at and now >= self.review_at:
            return "review"
        return "hidden" if now < self.visible_at else "live"


@dataclass(slots=True)
class Comment:
    id: int
    uid: int
    post_id: int
    text: str
    raw: str
    created_at: float
    reply_to: int = 0
    app_key: str = ""
    source: str = ""
    gone: str = ""
    likes: int = 0
    visible_at: float = 0.0
    review_at: float = 0.0

    def fate(self, now: float) -> str:
        if self.gone:
            return self.gone
        if self.review_at and now >= self.review_at:
            return "review"
        return "hidden" if now < self.visible_at else "live"


@dataclass(slots=True)
class Fault:
    id: int
    kind: str
    uid: str = ""  # empty: every account
    call: str = ""  # empty: every call; "statuses/*" works
    count: int = 1  # how often it strikes; -1: until removed
    skip: int = 0  # let so many matching calls pass first
    ms: int = 0
    seconds: float = 0.0
    code: int = 0
    status: int = 0
    struck: int = 0
