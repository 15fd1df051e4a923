"""W4: the clock strikes ten. Forty posts of twenty accounts leave while somebody watches the board; one grant is over,
one answer is lost, one post is refused as repeated. The real sender, the sandbox; nobody reloads the page."""

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import Token, User, WeiboAccount
from content.models import Post
from content.services import approve
from core.heartbeats import beat
from core.models import Notice
from engagement.models import Outside, StayRule, StayState, StayTask
from engagement.services import make_stay_tasks
from publishing.models import Publication, Slot, SlotPlan, SlotState, SlotTime
from publishing.services import look_ahead, reconcile_unknown, remind_of_risks
from publishing.tasks import dispatch
from tests.browser.conftest import OpenPage
from tests.conftest import make_account
from tests.publishing.makers import Wanted, connect, make_post, make_slot
from tests.weibo.sandbox_process import Platform, running_sandbox

REPEATED = "新品试用招募开始，留言说说你的通勤路，明晚抽十位。 https://weibo-ops.example/p/again"
LOST = "答复会丢的"


@pytest.fixture(scope="module")
def sandbox_process() -> Iterator[Platform]:
    with running_sandbox() as platform:
        yield platform


@dataclass
class Ten:
    """The matrix at ten: twenty accounts with two posts each; three of them will have trouble."""

    at: dt.datetime
    accounts: list[WeiboAccount]
    platform: Platform

    @property
    def dead(self) -> WeiboAccount:
        return self.accounts[0]

    @property
    def lost(self) -> WeiboAccount:
        return self.accounts[1]

    @property
    def repeated(self) -> WeiboAccount:
        return self.accounts[2]


@pytest.fixture
def ten(transactional_db: None, sandbox_process: Platform, settings: Settings, editor: User) -> Ten:
    sandbox_process.control("reset", {"seed": True})
    sandbox_process.control("limits", {"off": True})
    settings.WEIBO_SANDBOX_URL, settings.WEIBO_APP_KEY = sandbox_process.base, ""
    accounts = []
    for number in range(20):
        name, uid = f"山岚{number:02d}店", str(5509000001 + number)
        sandbox_process.control("users", {"uid": int(uid), "screen_name": name})
        account = make_account(name, uid)
        connect(account, sandbox_process)
        accounts.append(account)
    WeiboAccount.objects.update(owner=editor, link="https://weibo-ops.example/p")
    StayRule.objects.update_or_create(account=None, category=None, defaults={"outside": Outside.OWNER})
    found = Ten(timezone.now() + dt.timedelta(seconds=18), accounts, sandbox_process)
    _plan(found, editor)
    return found


def _plan(ten: Ten, editor: User) -> None:
    for account in ten.accounts:
        start = LOST if account == ten.lost else account.nickname
        texts = [f"{start}第 {n} 条：今天降温，记得带杯热水。 https://weibo-ops.example/p/{n}" for n in (1, 2)]
        if account == ten.repeated:
            texts[1] = REPEATED
        for text in texts:
            make_slot(make_post(account, Wanted(author=editor, at=timezone.now()), text=text), ten.at)
    Slot.objects.update(reason="十点整点齐发")  # two of one account at once: somebody has decided so
    ten.platform.fault("reset_after", uid=ten.lost.uid, call="statuses/share", count=1)
    ten.platform.control("posts", {"uid": ten.repeated.uid, "text": REPEATED})
    Token.objects.filter(account=ten.dead).update(expires_at=ten.at - dt.timedelta(seconds=8))


class Sending(threading.Thread):
    """The sender and the sweep that settles, as their processes would run them."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            beat("publishing.dispatch", at=timezone.now())
            dispatch(1.0)
            reconcile_unknown(now=timezone.now())
        connections.close_all()


@pytest.fixture
def sending(ten: Ten) -> Iterator[Sending]:
    thread = Sending()
    thread.start()
    yield thread
    thread.over.set()
    thread.join(30)


def test_w4_the_clock_strikes_ten(
    ten: Ten, sending: Sending, administrator: User, editor: User, approver: User, open_page: OpenPage
) -> None:
    look_ahead(now=timezone.now())
    remind_of_risks(now=timezone.now())
    told = Notice.objects.get(user_id=editor.pk, key__startswith=f"risk:token:{ten.dead.pk}")
    assert "共 2 条" in told.sentence and "到期" in told.sentence

    page = open_page(administrator)
    page.goto("/calendar/board/")
    page.evaluate("window.notReloaded = true")
    expect(page.locator("#col-at_risk h2")).to_contain_text("2")
    expect(page.locator("#col-at_risk")).to_contain_text("早于发布时间")
    expect(page.locator("#col-now h2")).to_contain_text("40")
    expect(page.locator("#col-now [data-until]").first).to_contain_text("还有")

    # ten: 36 are out, two wait for a grant, one is refused, one answer is lost
    expect(page.locator("#col-held h2")).to_contain_text("2", timeout=20_000)
    expect(page.locator("#col-held")).to_contain_text("授权")
    expect(page.locator("#col-failed")).to_contain_text("新品试用招募", timeout=20_000)
    expect(page.locator("#col-failed .board-note")).to_contain_text("相同")
    expect(page.locator("#col-unknown")).to_contain_text(LOST, timeout=20_000)
    expect(page.locator("#col-unknown")).to_contain_text("核实结束前不能重发")
    expect(page.locator("#col-now")).to_contain_text("已发布", timeout=20_000)
    expect(page).to_have_title("(2) 发布 · Weibo Ops", timeout=20_000)

    # the lost answer settles by itself
    expect(page.locator("#col-unknown h2")).to_contain_text("0", timeout=20_000)
    assert not Slot.objects.filter(account=ten.lost).exclude(state=SlotState.PUBLISHED).exists()
    assert Publication.objects.count() == 37

    _mend_the_repeated(page, ten, approver)
    _stay_with_them(open_page(editor), ten, editor)
    assert page.evaluate("window.notReloaded") is True
    rows = [row for account in ten.accounts for row in ten.platform.posts(account.uid or "")]
    assert len(rows) == 38  # 37 of ours, and the one that was there before: none twice


def _stay_with_them(page: Page, ten: Ten, editor: User) -> None:
    """K6: afterwards a task for each post stands in the list of its owner."""
    make_stay_tasks(now=timezone.now())
    assert StayTask.objects.filter(owner=editor, state=StayState.OPEN).count() == 37
    page.goto("/inbox/stays/")
    expect(page.locator("main")).to_contain_text(ten.accounts[5].nickname)
    expect(page.locator("main")).to_contain_text("去看评论")


def _mend_the_repeated(page: Page, ten: Ten, approver: User) -> None:
    """Sentence, edit, new slot."""
    account = ten.repeated
    plan = SlotPlan.objects.create(account=account, updated_at=timezone.now())
    SlotTime.objects.bulk_create(SlotTime(plan=plan, weekday=day, time=dt.time(12)) for day in range(7))
    failed = page.locator("#col-failed .board-card")
    with page.context.expect_page() as opened:
        failed.get_by_role("link", name="改内容").click(modifiers=["Control"])
    editing = opened.value
    editing.locator("textarea").first.fill(
        "换个说法：新品试用还有十个名额，说说你的通勤路。 https://weibo-ops.example/p/new"
    )
    editing.get_by_role("button", name="提交审核").click()
    editing.wait_for_url("**/content/posts/*/")
    post = Post.objects.get(account=account, state="in_review")
    approve(post=post, version_id=post.version_id or 0, by=approver, at=timezone.now())
    expect(page.locator("#col-failed h2")).to_contain_text("0")
    editing.goto(f"/calendar/posts/{post.pk}/schedule/")
    editing.get_by_role("button", name="排期").click()
    expect(editing.locator(".notice-text")).to_contain_text("已排")
    editing.close()
    assert Slot.objects.filter(post=post, state=SlotState.PLANNED, scheduled_at__gt=timezone.now()).exists()
