"""Rows for the pages of the whole, made directly: what they mean is tested where they are written."""

import datetime as dt

from accounts.models import User, WeiboAccount
from content.models import Category, Post, PostState, PostVersion
from publishing.models import Slot, SlotState
from tests.conftest import AT


def make_post(account: WeiboAccount, author: User, text: str, state: PostState = PostState.DRAFT) -> Post:
    """A visible post with one version."""
    category, _made = Category.objects.get_or_create(slug="knowledge-x", defaults={"name": "小知识", "colour": 3})
    post = Post.objects.create(
        account=account,
        author=author,
        category=category,
        state=state,
        submitted_by=author,
        submitted_at=AT,
        created_at=AT,
        updated_at=AT,
    )
    version = PostVersion.objects.create(
        post=post, number=1, text=text, length=len(text), content_hash="0" * 64, author=author, created_at=AT
    )
    post.version = version
    post.save(update_fields=["version"])
    return post


def make_slot(post: Post, at: dt.datetime, state: SlotState = SlotState.PLANNED, detail: str = "") -> Slot:
    """A slot of a post."""
    return Slot.objects.create(
        account=post.account,
        post=post,
        scheduled_at=at,
        state=state,
        state_detail=detail,
        created_at=AT,
        updated_at=AT,
    )
