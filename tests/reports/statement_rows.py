"""Rows of a month that a statement is made of (A10)."""

import datetime as dt

from accounts.models import User, WeiboAccount
from core.dates import BEIJING, month_of
from publishing.models import Publication
from reports.models import (
    DailyRollup,
    Dimension,
)  # fmt: skip
from tests.publishing.makers import Wanted, make_post, make_slot

OCTOBER = month_of(dt.date(2026, 10, 1))
IN_MONTH = dt.datetime(2026, 10, 15, 10, tzinfo=BEIJING)
AFTER = dt.datetime(2026, 11, 2, 10, tzinfo=BEIJING)
WEIGHTS = {"follower_growth": 20, "posts": 20, "reposts": 15, "comments": 15, "response_time": 10, "quality": 20}


def published(account: WeiboAccount, author: User, at: dt.datetime = IN_MONTH) -> int:
    post = make_post(account, Wanted(author=author, text=f"第 {Publication.objects.count()} 条"))
    assert post.version is not None
    n = Publication.objects.count()
    Publication.objects.create(
        slot=make_slot(post, at), account=account, post=post, version=post.version, text="条", published_at=at,
        weibo_id=f"5230000{n:09d}", mid62=f"S{n}", url=f"https://weibo.com/1/{n}",
    )  # fmt: skip
    return post.pk


def counted(post_id: int, day: dt.date, reposts: int, comments: int) -> None:
    DailyRollup.objects.create(day=day, dimension=Dimension.POST, key=post_id, reposts=reposts, comments=comments)
