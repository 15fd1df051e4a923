"""What can happen in the emulator's world, whoever causes it: an app over the API, the audience, the control panel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.models import Comment, Post, User
from sandbox.state import World
from sandbox.text import shorten

WEB_SOURCE = '<a href="http://app.weibo.com/t/feed/6vtZb0" rel="nofollow">微博网页版</a>'
PHONE_SOURCE = '<a href="http://app.weibo.com/t/feed/5yiHuw" rel="nofollow">微博客户端</a>'
REPOST_TEXT = "转发微博"


@dataclass(slots=True)
class Draft:
    """A post about to be stored. `clock` shifts the time shown, `hidden` and `review` are seconds from now."""

    uid: int
    raw: str
    text: str = ""
    app_key: str = ""
    source: str = PHONE_SOURCE
    pics: list[str] = field(default_factory=list)
    retweet_of: int = 0
    visible: int = 0
    list_id: int = 0
    longtext: bool = False
    annotations: list[Any] = field(default_factory=list)
    geo: list[float] = field(default_factory=list)
    at: float | None = None  # a moment in the past, for history that is filled in
    clock: float = 0.0
    hidden: float = 0.0
    review: float = 0.0


def publish(world: World, draft: Draft) -> Post:
    """Store a post; links become t.cn links. The caller commits."""
    now = world.now() if draft.at is None else draft.at
    post = Post(
        id=world.mint(draft.at),
        uid=draft.uid,
        text=shorten(draft.text or draft.raw, world.short_code),
        raw=draft.raw,
        created_at=now + draft.clock,
        app_key=draft.app_key,
        source=draft.source,
        pics=draft.pics,
        retweet_of=draft.retweet_of,
        visible=draft.visible,
        list_id=draft.list_id,
        visible_at=now + draft.hidden if draft.hidden else 0.0,
        review_at=now + draft.review if draft.review else 0.0,
        longtext=draft.longtext,
        annotations=draft.annotations,
        geo=draft.geo,
    )
    world.add_post(post)
    if post.retweet_of in world.posts:
        original = world.posts[post.retweet_of]
        original.reposts += 1
        world.touch_post(original)
    world.happened("status", "add", post.id)
    return post


def repost(world: World, draft: Draft, target: Post) -> Post:
    """Repost; a repost of a repost hangs on the first post and carries the chain `//@name:text`."""
    draft.raw = draft.raw or REPOST_TEXT
    if target.retweet_of:
        author = world.users[target.uid].screen_name
        if "//@" not in draft.raw:
            draft.raw = f"{draft.raw}//@{author}:{target.text}"
        target.reposts += 1
        world.touch_post(target)
        draft.retweet_of = target.retweet_of
    else:
        draft.retweet_of = target.id
    return publish(world, draft)


@dataclass(slots=True)
class Remark:
    """A comment about to be stored."""

    uid: int
    post_id: int
    raw: str
    reply_to: int = 0
    app_key: str = ""
    source: str = PHONE_SOURCE
    mention: bool = True  # replies begin with 回复@name:
    at: float | None = None
    hidden: float = 0.0
    review: float = 0.0


def comment(world: World, remark: Remark) -> Comment:
    """Store a comment or a reply. The caller commits."""
    now = world.now() if remark.at is None else remark.at
    text = remark.raw
    parent = world.comments.get(remark.reply_to)
    if parent is not None and remark.mention:
        text = f"回复@{world.users[parent.uid].screen_name}:{text}"
    item = Comment(
        id=world.mint(remark.at),
        uid=remark.uid,
        post_id=remark.post_id,
        text=shorten(text, world.short_code),
        raw=remark.raw,
        created_at=now,
        reply_to=remark.reply_to,
        app_key=remark.app_key,
        source=remark.source,
        visible_at=now + remark.hidden if remark.hidden else 0.0,
        review_at=now + remark.review if remark.review else 0.0,
    )
    world.add_comment(item)
    post = world.posts[remark.post_id]
    post.comments += 1
    world.touch_post(post)
    world.happened("comment", "add", item.id)
    return item


def like(world: World, post: Post, times: int = 1) -> None:
    post.likes += times
    world.touch_post(post)


def remove_post(world: World, post: Post, by: str) -> None:
    """`by` is "user" (destroyed) or "review" (removed by the platform)."""
    post.gone = by
    world.touch_post(post)
    author = world.users[post.uid]
    author.statuses_base -= 1
    world.save_user(author)
    original = world.posts.get(post.retweet_of)
    if original is not None:
        original.reposts = max(0, original.reposts - 1)
        world.touch_post(original)
    world.happened("status", "delete", post.id)


def remove_comment(world: World, item: Comment, by: str = "user") -> None:
    item.gone = by
    world.touch_comment(item)
    post = world.posts[item.post_id]
    post.comments = max(0, post.comments - 1)
    world.touch_post(post)
    world.happened("comment", "delete", item.id)


def add_person(world: World, name: str, **facts: Any) -> User:
    """A new user with the next free uid."""
    uid = facts.pop("uid", 0) or max([5500000000, *world.users]) + 7
    person = User(uid=int(uid), screen_name=name, **facts)
    world.save_user(person)
    return person
