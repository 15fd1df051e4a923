"""The week plan of the document (S1.8), from empty accounts to the balance: quotas, library, review, fill, send.

Real sender, real sandbox; the clock is moved by moving the slots, as if each time had come.
"""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, WeiboAccount
from content.models import Category, Post, PostState
from content.queries import balances
from content.services import DraftInput, approve, save_draft, submit_for_review
from core.dates import BEIJING, Week, local_day, week_of
from publishing.dispatch.sender import Pace
from publishing.models import Attempt, Publication, Slot, SlotState
from publishing.tasks import dispatch
from tests.conftest import ClientOf
from tests.publishing.conftest import connected, sandbox, sandbox_process  # noqa: F401  fixtures of the calendar's tests
from tests.publishing.makers import connect
from tests.publishing.relaying import fellows
from tests.weibo.sandbox_process import Platform

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]
QUOTAS = {"timely": "25", "knowledge": "45", "fun": "20", "campaign": "5"}
TIMES = {
    0: "11:00 17:00",
    1: "11:00 17:00",
    2: "10:00 11:00 14:00 17:00",
    3: "10:00 11:00 14:00 17:00",
    4: "11:00 17:00",
}
REVIEWED = 100
"""The rest waits for its review: what is not approved is never proposed."""
SUBJECTS = ["青团", "荠菜", "春笋", "枇杷", "莲藕", "桂花", "冬枣", "腊肉", "汤圆", "馄饨"]
PLACES = ["灶台边", "院子里", "早市上", "老屋里", "溪水旁", "阳台上", "车站口", "茶山脚", "校门外", "码头前"]
ASKED = ["您家怎么做", "小时候吃过吗", "想先试哪一种"]


@pytest.fixture
def accounts(connected: WeiboAccount, sandbox: Platform) -> list[WeiboAccount]:  # noqa: F811  the fixtures above
    (fellow,) = fellows(1)
    connect(fellow, sandbox)
    return [connected, fellow]


@pytest.fixture
def week() -> Week:
    return week_of(local_day(timezone.now())).next


def set_the_plan(client: Client, account: WeiboAccount) -> None:
    """K1, C1: times and quotas by the two forms."""
    times = {f"day{day}": text for day, text in TIMES.items()}
    answer = client.post(reverse("calendar:plan", args=[account.pk]), {"which": "times", **times})
    assert answer.status_code == 302
    shares = {f"share_{Category.objects.get(slug=slug).pk}": percent for slug, percent in QUOTAS.items()}
    sent = {"promotional_percent": "20", "inviting_percent": "50", **shares}
    assert client.post(reverse("content:quota_edit", args=[account.pk]), sent).status_code == 302


def write_library(accounts: list[WeiboAccount], by: User, at: dt.datetime) -> list[Post]:
    """300 items of every category, half of them for each account."""
    categories = [Category.objects.get(slug=slug) for slug in QUOTAS]
    mix = [0, 1, 2, 1, 3, 1, 0, 2, 1, 2]
    posts = []
    for number in range(300):
        subject, place, asked = SUBJECTS[number % 10], PLACES[number // 10 % 10], ASKED[number // 100]
        text = f"{place}的{subject}记第{number}页：{subject}要趁新鲜，{place}风大，火候慢一点。{asked}？ https://weibo-ops.example/p/{number}"
        draft = DraftInput(accounts[number % 2], categories[mix[number // 2 % 10]], text)
        posts.append(save_draft(draft=draft, by=by, at=at))
    return posts


def review(posts: list[Post], by: User, reviewer: User, at: dt.datetime) -> None:
    for post in posts:
        submitted = submit_for_review(post=post, by=by, at=at)
        approve(post=submitted, version_id=submitted.version_id or 0, by=reviewer, at=at)


def publish_next(accounts: list[WeiboAccount]) -> None:
    """As if the clock had come to the next time of the plan: all that lies before and after moves along."""
    first = Slot.objects.filter(state=SlotState.PLANNED).earliest("scheduled_at")
    back = first.scheduled_at - timezone.now()
    for slot in Slot.objects.filter(account__in=accounts):
        if slot.state == SlotState.PLANNED:
            Slot.objects.filter(pk=slot.pk).update(scheduled_at=slot.scheduled_at - back)
    for publication in Publication.objects.all():
        Publication.objects.filter(pk=publication.pk).update(published_at=publication.published_at - back)
    for attempt in Attempt.objects.filter(called_at__isnull=False):
        Attempt.objects.filter(pk=attempt.pk).update(called_at=attempt.called_at - back)  # type: ignore[operator]
    dispatch(0.4, Pace(ahead=1.0, poll=0.05))


def test_c1_k1_k8_the_plan_of_the_document(
    accounts: list[WeiboAccount],
    week: Week,
    editor: User,
    approver: User,
    client_of: ClientOf,
    sandbox: Platform,  # noqa: F811
) -> None:
    client, now = client_of(editor), timezone.now()
    for account in accounts:
        set_the_plan(client, account)
    posts = write_library(accounts, editor, now)
    review(posts[:REVIEWED], editor, approver, now)
    assert (len(posts), Post.objects.filter(state=PostState.APPROVED).count()) == (300, REVIEWED)

    address = f"{reverse('calendar:fill')}?date={week.monday}"
    proposal = client.get(address).context["proposal"]
    assert [(len(sheet.choices), len(sheet.gaps)) for sheet in proposal.sheets] == [(13, 1), (13, 1)]
    assert {gap.why.split("；")[0] for gap in proposal.gaps} == {"配额已满，未分配的 5% 留给计划外的内容"}
    clocks = sorted({f"{row.at.astimezone(BEIJING):%H:%M}" for row in proposal.choices})
    assert clocks == ["10:00", "11:00", "14:00", "17:00"]
    assert client.post(address, {"choice": [row.key for row in proposal.choices]}).status_code == 302
    assert Slot.objects.filter(state=SlotState.PLANNED).count() == 26

    for _time in range(14):
        if Slot.objects.filter(state=SlotState.PLANNED).exists():
            publish_next(accounts)
    states = Slot.objects.order_by().values_list("state", flat=True).distinct()
    assert list(states) == [SlotState.PUBLISHED], list(Slot.objects.values_list("state_detail", flat=True))
    for account in accounts:
        sent = [str(row["raw"]) for row in sandbox.posts(account.uid or "") if "要趁新鲜" in str(row["raw"])]
        assert len(sent) == len(set(sent)) == 13

    for balance in balances(accounts, week):
        assert [share.published for share in balance.shares] == [3, 6, 3, 1]
        assert (balance.published, balance.unallocated) == (13, Decimal(5))
        assert balance.inviting_share == 1
    asked: dict[str, str | int] = {"week": str(week.monday), "account": accounts[0].pk}
    page = client.get(reverse("content:quotas"), asked).content.decode()
    assert page.count('<tr class="unallocated"><th>未分配</th><td></td><td></td><td class="tnum">5%</td></tr>') == 1
