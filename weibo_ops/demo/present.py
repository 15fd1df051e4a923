"""What lies on the desk this morning: drafts, posts in review, sent back, approved and scheduled, and a campaign."""

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Category, Post
from content.services import DraftInput, IdeaInput, create_idea, request_changes, save_draft, submit_for_review
from core.dates import at_local, local_day
from publishing.services import place_slot
from weibo_ops.demo.campaign_plans import write_campaigns
from weibo_ops.demo.reviews import approved

LIBRARY = Path(__file__).with_name("library.csv")
STOCK_EACH = 2
"""How many rows of each account and category are taken."""

DRAFTS: list[tuple[str, str, str]] = [
    (
        "山岚",
        "knowledge",
        "杯子有味道，别急着换。白醋兑温水泡一夜，第二天用软刷转两圈，再晾半天。你还有什么去味的办法？",
    ),
    ("山岚厨房", "knowledge", "炖汤先焯水还是后焯水？排骨冷水下锅，水开撇沫，再换热水慢炖。你家是怎么做的？"),
    ("山岚客服", "timely", "最近咨询较多：杯盖密封圈可以单独寄，备注型号即可。还有什么想问的，留言就好。"),
]
IN_REVIEW: list[tuple[str, str, str]] = [
    ("山岚", "fun", "办公室里谁的杯子最有故事？拍一张，说一句，我们想听。"),
    ("山岚", "timely", "初雪快到了，出门前先灌一杯热水。你所在的城市今天几度？"),
    ("山岚厨房", "fun", "白菜豆腐煲里，先夹白菜还是先夹豆腐？"),
    (
        "顾山岚",
        "knowledge",
        "这款杯盖改了十七版，最后去掉了一个按钮。少一个零件，就少一处会坏的地方。你愿意为简单多付一点吗？",
    ),
]
SENT_BACK = ("山岚", "campaign", "转发抽奖，史上最强保温杯免费送，手慢无。", "“最强”不能用，请写清开奖时间和奖品数量。")
APPROVED: list[tuple[str, str, str]] = [
    (
        "山岚",
        "knowledge",
        "保温和保冷是同一件事：把热量挡在外面或留在里面。夏天装冰水，八小时后还有冰。你试过最久的是多久？",
    ),
    ("山岚", "knowledge", "杯身上的凹痕会影响保温吗？浅的不会，深到碰着内胆就要换。不确定的话拍照给 @山岚客服 看看？"),
    ("山岚", "fun", "给杯子起个名字吧，我们先来：早起困难户专用杯。"),
    ("山岚", "timely", "周末门店有手冲体验，自带杯子就行。想喝浅烘还是深烘？"),
    ("山岚厨房", "knowledge", "珐琅锅别用钢丝球。热水泡十分钟，木铲轻推，焦的地方就下来了。你还有哪些清洁难题？"),
    ("山岚厨房", "timely", "冬笋上市了，挑底部嫩白、笋壳服帖的。今晚你打算怎么做？"),
    ("山岚客服", "knowledge", "三步看清保修：扫杯底的码，填购买日期，选寄修或换新。哪一步不清楚？"),
    ("顾山岚", "knowledge", "我们每批抽三十只杯子倒放一夜，漏一只，整批返工。你最在意杯子的哪一点？"),
]


def write_present(accounts: dict[str, WeiboAccount], people: dict[Role, User], *, now: dt.datetime) -> None:
    """Through the same services that people use, so that every state has its history."""
    author, chief = people[Role.RESPONSIBLE_EDITOR], people[Role.CHIEF_EDITOR]
    categories = {category.slug: category for category in Category.objects.all()}

    def draft(nickname: str, slug: str, text: str) -> Post:
        given = DraftInput(account=accounts[nickname], category=categories[slug], text=text)
        return save_draft(draft=given, by=author, at=now - dt.timedelta(hours=20))

    def passed(nickname: str, slug: str, text: str) -> Post:
        submitted, decided = now - dt.timedelta(hours=5), now - dt.timedelta(hours=4)
        return approved(draft(nickname, slug, text), by=author, chief=chief, submitted=submitted, decided=decided)

    for row in DRAFTS:
        draft(*row)
    for row in IN_REVIEW:
        submit_for_review(post=draft(*row), by=author, at=now - dt.timedelta(hours=3))
    nickname, slug, text, comment = SENT_BACK
    back = submit_for_review(post=draft(nickname, slug, text), by=author, at=now - dt.timedelta(hours=6))
    request_changes(
        post=back, version_id=back.version_id or 0, comment=comment, by=chief, at=now - dt.timedelta(hours=2)
    )
    _schedule([passed(*row) for row in APPROVED], by=author, now=now)
    for row in stock(accounts):
        passed(*row)
    for title in ("雾凇季：一只杯子的旅行", "老顾客的第一只杯子", "厨房里的声音"):
        create_idea(idea=IdeaInput(title=title), by=author, at=now)
    write_campaigns(owner=chief, now=now)


def stock(accounts: dict[str, WeiboAccount]) -> Iterator[tuple[str, str, str]]:
    """Rows of the sample library that become approved posts without a time: what “fill the week” chooses from."""
    taken: dict[tuple[str, str], int] = {}
    slugs = {category.name: category.slug for category in Category.objects.all()}
    with LIBRARY.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["账号"], row["分类"])
            taken[key] = taken.get(key, 0) + 1
            if row["账号"] in accounts and taken[key] <= STOCK_EACH:
                yield row["账号"], slugs[row["分类"]], row["正文"]


def _schedule(posts: list[Post], *, by: User, now: dt.datetime) -> None:
    """The first leaves while the newcomer looks around, the others on the coming days; the last two wait for a slot."""
    for number, post in enumerate(posts[:-2]):
        day = local_day(now) + dt.timedelta(days=1 + number // 2)
        at = at_local(day, dt.time(11 if number % 2 == 0 else 17)) if number else _soon(now)
        place_slot(post=post, scheduled_at=at, by=by, at=now, reason="示例排期")


def _soon(now: dt.datetime) -> dt.datetime:
    """A full five minutes, at least ten minutes ahead."""
    return now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0) + dt.timedelta(minutes=15)
