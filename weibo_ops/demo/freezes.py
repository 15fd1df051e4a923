"""A crisis of last week, its freeze and how two people let go again; a silence day of the company."""

import datetime as dt

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Category
from content.services import DraftInput, save_draft
from core.dates import local_day
from publishing.models import FreezeOrigin, Slot
from publishing.queries import Reach
from publishing.services import (
    ReleaseWish,
    SilenceInput,
    decide_release,
    freeze,
    place_slot,
    release_held,
    set_silence_day,
    unfreeze,
)
from weibo_ops.demo.reviews import approved

HELD = [
    ("山岚", "fun", "周末把杯子当花瓶的人，请举手。"),
    ("山岚", "fun", "你家的杯子排队吗？我们办公室的会。"),
    ("山岚厨房", "fun", "锅铲和汤勺，谁是厨房一把手？"),
    ("山岚厨房", "campaign", "晒一晒你的第一口砂锅，我们准备了十份小礼物。"),
]
REASON = "网传保温杯爆裂视频，核实前暂停轻松和推广内容"


def write_freezes(accounts: dict[str, WeiboAccount], people: dict[Role, User], *, now: dt.datetime) -> None:
    """Three went back after two people had agreed, one still waits for the second person."""
    author, chief = people[Role.RESPONSIBLE_EDITOR], people[Role.CHIEF_EDITOR]
    began = now - dt.timedelta(days=3)
    categories = {category.slug: category for category in Category.objects.all()}
    slots = [_planned(accounts[name], categories[slug], text, author, chief, now) for name, slug, text in HELD]
    reach = Reach(category_ids=(categories["fun"].pk, categories["campaign"].pk))
    row = freeze(scope=reach, reason=REASON, by=chief, at=began, origin=FreezeOrigin.CRISIS, source="视频核实")[0]
    unfreeze(freeze=row, by=chief, at=began + dt.timedelta(hours=20))
    # The crisis held these four; whatever else of the sample it caught goes back at once.
    others = Slot.objects.filter(held_by=row).exclude(pk__in=[slot.pk for slot in slots])
    wish = ReleaseWish(
        tuple([slot.pk for slot in slots[:3]] + list(others.values_list("pk", flat=True))),
        reason="检测报告已公布，舆论平息",
    )
    asked = release_held(wish=wish, by=author, at=now - dt.timedelta(days=1)).releases[0]
    decide_release(release=asked, accept=True, by=chief, at=now - dt.timedelta(hours=22), answer="同意，评论留人盯着")
    release_held(wish=ReleaseWish((slots[3].pk,), reason="礼物已改为换新券"), by=author, at=now - dt.timedelta(hours=2))
    day = local_day(slots[0].scheduled_at)
    values = SilenceInput("山岚工厂安全纪念日", day, holds_promotional=False)
    set_silence_day(values=values, by=chief, at=now)


def _planned(account: WeiboAccount, category: Category, text: str, author: User, chief: User, now: dt.datetime) -> Slot:
    before = now - dt.timedelta(days=4)
    post = save_draft(draft=DraftInput(account=account, category=category, text=text), by=author, at=before)
    post = approved(post, by=author, chief=chief, submitted=before)
    number = Slot.objects.filter(account=account).count()
    at = now + dt.timedelta(days=3, hours=number)
    return place_slot(post=post, scheduled_at=at, by=author, at=before, reason="示例排期")
