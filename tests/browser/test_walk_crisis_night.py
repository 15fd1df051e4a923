"""W6: crisis night. A video spreads in the sandbox, the alert comes, a case opens and promotions freeze at one click.

A statement passes two people on their phones and leaves by the sender, its clock stops; next morning held posts go back
by two others, and the review turns three lessons into a word, a step and a task.
"""

import datetime as dt
import re
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Post, PostState
from core.heartbeats import beat
from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import Alert, Case, CaseState, CaseStatement, Playbook, Source, SourceKind, TaskKind
from monitoring.services import mind_cases, read_sources, sweep_set
from publishing.models import Publication, Slot, SlotState
from publishing.services import place_slot, reconcile_unknown
from publishing.tasks import dispatch
from tests.browser.conftest import OpenPage
from tests.conftest import make_account, make_user
from tests.monitoring.conftest import make_set
from tests.publishing.makers import Wanted, connect, make_category, make_post, make_slot
from tests.weibo.sandbox_process import APP, Platform, running_sandbox
from weibo.text import id_floor_of_time

UID, FANS = "5501000001", ("5504000001", "5504000002", "5504000003")
HELD = 37
WORDS = "@山岚 保温杯刚倒上开水就爆了，手烫伤了，第{}个人遇到"
TEXT = (
    "关于网传保温杯爆裂的视频，我们已于今晚八点半关注到，情况说明如下：今晚七点起有用户反映杯身爆裂。我们已联系当事人并协助就医，"
    "同批次产品暂停销售、送检排查，深表歉意。如遇同样情况请停止使用，私信本账号逐一处理。检测进展明天中午前在这里公布。 https://weibo-ops.example/p/notice"
)


@pytest.fixture(scope="module")
def sandbox_process() -> Iterator[Platform]:
    with running_sandbox() as platform:
        yield platform


@pytest.fixture
def night(transactional_db: None, sandbox_process: Platform, settings: Settings) -> WeiboAccount:
    """Our account on the sandbox, eight quiet weeks behind it, 37 promotions planned for the next days."""
    sandbox_process.control("reset", {"seed": False})
    for uid, name in {UID: "山岚", **dict(zip(FANS, ("路人甲", "路人乙", "路人丙"), strict=True))}.items():
        sandbox_process.control("users", {"uid": uid, "screen_name": name})
        sandbox_process.token(uid, APP)
    sandbox_process.control("limits", {"off": True})
    settings.WEIBO_SANDBOX_URL, settings.WEIBO_APP_KEY = sandbox_process.base, ""
    account = make_account("山岚", UID)
    connect(account, sandbox_process)
    WeiboAccount.objects.update(link="https://weibo-ops.example/p")
    promotion = make_category("推广", promotional=True)
    for number in range(HELD):
        post = make_post(account, Wanted(category=promotion), text=f"秋季满减第{number}场")
        make_slot(post, timezone.now() + dt.timedelta(hours=20 + number))
    make_slot(make_post(account), timezone.now() + dt.timedelta(hours=9))
    return account


def quiet_weeks(now: dt.datetime) -> None:
    """One ordinary post in the same hours of each of the last eight weeks, and one before this hour."""
    read_sources(now=now - dt.timedelta(hours=1))
    source = Source.objects.get(kind=SourceKind.MENTIONS)  # what has no past of its own is left out by the alert
    times = [now - dt.timedelta(weeks=week, hours=hour) for week in range(1, 9) for hour in (-1, 0, 1)]
    rows = [
        MentionRow(external_id=str(id_floor_of_time(at) + 7), text="山岚保温杯好看", published_at=at) for at in times
    ]
    merge_rows(rows, source=source, at=now)


def break_out(platform: Platform, now: dt.datetime) -> Alert:
    """The event in the sandbox, heard by the ordinary reading and sweep."""
    keyword_set = make_set("保温杯", name="产品：保温杯")
    quiet_weeks(now)
    sweep_set(keyword_set, now=now)
    for number in range(45):
        platform.control("posts", {"uid": FANS[number % 3], "text": WORDS.format(number)})
    assert read_sources(now=timezone.now()) >= 45
    sweep_set(keyword_set, now=timezone.now() + dt.timedelta(seconds=1))
    return Alert.objects.get()


class Hand:
    """Clicks, counted, and the time since the first."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.began = page, 0, time.monotonic()

    def click(self, role: str, name: str) -> None:
        self.page.locator("main").get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.clicks += 1


def test_w6_crisis_night(
    open_page: OpenPage, night: WeiboAccount, sandbox_process: Platform, editor: User, approver: User, manager: User
) -> None:
    second = make_user("second", Role.CHIEF_EDITOR)
    alert = break_out(sandbox_process, timezone.now())
    page = open_page(editor)
    page.goto("/monitoring/")
    expect(page.locator(f"#alert-{alert.pk}")).to_contain_text("产品：保温杯")
    hand = Hand(page)

    # alert to frozen: 60 seconds and 4 clicks
    hand.click("link", "立案")
    page.get_by_role("radio", name=re.compile("^二级")).check()
    hand.clicks += 1
    page.get_by_label("危机类型").select_option(label="产品缺陷")
    hand.clicks += 1
    hand.click("button", "立案，按等级冻结")
    expect(page.locator("#case-live")).to_contain_text(f"暂停 {HELD} 条")
    assert hand.clicks <= 4 and time.monotonic() - hand.began < 60
    case = Case.objects.get()
    assert Slot.objects.filter(state=SlotState.HELD).count() == HELD
    expect(page.locator("#tasks")).to_contain_text("联系当事人")
    expect(page.locator("[data-countdown-time]").first).to_have_text(re.compile(r"^3:5\d:\d\d$"))

    publish_statement(open_page, page, night, [approver, second])
    case.refresh_from_db()
    assert case.state == CaseState.ANSWERED and case.answered_at is not None and case.answered_at < case.due_at
    expect(page.locator("#case-live .is-answered")).to_be_visible(timeout=15_000)

    let_go(open_page, page, case, approver, manager)
    learn(page, case)


def publish_statement(open_page: OpenPage, page: Page, account: WeiboAccount, people: list[User]) -> None:
    """Picked, adapted, checked; two approvals on phones; out by the sender."""
    page.locator(".statement-new").get_by_label("声明稿").select_option(label="产品问题：已关注，正在核实")
    field = page.locator(".statement-new textarea")
    expect(field).to_have_value(re.compile("【产品名称】"))
    field.fill(TEXT)
    page.get_by_role("button", name="起草声明").click()
    for box in page.locator(".checks input").all():
        box.check()
    page.get_by_role("button", name="核对完毕，送审").click()
    expect(page.locator("#statements")).to_contain_text("核对了六项")
    post = CaseStatement.objects.get().post
    for person in people:
        phone = open_page(person, phone=True)
        phone.goto(f"/content/reviews/{post.pk}/")
        phone.locator(".review-bar").get_by_role("button", name="通过", exact=True).tap()
        expect(phone).not_to_have_url(re.compile(rf"/reviews/{post.pk}/$"))
    post = Post.objects.get(pk=post.pk)
    assert post.state == PostState.APPROVED
    now = timezone.now()
    place_slot(post=post, scheduled_at=now + dt.timedelta(seconds=3), by=people[0], at=now, reason="危机声明")
    sender = threading.Thread(target=send_until_out, args=(post.pk,))
    sender.start()
    sender.join()
    assert Publication.objects.filter(post=post).exists(), list(Slot.objects.filter(post=post).values())
    mind_cases(now=timezone.now())


def send_until_out(post_id: int) -> None:
    """The real sender, in a thread of its own: the browser has a running loop in this one."""
    end = time.monotonic() + 60
    try:
        while time.monotonic() < end and not Publication.objects.filter(post_id=post_id).exists():
            beat("publishing.dispatch", at=timezone.now())
            dispatch(2.0)
            reconcile_unknown(now=timezone.now())
    finally:
        connections.close_all()


def let_go(open_page: OpenPage, page: Page, case: Case, asks: User, decides: User) -> None:
    """Thawed; one proposes, another decides; who froze does neither."""
    frozen = case.freezes.get()
    asking = open_page(asks)
    asking.goto(f"/calendar/freezes/{frozen.pk}/")
    asking.get_by_role("button", name=re.compile("解除")).first.click()
    expect(asking.locator("#toasts, .page-main").first).to_be_visible()
    asking.goto(f"/calendar/freezes/{frozen.pk}/")
    asking.get_by_label("理由").first.fill("检测合格")
    asking.get_by_role("button", name="提交第二人决定").click()
    expect(asking.locator("main")).to_contain_text(f"{HELD} 条")
    deciding = open_page(decides)
    deciding.goto(f"/calendar/freezes/{frozen.pk}/")
    deciding.get_by_role("button", name=re.compile("^同意")).first.click()
    expect(deciding.locator("#held")).to_contain_text("没有暂停的排期")
    assert not Slot.objects.filter(state=SlotState.HELD).exists()


def learn(page: Page, case: Case) -> None:
    """The review with three lessons, then it closes."""
    page.goto(f"/monitoring/cases/{case.pk}/")
    review = page.locator("#review")
    for label in ("原因和结论", "做得好的", "做得不好的"):
        review.get_by_label(label).fill(f"{label}：一句话")
    review.get_by_role("button", name="保存复盘").click()
    for field, text, button in (
        ("关键词", "烫伤", "加入词组"),
        ("预案步骤", "先问当事人的伤情", "加入预案"),
        ("改进任务", "瓶盖压力测试每批抽检", "建为任务"),
    ):
        review.get_by_label(field, exact=True).fill(text)
        review.get_by_role("button", name=button).click()
        expect(page.locator("#toasts")).to_contain_text("改进已落实")
    page.locator("#review").get_by_role("button", name="结案").click()
    expect(page.locator(".page-state")).to_contain_text("已结案")
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    assert Playbook.objects.get(name="产品缺陷").versions.count() == 2
    assert case.tasks.filter(kind=TaskKind.LESSON).count() == 1
    page.goto(f"/monitoring/cases/{case.pk}/report/")
    for told in ("到首次回应", "冻结发布", "首次回应已发布", "烫伤"):
        expect(page.locator(".case-report")).to_contain_text(told)
