"""E1: the inbox by keyboard in a real browser; on a phone the thread takes the place of the list."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User, WeiboAccount
from engagement.models import FansPerson, Reply, ReplyState, Thread, ThreadKind, ThreadState
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch, axe


@pytest.fixture
def threads(transactional_db: None, account: WeiboAccount) -> list[Thread]:
    """Three people want an answer, one of them since yesterday."""
    now = timezone.now()
    return [
        Thread.objects.create(
            account=account,
            kind=ThreadKind.COMMENT,
            external_id=str(7_000_000_000_000_000 + index),
            status_id="5000000000000000",
            author_id=f"550400000{index}",
            author_name=name,
            text=text,
            received_at=now - dt.timedelta(hours=hours),
            due_at=now + dt.timedelta(hours=24 - hours),
            created_at=now,
        )
        for index, (name, text, hours) in enumerate(
            [
                ("路人甲", "杯盖漏水，怎么换", 30),
                ("爱喝热水的阿棠", "新颜色什么时候补货", 5),
                ("路人丙", "谢谢客服", 1),
            ]
        )
    ]


def test_e1_the_inbox_is_worked_by_keyboard(
    threads: list[Thread], customer_editor: User, open_page: OpenPage, watch: Watch
) -> None:
    page = open_page(customer_editor)
    page.goto("/inbox/")
    page.keyboard.press("j")
    page.wait_for_selector("[data-thread-open]")
    assert page.url.endswith(f"/inbox/{threads[0].pk}/")
    page.keyboard.press("j")
    page.wait_for_selector(f'[data-thread-open="{threads[1].pk}"]')
    page.keyboard.press("a")
    page.wait_for_selector("[data-thread-changed]")
    page.keyboard.press("k")
    page.wait_for_selector(f'[data-thread-open="{threads[0].pk}"]')
    page.keyboard.press("r")
    page.keyboard.type("请私信订单号")
    assert page.locator("[data-count]").inner_text() == "6 / 140"
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.wait_for_selector('[data-thread-changed="closed"]')
    states = {thread.pk: thread for thread in Thread.objects.select_related("assignee")}
    assert states[threads[0].pk].state == ThreadState.CLOSED
    assert states[threads[1].pk].assignee == customer_editor


def test_e1_a_reply_that_cannot_be_sent_stays_in_the_field(
    threads: list[Thread], customer_editor: User, open_page: OpenPage, watch: Watch
) -> None:
    page = open_page(customer_editor)
    page.goto(f"/inbox/{threads[0].pk}/")
    page.fill("#reply-text", "长" * 141)
    assert "is-over" in (page.locator("[data-count]").get_attribute("class") or "")
    page.click("text=发送回复")
    page.wait_for_selector("#reply-errors")
    assert page.input_value("#reply-text") == "长" * 141
    watch.errors.clear()  # the browser reports the 422 itself


def test_e1_on_a_phone_the_thread_takes_the_place_of_the_list(
    threads: list[Thread], customer_editor: User, open_page: OpenPage
) -> None:
    page = open_page(customer_editor, phone=True)
    page.goto("/inbox/")
    page.click("text=新颜色什么时候补货")
    page.wait_for_selector("[data-thread-open]")
    assert not page.is_visible(".inbox-list")
    page.click("text=返回列表")
    page.wait_for_selector(".inbox-list")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_e1_it_works_without_scripts(threads: list[Thread], customer_editor: User, open_page: OpenPage) -> None:
    page = open_page(customer_editor, js=False)
    page.goto("/inbox/")
    page.click("text=新颜色什么时候补货")
    page.click(".thread-actions >> text=由我回复")
    threads[1].refresh_from_db()
    assert threads[1].assignee == customer_editor


def look_again(page: Page, address: str, where: str, **more: str) -> None:
    """What the page does by itself after a while."""
    page.evaluate(
        "([address, where, more]) => htmx.ajax('GET', address, { source: where, target: where, ...more })",
        [address, where, more],
    )


def test_e1_the_list_is_put_in_anew_only_when_it_changed_and_no_row_is_ticked(
    threads: list[Thread], customer_editor: User, open_page: OpenPage
) -> None:
    page = open_page(customer_editor)
    page.goto("/inbox/")
    look_again(page, "/inbox/", "#inbox-list")
    page.evaluate("document.querySelector('.threads').isOld = true")
    look_again(page, "/inbox/", "#inbox-list")
    assert page.evaluate("document.querySelector('.threads').isOld")
    page.locator(".row-pick").first.check()
    Thread.objects.filter(pk=threads[0].pk).update(text="换了一句话")
    look_again(page, "/inbox/", "#inbox-list")
    assert page.evaluate("document.querySelector('.threads').isOld")
    page.locator(".row-pick").first.uncheck()
    look_again(page, "/inbox/", "#inbox-list")
    expect(page.locator(".threads")).to_contain_text("换了一句话")


def test_e1_a_reason_is_not_taken_away_while_the_talk_looks_for_news(
    threads: list[Thread], customer_editor: User, editor: User, open_page: OpenPage
) -> None:
    now, thread = timezone.now(), threads[0]
    person = FansPerson.objects.create(account=thread.account, uid=thread.author_id, opened_at=now)
    Thread.objects.filter(pk=thread.pk).update(kind=ThreadKind.MESSAGE, person=person)
    Reply.objects.create(
        thread=thread, text="全额退款", private=True, author=customer_editor, state=ReplyState.WAITING,
        created_at=now, asked_at=now,
    )  # fmt: skip
    page = open_page(editor)
    page.goto(f"/inbox/{thread.pk}/")
    page.locator("#talk summary", has_text="退回").click()
    page.fill("#talk [name=note]", "先问清楚")
    page.locator("body").click()
    look_again(page, f"/inbox/{thread.pk}/", "#talk", select="#talk", swap="outerHTML")
    assert page.input_value("#talk [name=note]") == "先问清楚"


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_the_inbox_can_be_used_by_everybody(
    threads: list[Thread], customer_editor: User, open_page: OpenPage, phone: bool, dark: bool
) -> None:
    page = open_page(customer_editor, phone=phone, dark=dark)
    for path in ("/inbox/", f"/inbox/{threads[0].pk}/"):
        page.goto(path)
        assert axe(page) == [], path
