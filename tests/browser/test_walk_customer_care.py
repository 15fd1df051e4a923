"""W5: customer care's day, by keyboard only, with a colleague at the same thread, on the real sandbox (E1)."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from core.dates import BEIJING
from engagement.models import Reply, ReplyState, SavedReply, Thread, ThreadKind, ThreadState
from engagement.queries.goals import current_goals
from engagement.services import read_inbox
from monitoring.models import Case
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch
from tests.live_weibo import FANS, Live, live, platform

__all__ = ["live", "platform"]

SAID = ("杯盖漏水，烫到手了", "新颜色什么时候补货", "谢谢客服")


@pytest.fixture
def threads(transactional_db: None, live: Live) -> list[Thread]:
    """Three people wait for the same answer time; what they said came from Weibo."""
    now = timezone.now()
    SavedReply.objects.create(title="漏水换新", folder="售后", text="{客户}您好，请私信订单号。", created_at=now)
    post = live.post("秋天的第一只保温杯")
    for uid, text in zip(FANS, SAID, strict=True):
        live.comment(post, text, uid)
    read_inbox(now=now)
    found = [Thread.objects.get(text=text) for text in SAID]
    for index, thread in enumerate(found):
        Thread.objects.filter(pk=thread.pk).update(due_at=now + dt.timedelta(hours=index + 1))
    return found


def opened(page: Page, thread: Thread) -> None:
    page.wait_for_selector(f'[data-thread-open="{thread.pk}"]')


def test_w5_a_day_of_customer_care_by_keyboard(
    threads: list[Thread], live: Live, customer_editor: User, editor: User, open_page: OpenPage, watch: Watch
) -> None:
    leak, colour, thanks = threads
    page = open_page(customer_editor)
    page.goto("/inbox/")
    page.keyboard.press("j")
    opened(page, leak)
    page.keyboard.press("a")
    page.wait_for_selector("[data-thread-changed]")
    expect(page.locator(f"#row-foot-{leak.pk}")).to_contain_text(str(customer_editor))
    page.keyboard.press("t")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.getElementById('reply-text').value !== ''")
    assert page.input_value("#reply-text") == "路人甲您好，请私信订单号。"
    page.wait_for_function("document.activeElement.id === 'reply-text'")

    beside = open_page(editor)
    for _try in range(20):
        beside.goto(f"/inbox/{leak.pk}/")
        if beside.locator(".presence", has_text="正在回复这条留言").count():
            break
    assert str(customer_editor) in beside.locator(".presence").inner_text()

    page.keyboard.press("Escape")  # looks at the next one first: what was typed waits
    page.keyboard.press("j")
    opened(page, colour)
    page.keyboard.press("k")
    opened(page, leak)
    expect(page.locator("#reply-text")).to_have_value("路人甲您好，请私信订单号。")
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".answer-sent")).to_contain_text("请私信订单号")
    expect(page.locator("#reply-text")).to_have_value("")
    assert any("请私信订单号" in text for text in live.comments(leak.status_id))

    beside.fill("#reply-text", "请私信订单号，我来处理")
    beside.press("#reply-text", "Control+Enter")
    expect(beside.locator("#reply-errors")).to_contain_text("刚刚已经回复")
    watch.errors.clear()  # the browser reports the 409 itself

    page.keyboard.press("j")
    opened(page, colour)
    page.keyboard.press("s")
    page.wait_for_selector('[data-thread-changed="snoozed"]')
    expect(page.locator(f"#row-foot-{colour.pk}")).to_contain_text("推迟到")
    page.keyboard.press("j")
    opened(page, thanks)
    page.keyboard.press("d")
    page.wait_for_function("document.activeElement.matches('[data-assignee]')")
    page.locator("[data-assignee]").select_option(label=str(editor))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(f"#row-foot-{thanks.pk}")).to_contain_text(str(editor))
    page.wait_for_function("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    page.keyboard.press("e")
    page.wait_for_selector('[data-thread-changed="closed"]')

    page.keyboard.press("k")
    page.keyboard.press("k")
    opened(page, leak)
    page.keyboard.press("c")  # first
    page.wait_for_url("**/monitoring/cases/new/**")
    assert "杯盖漏水" in page.input_value("[name=title]")
    page.click("text=立案，按等级冻结")  # second; a third would only choose another level
    page.wait_for_url("**/monitoring/cases/*/")
    assert Case.objects.get().thread_ids == [leak.pk]

    first, second, third = Thread.objects.order_by("due_at")
    assert (first.assignee, first.state) == (customer_editor, ThreadState.ANSWERED)
    assert second.snoozed_until and second.snoozed_until > timezone.now()
    assert (third.assignee, third.state, third.close_reason) == (editor, ThreadState.CLOSED, "solved")
    assert Reply.objects.get().state == ReplyState.SENT


def test_w5_lunch_and_a_make_up_sunday_count_as_people_work(
    live: Live, customer_editor: User, open_page: OpenPage, transactional_db: None
) -> None:
    goals = current_goals()
    minutes = dt.timedelta(minutes=goals.of(live.account).minutes)
    assert minutes == dt.timedelta(hours=8)
    waits = {
        "午饭前": (dt.datetime(2026, 9, 17, 11, tzinfo=BEIJING), "2026-09-18 11:00"),
        "周六晚上": (dt.datetime(2026, 9, 19, 21, tzinfo=BEIJING), "2026-09-20 18:00"),  # the Sunday is worked
    }
    for index, (text, (received, _due)) in enumerate(waits.items()):
        Thread.objects.create(
            account=live.account, kind=ThreadKind.COMMENT, external_id=str(index), author_name="路人", text=text,
            received_at=received, due_at=goals.due_at(live.account, received), created_at=received,
        )  # fmt: skip
    page = open_page(customer_editor)
    page.goto("/inbox/")
    for text, (_received, due) in waits.items():
        row = page.locator(".thread-row", has_text=text)
        assert due in (row.locator("time").get_attribute("title") or "")
