"""A relay of several accounts, with texts approved by a second person, for the tests of A11."""

import datetime as dt

from accounts.models import AccountKind, Channel, User, WeiboAccount
from content.services import approve
from publishing import services
from publishing.models import Relay, StepKind
from publishing.services import RelayPlan, StepPlan
from tests.conftest import AT, make_account
from tests.publishing.makers import connect, make_category
from tests.weibo.sandbox_process import Platform

TEXTS = [
    "入秋第一杯热茶，从一只不烫手的杯子开始，你喝哪一款？",
    "厨房里也有同款，煮粥的时候放一杯在手边，您家有吗？",
    "客服小组试了三天：保温六小时还烫嘴，您最想问什么？",
    "开发这只杯盖花了两年，哪一步最难猜猜看？",
    "区域门店本周有现货，路过来摸一摸，您在哪个城市？",
]


def fellows(count: int = 4) -> list[WeiboAccount]:
    """More accounts of the matrix, known to the sandbox from its seed."""
    uids = ["5501000002", "5501000003", "5501000005", "5501000006"]
    kinds = [AccountKind.BRAND, AccountKind.CUSTOMER_SERVICE, AccountKind.LEADER, AccountKind.REGION]
    return [make_account(f"同事{n}", uid, kind=kind) for n, (uid, kind) in enumerate(zip(uids, kinds, strict=True))][
        :count
    ]


def plan_of(accounts: list[WeiboAccount], *, gap: int = 10, what: str = StepKind.REPOST, **more: object) -> RelayPlan:
    """The first publishes, the others follow every twenty minutes or so."""
    steps = [StepPlan(accounts[0], StepKind.OWN, f"{TEXTS[0]} https://weibo-ops.example/p/1")]
    for number, account in enumerate(accounts[1:], 1):
        steps.append(StepPlan(account, what, TEXTS[number], offset=20 * number, spread=5))
    return RelayPlan("秋日热茶", make_category(), tuple(steps), gap, **more)  # type: ignore[arg-type]


def approved_relay(plan: RelayPlan, *, by: User, reviewer: User, at: dt.datetime = AT) -> Relay:
    """Saved, submitted and approved."""
    relay = services.save_relay(plan=plan, relay=None, by=by, at=at)
    sent, refused = services.submit_relay(relay=relay, by=by, at=at)
    assert (sent, refused) == (len(plan.steps), [])
    for step in relay.steps.select_related("post"):
        approve(post=step.post, version_id=step.post.version_id or 0, by=reviewer, at=at)
    return relay


def make_commercial(accounts: list[WeiboAccount], platform: Platform) -> None:
    """They may repost: the commercial app, with tokens that the sandbox knows."""
    for account in accounts:
        account.channel = Channel.COMMERCIAL
        account.save(update_fields=["channel"])
        connect(account, platform, app=Channel.COMMERCIAL)
