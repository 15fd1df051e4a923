"""A published post with samples, as every report test needs one."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import User, WeiboAccount
from content.models import Category, Post, PostState, PostVersion
from monitoring.models import MetricSample, SampleState
from publishing.models import Publication, Slot, SlotState

Publish = Callable[..., Publication]


@pytest.fixture
def category(db: None) -> Category:
    return Category.objects.get_or_create(slug="knowledge-test", defaults={"name": "知识测试", "colour": 2})[0]


@pytest.fixture
def publish(account: WeiboAccount, category: Category, editor: User) -> Publish:
    """`publish(at, samples={minutes: (reposts, comments, likes)})` makes a publication with taken samples."""
    made: list[int] = []

    def make(
        at: dt.datetime,
        *,
        samples: dict[int, tuple[int, int, int]],
        by: WeiboAccount = account,
        elements: dict[str, bool] | None = None,
    ) -> Publication:
        made.append(1)
        post = Post.objects.create(
            account=by, category=category, author=editor, state=PostState.PUBLISHED, created_at=at, updated_at=at
        )
        version = PostVersion.objects.create(
            post=post, number=1, text=f"第 {len(made)} 条", length=3, content_hash="x", created_at=at,
            elements=elements or {},
        )  # fmt: skip
        post.version = version
        post.save(update_fields=["version"])
        slot = Slot.objects.create(
            account=by, post=post, scheduled_at=at, state=SlotState.PUBLISHED, created_at=at, updated_at=at
        )
        weibo_id = str(5_230_000_000_000_000 + len(made))
        publication = Publication.objects.create(
            slot=slot, account=by, post=post, version=version, weibo_id=weibo_id, mid62="Q", url="https://weibo.com/1/Q",
            text=version.text, published_at=at,
        )  # fmt: skip
        for minutes, (reposts, comments, likes) in samples.items():
            taken_at = at + dt.timedelta(minutes=minutes)
            MetricSample.objects.create(
                publication=publication, age_minutes=minutes, due_at=taken_at, taken_at=taken_at,
                state=SampleState.TAKEN, reposts=reposts, comments=comments, likes=likes,
            )  # fmt: skip
        return publication

    return make
