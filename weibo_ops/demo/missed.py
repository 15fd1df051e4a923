"""What the Missed box of the sample company holds: an outage of yesterday evening, and a greeting that came too late."""

import datetime as dt

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Category
from content.services import DraftInput, save_draft
from core.dates import at_local, local_day
from publishing.models import Outage, Policy, Slot, SlotState
from publishing.services import Manner, place_slot
from weibo_ops.demo.reviews import approved

DOWN_FROM, DOWN_UNTIL = dt.time(19, 2), dt.time(20, 10)
DURING = (
    (
        dt.time(19, 10),
        "山岚",
        "timely",
        "今晚八点直播间不开，改到明晚同一时间，已预约的朋友会收到短信。还有什么想问的？",
        10,
    ),
    (dt.time(19, 30), "山岚厨房", "fun", "冰箱里只剩三个鸡蛋和半根葱，你会做什么？", 30),
    (
        dt.time(20, 0),
        "顾山岚",
        "knowledge",
        "今天车间停了一小时电，工人师傅们围着暖壶聊天。你上一次好好喝杯热水是什么时候？",
        5,
    ),
)
GREETING = (dt.time(7, 30), "山岚", "早上好，今天最高温 6 度，出门记得带上热水。你那边冷吗？")


def write_missed(accounts: dict[str, WeiboAccount], people: dict[Role, User], *, now: dt.datetime) -> None:
    """Planned the day before by the editor, missed since; the minutes of one account are spread (K6)."""
    author, chief = people[Role.RESPONSIBLE_EDITOR], people[Role.CHIEF_EDITOR]
    yesterday = local_day(now) - dt.timedelta(days=1)
    Policy.objects.filter(account=accounts["山岚厨房"]).update(spread_minutes=6)
    Category.objects.filter(slug="greeting").update(is_active=True)
    Outage.objects.create(started_at=at_local(yesterday, DOWN_FROM), ended_at=at_local(yesterday, DOWN_UNTIL))
    categories = {category.slug: category for category in Category.objects.all()}

    def miss(nickname: str, slug: str, text: str, at: dt.datetime, manner: Manner, sentence: str) -> None:
        before = at - dt.timedelta(hours=20)
        draft = DraftInput(account=accounts[nickname], category=categories[slug], text=text)
        post = save_draft(draft=draft, by=author, at=before)
        post = approved(post, by=author, chief=chief, submitted=before)
        slot = place_slot(post=post, scheduled_at=at, by=author, at=before, reason="示例", manner=manner)
        found = Slot.objects.filter(pk=slot.pk)
        found.update(state=SlotState.MISSED, state_detail=sentence, updated_at=at + dt.timedelta(hours=1))

    for time, nickname, slug, text, minutes in DURING:
        at = at_local(yesterday, time)
        late = int((at_local(yesterday, DOWN_UNTIL) - at).total_seconds() // 60)
        sentence = f"已迟 {late} 分钟，超过最多可迟的 {minutes} 分钟，没有发出。"
        miss(nickname, slug, text, at, Manner("send", minutes, exact=True), sentence)
    time, nickname, text = GREETING
    miss(nickname, "greeting", text, at_local(yesterday, time), Manner(exact=True), "已迟 3 分钟，按规则错过不发。")
