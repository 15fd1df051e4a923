"""Posts, slots and a sandbox for the tests of the calendar."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Channel, Token, User, WeiboAccount
from accounts.secrets import seal
from content.models import Category, Media, Post, PostState, PostVersion, VersionMedia
from content.services import compute_hash, mark_scheduled
from publishing.models import LateRule, Slot
from tests.conftest import AT
from tests.weibo.sandbox_process import Platform


def make_category(name: str = "知识性", *, promotional: bool = False) -> Category:
    """A category of its own, so that tests that empty the tables need no preset."""
    found, _created = Category.objects.get_or_create(
        slug=f"test-{name}", defaults={"name": f"测试{name}", "is_promotional": promotional}
    )
    return found


@dataclass
class Wanted:
    """How a post differs from an ordinary one."""

    text: str = "入秋第一杯热茶，从一只不烫手的杯子开始，你喝哪一款？ https://weibo-ops.example/p/1"
    category: Category | None = None
    author: User | None = None
    media: list[Media] = field(default_factory=list)
    at: dt.datetime = AT


def make_post(account: WeiboAccount, wanted: Wanted | None = None, *, text: str = "") -> Post:
    """An approved post."""
    wanted = wanted or Wanted()
    text = text or wanted.text
    post = Post.objects.create(
        account=account,
        category=wanted.category or make_category(),
        author=wanted.author,
        created_at=wanted.at,
        updated_at=wanted.at,
    )
    digest = compute_hash(text, wanted.media, account)
    version = PostVersion.objects.create(
        post=post, number=1, text=text, length=10, content_hash=digest, created_at=wanted.at
    )
    for position, item in enumerate(wanted.media):
        VersionMedia.objects.create(version=version, media=item, position=position)
    post.version = post.approved_version = version
    post.approved_hash, post.approved_at, post.state = digest, wanted.at, PostState.APPROVED
    post.save()
    return post


def make_slot(
    post: Post, at: dt.datetime, *, rule: str = LateRule.SEND, late_minutes: int = 60, now: dt.datetime | None = None
) -> Slot:
    """A planned slot without the checks of `place_slot`, so that it may lie in the past. With a reason, so that several
    of one account may go at once."""
    slot = Slot.objects.create(
        account=post.account,
        post=post,
        scheduled_at=at,
        late_rule=rule,
        late_minutes=late_minutes,
        reason="测试",
        created_at=now or at,
        updated_at=now or at,
    )
    mark_scheduled(post=post, at=now or at, due_at=at)
    return slot


def connect(account: WeiboAccount, platform: Platform, *, app: str = Channel.SHARE) -> None:
    """Give the account a token that the sandbox knows."""
    key = "sandbox-biz-key" if app == Channel.COMMERCIAL else "sandbox-app-key"
    Token.objects.update_or_create(
        account=account,
        app=app,
        defaults={
            "ciphertext": seal(platform.token(account.uid or "", key)),
            "obtained_at": AT - dt.timedelta(days=300),
            "expires_at": AT + dt.timedelta(days=300),
            "dead_at": None,
            "dead_code": None,
        },
    )


def drawn_events(found: dict[str, Any]) -> list[dict[str, Any]]:
    """What static/js/calendar.js makes of the answer of `calendar:events`."""
    others: list[dict[str, Any]] = found["events"]
    return [_drawn(row, found) for row in found["slots"]] + others


def _drawn(row: list[Any], found: dict[str, Any]) -> dict[str, Any]:
    pk, start, account, colour, state, flags, title, *clash = row
    more = {"kind": "slot", "state": state, "account": found["accounts"][str(account)], "risk": bool(flags & 1)}
    more["clash"] = found["clashes"][clash[0]] if clash else ""
    more["label"] = found["labels"]["by_hand" if flags & 4 else state]
    return {
        "id": f"slot-{pk}", "title": title, "start": start, "editable": bool(flags & 2), "colour": colour,
        "extendedProps": more,
    }  # fmt: skip
