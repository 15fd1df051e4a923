"""E1: what is shown before something is done, what was done on Weibo, and how quickly the team answers: by eye of a
browser, on a desk and in the dark on a phone."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User, WeiboAccount
from engagement.models import FansPerson, InboxRule, Reply, Thread, ThreadKind, ThreadState
from engagement.services.rules import save_rule
from engagement.sorting.rules import RuleValues
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def thread(transactional_db: None, account: WeiboAccount, editor: User) -> Thread:
    """A question that waits, another that was answered late, a talk whose window closed, and a rule."""
    now = timezone.now()
    person = FansPerson.objects.create(account=account, uid="5504000009", name="小鹿", opened_at=now - 60 * HOUR)
    values = RuleValues(words=("漏水",), priority=1)
    save_rule(rule=None, name="漏水", values=values, active=True, by=editor, at=now)
    facts = {"account": account, "due_at": now - HOUR, "created_at": now, "author_id": "5504000001"}
    Thread.objects.create(
        **facts, kind=ThreadKind.COMMENT, external_id="1", author_name="路人乙", text="补货吗",
        received_at=now - 9 * HOUR, state=ThreadState.ANSWERED, answered_at=now, answered_by=editor, answer_minutes=75,
    )  # fmt: skip
    Thread.objects.create(
        **facts, kind=ThreadKind.MESSAGE, external_id="2", author_name="小鹿", text="奶锅", received_at=now - 60 * HOUR,
        person=person,
    )  # fmt: skip
    return Thread.objects.create(
        **facts, kind=ThreadKind.COMMENT, external_id="3", status_id="5000000000000000", author_name="路人甲",
        text="杯盖漏水了怎么换", received_at=now - 2 * HOUR,
    )  # fmt: skip


def fits(page: Page) -> None:
    assert axe(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "dark_phone"])
def test_e1_what_is_shown_before_it_is_done(thread: Thread, editor: User, open_page: OpenPage, phone: bool) -> None:
    page = open_page(editor, phone=phone, dark=phone)
    page.goto("/inbox/")
    for pick in page.locator(".row-pick").all():
        pick.check()
    page.select_option("[name=wish]", f"assign:{editor.pk}")
    page.get_by_role("button", name="先看结果").click()
    expect(page.locator(".bulk-lines")).to_contain_text("无人负责")
    fits(page)
    page.goto(f"/inbox/rules/{InboxRule.objects.get().pk}/")
    page.fill("[name=words]", "漏水\n奶锅")
    page.get_by_role("button", name="先试一下").click()
    expect(page.locator(".rule-changes")).to_contain_text("什么也不做")
    fits(page)
    page.goto("/inbox/answering/")
    expect(page.locator("#paces-people")).to_be_visible()
    fits(page)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "dark_phone"])
def test_e1_an_answer_given_on_weibo_is_noted_and_taken_back(
    thread: Thread, editor: User, open_page: OpenPage, phone: bool
) -> None:
    page = open_page(editor, phone=phone, dark=phone)
    page.goto(f"/inbox/{thread.pk}/")
    page.get_by_text("已在微博上回复").click()
    page.fill("#by-hand-told", "请私信订单号")
    page.fill("#by-hand-proof", "https://weibo.com/5501000001/z0JH2lOMb")
    fits(page)
    page.get_by_role("button", name="登记为已回复").click()
    expect(page.locator(".by-hand-mark")).to_contain_text("在微博上回复")
    fits(page)
    page.get_by_role("button", name="撤回登记").click()
    expect(page.locator(".by-hand-mark")).to_have_count(0)
    assert not Reply.objects.exists()


def test_e1_a_closed_window_says_what_can_still_be_done(thread: Thread, editor: User, open_page: OpenPage) -> None:
    page = open_page(editor, phone=True)
    talk = Thread.objects.get(kind=ThreadKind.MESSAGE)
    page.goto("/inbox/")
    expect(page.locator(f"#row-foot-{talk.pk}")).to_contain_text("已关")
    page.goto(f"/inbox/{talk.pk}/")
    expect(page.locator(".window.is-shut")).to_contain_text("现在还可以")
    fits(page)
