"""A campaign that is running: people repost, some too few friends, some machines; one of them appeals."""

import datetime as dt

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from campaigns.models import (
    Campaign,
    CampaignKind,
    CampaignState,
    Condition,
    ConditionKind,
    Entry,
    FilingState,
    LeftOut,
    Purpose,
    Verdict,
)
from campaigns.services import PostedInput, note_posts
from campaigns.services.appeals import record_appeal
from campaigns.services.judging import judge_entries
from campaigns.services.readings import run_reading, start_reading
from core.audit import SYSTEM
from core.models import Job
from weibo_ops.demo.control import SandboxControl

TEXT = "旧杯也有故事：转发并@三位好友，说说你最旧的杯子，七天后抽十位各送云雾保温杯一只。"
LOST = "还有三天：旧杯也有故事，转发那条微博并@三位好友，就能参加。"
PEOPLE = 260


def write_entrants(
    control: SandboxControl, accounts: dict[str, WeiboAccount], people: dict[Role, User], *, now: dt.datetime
) -> None:
    """The campaign, its post on the sandbox with an audience, what our app is shown of it, judged, and one appeal."""
    account, chief = accounts["山岚"], people[Role.CHIEF_EDITOR]
    start, uid = now - dt.timedelta(days=6), account.uid or ""
    campaign = Campaign.objects.create(
        name="旧杯有故事", kind=CampaignKind.PRIZE_REPOST, purpose=Purpose.KEEP_FANS, owner=chief, created_at=start,
        audience="家里有旧杯子的老朋友", starts_at=start, ends_at=now + dt.timedelta(days=1), target_entries=300,
        state=CampaignState.RUNNING, filing_state=FilingState.FILED, filing_reference="HD-2026-0412",
        filed_on=(start - dt.timedelta(days=3)).date(), rules_text=TEXT,
    )  # fmt: skip
    Condition.objects.create(campaign=campaign, kind=ConditionKind.REPOST)
    Condition.objects.create(campaign=campaign, kind=ConditionKind.MENTION, number=3, position=1)
    mid = control.post(uid, TEXT, ago=(now - start).total_seconds())
    wish = {"start": start.timestamp() + 600, "end": now.timestamp() - 3600, "count": PEOPLE, "friends": 3}
    control.call("entrants", id=mid, seed=12, **wish)
    posted = PostedInput(campaign.pk, account.pk, mid, f"{control.url}/{uid}/{mid}", start)
    lost = control.post(uid, LOST, ago=3 * 86_400)
    control.call(f"posts/{lost}/remove", by="review")  # the reading below notices that it is gone
    lost_at = now - dt.timedelta(days=3)
    note_posts(posted=[posted, PostedInput(campaign.pk, account.pk, lost, f"{control.url}/{uid}/{lost}", lost_at)])
    LeftOut.objects.create(uid="5501000005", name="顾山岚", note="员工", added_by=chief, added_at=start)
    run_reading(start_reading(campaign=campaign, by=SYSTEM, at=now).pk, clock=lambda: now)
    Job.objects.filter(kind="campaigns.judge", params__campaign=campaign.pk).delete()
    judge_entries(campaign=campaign, at=now)
    suspect = Entry.objects.filter(campaign=campaign, verdict=Verdict.SUSPECT).order_by("pk").first()
    if suspect is not None:
        said = "我是真人，昵称是手机注册时默认的，没来得及改，文案是从朋友那里复制的。"
        record_appeal(entry=suspect, text=said, by=chief, at=now)
