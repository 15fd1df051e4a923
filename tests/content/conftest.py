"""Posts in the states that tests need."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import User, WeiboAccount
from content.models import Category, Post
from content.services import DraftInput, approve, save_draft, submit_for_review

TEXT = "保温杯里的茶垢，用小苏打加温水泡半小时就能刷掉。你家是怎么洗杯子的？"
Write = Callable[..., Post]


@pytest.fixture
def category(db: None) -> Category:
    return Category.objects.get(slug="knowledge")


@pytest.fixture
def write(account: WeiboAccount, category: Category, editor: User, at: dt.datetime) -> Write:
    """Save a draft as the editor: `write("text", post=…)`."""

    def make(text: str = TEXT, **fields: object) -> Post:
        values = {"account": account, "category": category, "text": text, **fields}
        return save_draft(draft=DraftInput(**values), by=editor, at=at)  # type: ignore[arg-type]

    return make


@pytest.fixture
def submitted(write: Write, editor: User, at: dt.datetime) -> Post:
    return submit_for_review(post=write(), by=editor, at=at)


@pytest.fixture
def approved(submitted: Post, approver: User, at: dt.datetime) -> Post:
    return approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at)
