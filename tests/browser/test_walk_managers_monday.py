"""W8: the manager's Monday, from the mail on the phone to the signature, and last September's report in March."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.models import User, WeiboAccount
from core.audit import SYSTEM
from core.dates import BEIJING, Week, week_of
from reports.models import RecipientGroup, Remark, Report
from reports.services import compile_due, compile_report, roll_up_days, send_due_mails
from tests.browser.conftest import OpenPage
from tests.browser.driving import PHONE, axe
from tests.reports.conftest import Publish, category, publish

__all__ = ["category", "publish"]  # fixtures

MONDAY = dt.datetime(2026, 11, 23, 8, tzinfo=BEIJING)
WEEK = week_of(MONDAY.date()).previous
SEPTEMBER = week_of(dt.date(2026, 9, 15))
SCREENFULS = 3
"""So many screens of a phone are read in a minute."""


@pytest.fixture
def weeks(publish: Publish, at: dt.datetime) -> None:
    """Five weeks of two posts a day with like reactions, then a week in which one post ran away; one in September."""
    publish(SEPTEMBER.start + dt.timedelta(hours=10), samples={60: (5, 5, 30)})
    week, number = WEEK, 0
    for back in range(5):
        for day in week.days:
            for hour in (10, 17):
                number += 1
                likes = 3000 if back == 0 and number == 3 else 20 + number % 3
                moment = dt.datetime.combine(day, dt.time(hour), tzinfo=BEIJING)
                publish(moment, samples={60: (4, 6, likes)})
        week = week.previous
    roll_up_days(first=week.next.first, last=WEEK.last, at=MONDAY)
    roll_up_days(first=SEPTEMBER.first, last=SEPTEMBER.last, at=MONDAY)


def the_mail(manager: User) -> EmailMultiAlternatives:
    """What lies in the manager's inbox at eight."""
    group = RecipientGroup.objects.create(name="管理层", kinds=["week"], created_at=MONDAY)
    group.people.set([manager])
    compile_due(at=MONDAY)
    assert send_due_mails(now=MONDAY) == 1
    (message,) = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    return message


def read_on_phone(browser: Browser, message: EmailMultiAlternatives) -> str:
    """The mail on 390 pixels: nothing sticks out, short enough; the address of the whole report."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    phone = context.new_page()
    phone.set_content(str(message.alternatives[0][0]))
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert phone.evaluate("document.documentElement.scrollHeight") <= SCREENFULS * PHONE[1]
    expect(phone.get_by_text("多", exact=False).first).to_be_visible()
    expect(phone.get_by_text(re.compile("的互动来自.*一条微博"))).to_be_visible()
    expect(phone.get_by_role("heading", name="接下来要做的事")).to_be_visible()
    assert axe(phone, without=("document-title",)) == []
    address = phone.get_by_role("link", name="打开完整报告").get_attribute("href") or ""
    context.close()
    return address


def ask_and_sign(page: Page) -> None:
    """A question on the chart, then the signature."""
    page.locator("#daily").get_by_role("link", name="提问").click()
    expect(page.get_by_label("关于")).to_have_value("daily")
    expect(page.get_by_label("这是一个问题")).to_be_checked()
    page.get_by_label("批注或问题").fill("周二为什么这么高？")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("待回答")).to_be_visible()
    page.get_by_role("button", name="签阅").click()
    expect(page.get_by_text("管理者 已签阅")).to_be_visible()


def test_w8_the_managers_monday(
    weeks: None, manager: User, account: WeiboAccount, browser: Browser, open_page: OpenPage, tmp_path: Path
) -> None:
    address = read_on_phone(browser, the_mail(manager))
    page = open_page(manager)
    page.goto(reverse("reports:weekly_report", args=[WEEK]))
    assert address.endswith(page.url.split("/", 3)[3])
    expect(page.get_by_text("可能的原因：").first).to_be_visible()
    assert axe(page) == []

    meaning = page.locator("#totals abbr").first
    meaning.hover()
    assert "转发、评论与赞之和" in (meaning.get_attribute("title") or "")
    assert "应采" in (meaning.get_attribute("title") or "")

    page.locator("#accounts").get_by_role("link", name=account.nickname).click()
    page.wait_for_url(re.compile(r"insight/accounts/.*days=90"))
    page.go_back()
    ask_and_sign(page)
    assert Remark.objects.get().about == "daily"

    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF", exact=True).click()
    waiting.value.save_as(tmp_path / "board.pdf")
    with Report.objects.get(kind="week").pdf.open("rb") as frozen:
        assert (tmp_path / "board.pdf").read_bytes() == frozen.read()


def test_w8_in_march_last_septembers_report_is_unchanged(
    weeks: None, publish: Publish, manager: User, open_page: OpenPage
) -> None:
    report = compile_report(period=SEPTEMBER, by=SYSTEM, at=SEPTEMBER.end)
    page = open_page(manager)

    def first_page() -> str:
        page.goto(reverse("reports:weekly"))
        page.get_by_label("年份").select_option("2026")
        page.get_by_label("搜索报告").fill("获得互动 40")
        page.get_by_role("button", name="搜索", exact=True).click()
        page.get_by_role("link", name=report.first.isoformat()).click()
        return page.locator("#points").inner_text() + page.locator("#totals").inner_text()

    before = first_page()
    assert "获得互动 40" in before
    publish(SEPTEMBER.start + dt.timedelta(hours=11), samples={60: (50, 50, 300)})
    roll_up_days(first=SEPTEMBER.first, last=SEPTEMBER.last, at=dt.datetime(2027, 3, 8, 9, tzinfo=BEIJING))
    assert first_page() == before
    expect(page.get_by_text("之后的数据有更新")).to_be_visible()
    assert isinstance(report.period, Week)


def test_i5_readers_and_look_are_set_on_the_phone(administrator: User, manager: User, open_page: OpenPage) -> None:
    page = open_page(administrator, phone=True)
    page.goto(reverse("reports:recipients"))
    assert axe(page) == []
    page.get_by_role("link", name="新建收件组").click()
    assert axe(page) == []
    page.get_by_label("名称").fill("管理层")
    page.get_by_label("管理者").check()
    page.get_by_role("button", name="保存收件组").click()
    expect(page.get_by_role("cell", name="管理者")).to_be_visible()
    page.get_by_role("link", name="修改外观").click()
    assert axe(page) == []
    page.get_by_label("公司名称").fill("山岚家居")
    page.get_by_role("button", name="保存外观").click()
    expect(page.get_by_text("山岚家居")).to_be_visible()
    page.goto(reverse("reports:weekly"))
    assert axe(page) == []
