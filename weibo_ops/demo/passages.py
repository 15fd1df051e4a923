"""What colleagues said about passages: one that was mended and waits again, and one still open in a post in review."""

import datetime as dt

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Category, Post
from content.services import (
    DraftInput,
    PassageInput,
    answer_passage,
    mark_passage,
    save_draft,
    send_back_with,
    submit_for_review,
)

MENDED = "保温杯里的茶垢，小苏打加温水泡半小时就能刷掉。杯盖的密封圈记得拆下来一起洗。你家多久洗一次杯子？"
OPEN = "一只杯子从打样到上架要过二十三道检查，最后一道是人手拧盖三百次。你最想看哪一道？"


def write_passages(accounts: dict[str, WeiboAccount], people: dict[Role, User], *, now: dt.datetime) -> None:
    """Through the services that people use, in the hours before `now`."""
    author, chief = people[Role.RESPONSIBLE_EDITOR], people[Role.CHIEF_EDITOR]
    category = Category.objects.get(slug="knowledge")

    def ago(hours: float) -> dt.datetime:
        return now - dt.timedelta(hours=hours)

    def written(text: str, post: Post | None, hours: float) -> Post:
        draft = DraftInput(accounts["山岚"], category, text, post=post)
        return submit_for_review(post=save_draft(draft=draft, by=author, at=ago(hours)), by=author, at=ago(hours))

    first = written(MENDED, None, 7)
    wish = _about(first, "泡半小时", "客服手册写的是一小时，半小时刷不干净，会有人来问。")
    send_back_with(post=first, passage=wish, by=chief, at=ago(6))
    answer_passage(thread=first.passages.get(), text="查过了，是一小时，已改。", by=author, at=ago(5))
    written(MENDED.replace("半小时", "一小时"), first, 5)

    second = written(OPEN, None, 4)
    doubt = _about(second, "二十三道检查", "工厂那边上周说合并成二十一道了，发之前问一下。")
    thread = mark_passage(post=second, passage=doubt, by=chief, at=ago(3))
    answer_passage(thread=thread, text="已经在问，下午给准数。", by=author, at=ago(2))


def _about(post: Post, quote: str, text: str) -> PassageInput:
    words = post.version.text if post.version else ""
    start = words.index(quote)
    return PassageInput(post.version_id or 0, text, start, start + len(quote), quote)
