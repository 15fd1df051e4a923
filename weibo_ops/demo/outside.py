"""People outside the sample company who were asked about posts: a lawyer who has answered, a shop that has not."""

import datetime as dt

from accounts.models import User
from accounts.roles import Role
from content.models import Decision, Post, PostState
from content.services import OutsideAnswer, OutsideInput, ask_outside, decide_outside

LAWYER = OutsideInput("周律师", "zhou@junheng.example", "请确认价格和活动的说法有没有问题。", 7)
SHOP = OutsideInput("城西店 何店长", "he@shop.example", "请核对店里的优惠和截止日期。", 7)
SAID = OutsideAnswer(Decision.APPROVED, "周明", "“不限品牌”可以用，截止日期请以门店公告为准。")


def write_outside(people: dict[Role, User], *, now: dt.datetime) -> None:
    """Both about the newest post that still waits for its second step; only the lawyer has answered."""
    editor = people[Role.RESPONSIBLE_EDITOR]
    waiting = Post.objects.due_for_review().filter(state=PostState.IN_REVIEW, campaign=None).order_by("-pk")
    post = waiting.filter(version__text__contains="旧杯换新杯").first() or waiting.first()
    if post is None:
        return
    asked = ask_outside(post=post, wanted=LAWYER, by=editor, at=now - dt.timedelta(hours=6))
    ask_outside(post=post, wanted=SHOP, by=editor, at=now - dt.timedelta(hours=5))
    token = asked.address.rstrip("/").rpartition("/")[2]
    decide_outside(token=token, answer=SAID, at=now - dt.timedelta(hours=3))
