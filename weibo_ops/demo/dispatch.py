"""The dispatch board of the sample company: something in every column, told by the same services that people use."""

import datetime as dt

from accounts.models import Token, User, WeiboAccount
from accounts.roles import Role
from campaigns.models import Campaign
from content.models import Category, Post
from content.services import DraftInput, mark_failed, mark_scheduled, save_draft
from publishing.models import Slot, SlotState
from publishing.services import hand_over_slot, look_ahead, place_slot, remind_of_risks
from publishing.services.states import move_state
from weibo_ops.demo.reviews import approved

MINUTE = dt.timedelta(minutes=1)
REASON = "示例排期"

SOON = ("山岚", "timely", "办公室的暖气还没来，先把杯子灌满。你们那儿几度了？", 25)
AT_RISK = [
    ("山岚客服", "knowledge", "密封圈多久换一次？一年左右，闻到味道就该换了。您的用了多久？", 26 * 60),
    ("山岚客服", "timely", "周末客服照常在线，回复会慢一点。有急事请留下订单号。", 50 * 60),
]
BY_CAMPAIGN = ("山岚", "campaign", "初雪热饮季预告：留言说说第一场雪要配什么热饮。", 44 * 60)
BY_HAND = ("顾山岚", "fun", "今天在车间待了一下午，拍到一只会“唱歌”的杯盖，视频放在评论里。", 0)
MISSED = ("山岚厨房", "timely", "早市的白菜两块一斤，炖一锅够吃两天。你家今晚吃什么？", -95)
FAILED = ("山岚厨房", "knowledge", "铁锅生锈别急着扔：小火烧干，抹一层油，凉了再擦。", -40)
MISSED_WHY = "已迟 75 分钟，超过最多可迟的 60 分钟，没有发出。"
FAILED_WHY = "与刚发布的内容相同，微博拒绝了。请改动文字后重新排期。"


def write_board(accounts: dict[str, WeiboAccount], people: dict[Role, User], *, now: dt.datetime) -> None:
    """What waits for people this morning, and what the next days endanger."""
    author, chief = people[Role.RESPONSIBLE_EDITOR], people[Role.CHIEF_EDITOR]
    categories = {category.slug: category for category in Category.objects.all()}

    def placed(row: tuple[str, str, str, int], campaign: Campaign | None = None) -> Slot:
        nickname, slug, text, minutes = row
        given = DraftInput(account=accounts[nickname], category=categories[slug], text=text, campaign=campaign)
        post = save_draft(draft=given, by=author, at=now - dt.timedelta(hours=20))
        submitted, decided = now - dt.timedelta(hours=6), now - dt.timedelta(hours=5)
        post = approved(post, by=author, chief=chief, submitted=submitted, decided=decided)
        return _place(post, now + minutes * MINUTE, author, now - dt.timedelta(hours=4))

    placed(SOON)
    for row in AT_RISK:
        placed(row)
    placed(BY_CAMPAIGN, Campaign.objects.filter(name="初雪热饮季").first())
    hand_over_slot(slot=placed(BY_HAND), by=author, at=now - dt.timedelta(hours=3))
    _end(placed(MISSED), SlotState.MISSED, MISSED_WHY, now)
    failed = _end(placed(FAILED), SlotState.FAILED, FAILED_WHY, now)
    mark_failed(post=failed.post, at=now - 40 * MINUTE)
    Token.objects.filter(account=accounts["山岚客服"]).update(expires_at=now + dt.timedelta(hours=25))
    look_ahead(now=now)
    remind_of_risks(now=now)


def _place(post: Post, when: dt.datetime, by: User, at: dt.datetime) -> Slot:
    return place_slot(post=post, scheduled_at=when, by=by, at=at, reason=REASON)


def _end(slot: Slot, state: SlotState, why: str, now: dt.datetime) -> Slot:
    """As the sender leaves it behind."""
    move_state(slot, state, at=now - 20 * MINUTE, detail=why)
    slot.save(update_fields=["state", "state_detail", "updated_at"])
    mark_scheduled(post=slot.post, at=now - 20 * MINUTE, due_at=slot.scheduled_at)
    return slot
