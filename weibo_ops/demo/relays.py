"""A relay of the sample company that waits for its first, and one that is still being written (A11)."""

import datetime as dt

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Category
from content.services import approve
from core.dates import at_local, local_day
from publishing.models import RelayPreset, StepKind
from publishing.planner.stagger import Wave, wave_for
from publishing.services import RelayPlan, StepPlan, launch_relay, save_relay, submit_relay

ARRANGED = (
    "立冬第一锅汤",
    {
        "山岚": "立冬了，第一锅汤炖什么？我们把十年来问得最多的三道汤写成了一页纸，火候、时间、锅具都在里面。你家的第一锅是什么？",
        "山岚厨房": "萝卜排骨汤我炖了六年，先煸后炖汤才白。今晚试的人，记得来评论区交作业，好不好？",
        "山岚客服": "常有人问汤锅能不能进烤箱：珐琅锅可以，玻璃盖不可以。还有哪些不确定的，直接问我们？",
        "顾山岚": "做第一口汤锅那年，锅盖改了十一版，就为了不溢锅。你最烦做饭时的哪件小事？",
    },
)
WRITING = (
    "年货怎么挑",
    {
        "山岚": "年货不必买满，三样就够：一口好锅、一只好杯、一件给自己的小东西。你的第三样是什么？",
        "山岚厨房": "腊味饭配这口锅，锅巴刚刚好，谁家过年也少不了它？",
    },
)


def write_relays(accounts: dict[str, WeiboAccount], people: dict[Role, User], *, now: dt.datetime) -> None:
    """Written by the editor, approved by the chief editor, arranged for the day after tomorrow."""
    author, chief = people[Role.RESPONSIBLE_EDITOR], people[Role.CHIEF_EDITOR]
    relay = save_relay(plan=_plan(*ARRANGED, accounts), relay=None, by=author, at=now)
    submit_relay(relay=relay, by=author, at=now)
    for step in relay.steps.select_related("post"):
        approve(post=step.post, version_id=step.post.version_id or 0, by=chief, at=now)
    starts_at = at_local(local_day(now) + dt.timedelta(days=2), dt.time(9, 30))
    launch_relay(relay=relay, starts_at=starts_at, by=author, at=now, reason="示例联动")
    save_relay(plan=_plan(*WRITING, accounts), relay=None, by=author, at=now)


def _plan(title: str, texts: dict[str, str], accounts: dict[str, WeiboAccount]) -> RelayPlan:
    preset = RelayPreset.objects.all()[0]
    waves = [Wave.from_json(line) for line in preset.waves]
    steps = []
    for number, (name, text) in enumerate(texts.items()):
        wave = wave_for(accounts[name].kind, waves)
        what = wave.what if number else StepKind.OWN
        steps.append(StepPlan(accounts[name], what, text, wave.offset if number else 0, wave.spread if number else 0))
    category = Category.objects.get(slug="knowledge")
    return RelayPlan(title, category, tuple(steps), preset.min_gap_minutes, preset.name)
