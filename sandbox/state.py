"""The emulator's world: everything in memory with its indexes, written through to the store."""

from __future__ import annotations

import random
import secrets
import time
from bisect import insort
from collections import defaultdict, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.ids import Minter
from sandbox.models import App, Code, Comment, Fault, Post, Token, User
from sandbox.store import Store
from sandbox.text import SHORT_LINK, mentioned_names, new_code

SETTINGS: dict[str, Any] = {
    "latency_ms": 0,
    "clock_offset": 0.0,
    "audience_speed": 1.0,
    "audience_seed": 20260101,
    "code_lifetime": 600,
    "duplicate_window": 600,
    "similar_check": False,
    "skip_consent": True,
    "review_seconds": 30,
    "stream_keep": 5000,
    "fans_seconds": 5.0,
    "limits": {
        "test": {
            "ip_hour": 1000,
            "user_hour": 150,
            "user_day": None,
            "post_hour": 30,
            "comment_hour": 60,
            "follow_hour": 60,
        },
        "normal": {
            "ip_hour": 15000,
            "user_hour": None,
            "user_day": 100,
            "post_hour": 30,
            "comment_hour": 60,
            "follow_hour": 60,
        },
        "commercial": {
            "ip_hour": 50000,
            "user_hour": None,
            "user_day": None,
            "post_hour": None,
            "comment_hour": None,
            "follow_hour": None,
        },
    },
}
CALL_LOG = 20_000


class World:
    """All records and their indexes. Only this class and the functions in `actions` change them."""

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self.store = Store(path, fresh=fresh)
        self.rng = random.Random(secrets.randbits(64))  # noqa: S311 short links and the like
        self.calls: deque[dict[str, Any]] = deque(maxlen=CALL_LOG)
        self.listeners: list[Callable[[str, str, int, int], None]] = []
        self._empty()
        self._load()

    def _empty(self) -> None:
        self.settings: dict[str, Any] = {key: _copied(value) for key, value in SETTINGS.items()}
        self.apps: dict[str, App] = {}
        self.users: dict[int, User] = {}
        self.by_name: dict[str, int] = {}
        self.tokens: dict[str, Token] = {}
        self.codes: dict[str, Code] = {}
        self.grants: dict[str, set[int]] = defaultdict(set)  # app key -> uids that authorised it
        self.posts: dict[int, Post] = {}
        self.timeline: list[int] = []
        self.posts_of: dict[int, list[int]] = defaultdict(list)
        self.reposts_of: dict[int, list[int]] = defaultdict(list)
        self.mentions_of: dict[int, list[int]] = defaultdict(list)
        self.comments: dict[int, Comment] = {}
        self.comments_on: dict[int, list[int]] = defaultdict(list)
        self.comments_by: dict[int, list[int]] = defaultdict(list)
        self.comments_to: dict[int, list[int]] = defaultdict(list)
        self.comment_mentions: dict[int, list[int]] = defaultdict(list)
        self.following: dict[int, dict[int, float]] = defaultdict(dict)  # uid -> {followed uid: since}
        self.followers: dict[int, dict[int, float]] = defaultdict(dict)
        self.links: dict[str, str] = {}
        self.codes_of_links: dict[str, str] = {}
        self.faults: dict[int, Fault] = {}
        self.counters: dict[str, int] = {}
        self.messages: list[dict[str, Any]] = []
        self.subscriptions: dict[str, dict[str, Any]] = {}
        self.events: deque[dict[str, Any]] = deque()
        self.recent: dict[tuple[int, str], float] = {}
        self.last_raw: dict[int, str] = {}
        self.minter = Minter()

    def _load(self) -> None:
        for key, value in self.store.load("setting"):
            self.settings[key] = value
        self.apps = {key: App(**body) for key, body in self.store.load("app")}
        for _, body in self.store.load("user"):
            self._index_user(User(**body))
        for _, body in self.store.load("token"):
            self._index_token(Token(**body))
        self.codes = {key: Code(**body) for key, body in self.store.load("code")}
        self.links = dict(self.store.load("link"))
        self.codes_of_links = {url: code for code, url in self.links.items()}
        for _, body in sorted(self.store.load("post"), key=lambda row: int(row[0])):
            self._index_post(Post(**body))
        for _, body in sorted(self.store.load("comment"), key=lambda row: int(row[0])):
            self._index_comment(Comment(**body))
        for key, since in self.store.load("follow"):
            follower, followed = (int(part) for part in key.split(">"))
            self.following[follower][followed] = self.followers[followed][follower] = since
        self.faults = {int(key): Fault(**body) for key, body in self.store.load("fault")}
        self.counters = dict(self.store.load("counter"))
        self.messages = [body for _, body in sorted(self.store.load("message"), key=lambda row: int(row[0]))]
        self.subscriptions = dict(self.store.load("subscription"))
        self.events = deque(body for _, body in sorted(self.store.load("event"), key=lambda row: int(row[0])))
        self.minter.last = max([0, *self.timeline[-1:], *self.comments], default=0)

    def reset(self) -> None:
        """Empty everything; the caller commits."""
        self._empty()
        self.calls.clear()
        self.store.wipe()

    async def commit(self) -> None:
        await self.store.commit()

    # ---- clock and settings

    def now(self) -> float:
        """Seconds since 1970 on the emulator's clock, which tests may set off."""
        return time.time() + float(self.settings["clock_offset"])

    def set_setting(self, key: str, value: Any) -> None:
        if key not in SETTINGS:
            raise KeyError(key)
        self.settings[key] = value
        self.store.put("setting", key, value)

    def limits_for(self, app: App) -> dict[str, int | None]:
        limits: dict[str, int | None] = self.settings["limits"]["commercial" if app.commercial else app.level]
        return limits

    # ---- records and their indexes

    def save_app(self, app: App) -> None:
        self.apps[app.key] = app
        self.store.put("app", app.key, app)

    def save_user(self, user: User) -> None:
        self._index_user(user)
        self.store.put("user", user.uid, user)

    def _index_user(self, user: User) -> None:
        self.users[user.uid] = user
        self.by_name[user.screen_name] = user.uid

    def save_token(self, token: Token) -> None:
        self._index_token(token)
        self.store.put("token", token.value, token)

    def _index_token(self, token: Token) -> None:
        self.tokens[token.value] = token
        if token.revoked:
            live = any(
                other.app_key == token.app_key and other.uid == token.uid and not other.revoked
                for other in self.tokens.values()
            )
            if not live:
                self.grants[token.app_key].discard(token.uid)
        else:
            self.grants[token.app_key].add(token.uid)

    def save_code(self, code: Code) -> None:
        self.codes[code.value] = code
        self.store.put("code", code.value, code)

    def add_post(self, post: Post) -> None:
        self._index_post(post)
        self.store.put("post", post.id, post)

    def _index_post(self, post: Post) -> None:
        self.posts[post.id] = post
        _place(self.timeline, post.id)
        _place(self.posts_of[post.uid], post.id)
        if post.retweet_of:
            _place(self.reposts_of[post.retweet_of], post.id)
        if "@" in post.text:
            for uid in self.mentioned(post.text):
                _place(self.mentions_of[uid], post.id)
        key = f"{post.retweet_of}:{post.raw}" if post.retweet_of else post.raw
        self.recent[(post.uid, key)] = post.created_at
        self.last_raw[post.uid] = key

    def touch_post(self, post: Post) -> None:
        self.store.put("post", post.id, post)

    def add_comment(self, comment: Comment) -> None:
        self._index_comment(comment)
        self.store.put("comment", comment.id, comment)

    def _index_comment(self, comment: Comment) -> None:
        self.comments[comment.id] = comment
        _place(self.comments_on[comment.post_id], comment.id)
        _place(self.comments_by[comment.uid], comment.id)
        receivers = set()
        if comment.post_id in self.posts:
            receivers.add(self.posts[comment.post_id].uid)
        if comment.reply_to in self.comments:
            receivers.add(self.comments[comment.reply_to].uid)
        for uid in receivers - {comment.uid}:
            _place(self.comments_to[uid], comment.id)
        if "@" in comment.text:
            for uid in self.mentioned(comment.text):
                _place(self.comment_mentions[uid], comment.id)
        self.recent[(comment.uid, f"c{comment.post_id}:{comment.raw}")] = comment.created_at

    def touch_comment(self, comment: Comment) -> None:
        self.store.put("comment", comment.id, comment)

    def mentioned(self, text: str) -> set[int]:
        return {self.by_name[name] for name in mentioned_names(text) if name in self.by_name}

    def follow(self, follower: int, followed: int, since: float) -> None:
        self.following[follower][followed] = self.followers[followed][follower] = since
        self.store.put("follow", f"{follower}>{followed}", since)
        self.happened("user", "follow", follower, followed)

    def unfollow(self, follower: int, followed: int) -> None:
        self.following[follower].pop(followed, None)
        self.followers[followed].pop(follower, None)
        self.store.drop("follow", f"{follower}>{followed}")
        self.happened("user", "unfollow", follower, followed)

    def short_code(self, url: str) -> str:
        code = self.codes_of_links.get(url)
        if code is None:
            code = new_code(self.rng)
            self.links[code], self.codes_of_links[url] = url, code
            self.store.put("link", code, url)
        return code

    def link_codes(self, text: str) -> list[str]:
        return SHORT_LINK.findall(text)

    def save_fault(self, fault: Fault) -> None:
        self.faults[fault.id] = fault
        self.store.put("fault", fault.id, fault)

    def drop_fault(self, fault_id: int) -> None:
        self.faults.pop(fault_id, None)
        self.store.drop("fault", fault_id)

    def count_up(self, key: str) -> int:
        value = self.counters.get(key, 0) + 1
        self.counters[key] = value
        self.store.put("counter", key, value)
        return value

    def forget_sent(self) -> None:
        """Drop what the duplicate check no longer needs."""
        oldest = self.now() - float(self.settings["duplicate_window"])
        self.recent = {key: at for key, at in self.recent.items() if at >= oldest}

    def happened(self, type_: str, event: str, id_: int, other: int = 0) -> None:
        """Tell the push stream and the fans service: (status, add, id) or (user, follow, who, whom)."""
        for listener in self.listeners:
            listener(type_, event, id_, other)

    # ---- reads used everywhere

    def mint(self, at: float | None = None) -> int:
        """A new id; with `at`, one of that past second."""
        if at is None:
            return self.minter.mint(self.now())
        return self.minter.mint_past(at, lambda id_: id_ in self.posts or id_ in self.comments)

    def user_named(self, name: str) -> User | None:
        uid = self.by_name.get(name)
        return None if uid is None else self.users[uid]

    def authorised(self, app: App, uid: int) -> bool:
        """Whether this person authorised the app: an ordinary app sees only what such people wrote."""
        return app.commercial or uid in self.grants[app.key]


def _place(ids: list[int], id_: int) -> None:
    if not ids or id_ > ids[-1]:
        ids.append(id_)
    elif ids[-1] != id_:
        insort(ids, id_)


def _copied(value: Any) -> Any:
    return {key: _copied(item) for key, item in value.items()} if isinstance(value, dict) else value
