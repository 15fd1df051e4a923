"""What the pages show: posts and comments as cards, texts with their links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from markupsafe import Markup, escape

from sandbox.emotions import EMOJI
from sandbox.ids import to_base62
from sandbox.limits import CHINA
from sandbox.models import Comment, Post, User
from sandbox.state import World

PIECES = re.compile(r"http://t\.cn/([0-9A-Za-z]{6,8})|#([^#\n]{1,64})#|@([\w一-鿿-]{1,30})|\[([^\[\]\s]{1,8})\]")


@dataclass(slots=True)
class Card:
    """A post as the pages show it."""

    post: Post
    author: User
    text: Markup
    when: str
    url: str
    source: str
    pictures: list[str] = field(default_factory=list)
    quoted: Card | None = None
    quote_gone: bool = False


@dataclass(slots=True)
class Note:
    """A comment as the pages show it."""

    item: Comment
    author: User
    text: Markup
    when: str


def rich(world: World, text: str) -> Markup:
    """Text with links to short links, topics, known people; emoji for face codes. Everything else is escaped."""
    parts: list[str | Markup] = []
    last = 0
    for match in PIECES.finditer(text):
        parts.append(escape(text[last : match.start()]))
        parts.append(_piece(world, match))
        last = match.end()
    parts.append(escape(text[last:]))
    return Markup("").join(parts)


def _piece(world: World, match: re.Match[str]) -> Markup:
    code, topic, name, face = match.groups()
    if code:
        return Markup('<a class="link" href="/t/{}" rel="nofollow">网页链接</a>').format(code)
    if topic:
        return Markup('<a href="/?q={}">#{}#</a>').format(quote(f"#{topic}#"), topic)
    if name:
        person = world.user_named(name)
        return Markup('<a href="/u/{}">@{}</a>').format(person.uid, name) if person else escape(match.group(0))
    if face in EMOJI:
        return Markup('<span class="face" title="[{}]">{}</span>').format(face, EMOJI[face])
    return escape(match.group(0))


def ago(seconds: float, now: float) -> str:
    """How people read a time: 刚刚, 5 分钟前, 今天 09:30, 11月3日 09:30, 2025年11月3日."""
    passed = now - seconds
    if -5 <= passed < 60:
        return "刚刚"
    if 0 <= passed < 3600:
        return f"{int(passed // 60)} 分钟前"
    at = datetime.fromtimestamp(seconds, UTC).astimezone(CHINA)
    today = datetime.fromtimestamp(now, UTC).astimezone(CHINA)
    if at.date() == today.date():
        return f"今天 {at:%H:%M}"
    if at.year == today.year:
        return f"{at.month}月{at.day}日 {at:%H:%M}"
    return f"{at.year}年{at.month}月{at.day}日"


def short(number: int) -> str:
    """Counts as people write them: 9999, 1.2万."""
    if number < 10000:
        return str(number)
    return f"{number / 10000:.1f}".removesuffix(".0") + "万"


def card(world: World, post: Post, *, nested: bool = False) -> Card:
    author = world.users[post.uid]
    made = Card(
        post=post,
        author=author,
        text=rich(world, post.text),
        when=ago(post.created_at, world.now()),
        url=f"/{post.uid}/{to_base62(post.id)}",
        source=re.sub(r"<[^>]+>", "", post.source),
        pictures=post.pics[:9],
    )
    if post.retweet_of and not nested:
        original = world.posts.get(post.retweet_of)
        if original is not None and original.fate(world.now()) == "live":
            made.quoted = card(world, original, nested=True)
        else:
            made.quote_gone = True
    return made


def note(world: World, item: Comment) -> Note:
    return Note(item, world.users[item.uid], rich(world, item.text), ago(item.created_at, world.now()))
