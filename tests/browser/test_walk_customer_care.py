"""W5: customer care's day, by keyboard only, with a colleague at the same thread (E1)."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User, WeiboAccount
from engagement.models import SavedReply, Thread, ThreadKind, ThreadState
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch


@pytest.fixture
def threads(transactional_db: None, account: WeiboAccount) -> list[Thread]:
    """Three people wait; the first has waited longest."""
    now = timezone.now()
    SavedReply.objects.create(title="漏水换新", folder="售后", text="{客户}您好，请私信订单号。", created_at=now)
    said = (("路人甲", "杯盖漏水，烫到手了"), ("爱喝热水的阿棠", "新颜色什么时候补货"), ("路人丙", "谢谢客服"))
    return [
        Thread.objects.create(
            account=account,
            kind=ThreadKind.COMMENT,
            external_id=str(7_000_000_000_000_000 + index),
            status_id="5000000000000000",
            author_id=f"550400000{index}",
            author_name=name,
            text=text,
            received_at=now,
            due_at=now + dt.timedelta(hours=index + 1),
            created_at=now,
        )
        for index, (name, text) in enumerate(said)
    ]


def test_w5_a_day_of_customer_care_by_keyboard(
    threads: list[Thread], customer_editor: User, editor: User, open_page: OpenPage, watch: Watch
) -> None:
    page = open_page(customer_editor)
    page.goto("/inbox/")
    page.keyboard.press("j")
    page.wait_for_selector(f'[data-thread-open="{threads[0].pk}"]')
    page.keyboard.press("a")
    page.wait_for_selector("[data-thread-changed]")
    page.keyboard.press("t")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.getElementById('reply-text').value !== ''")
    assert page.input_value("#reply-text") == "路人甲您好，请私信订单号。"
    page.wait_for_function("document.activeElement.id === 'reply-text'")

    beside = open_page(editor)
    for _try in range(20):
        beside.goto(f"/inbox/{threads[0].pk}/")
        if beside.locator(".presence", has_text="正在回复这条留言").count():
            break
    assert str(customer_editor) in beside.locator(".presence").inner_text()

    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_selector(f'[data-thread-open="{threads[1].pk}"]')
    page.keyboard.press("s")
    page.wait_for_selector("[data-thread-changed]")
    page.keyboard.press("j")
    page.wait_for_selector(f'[data-thread-open="{threads[2].pk}"]')
    page.keyboard.press("e")
    page.wait_for_selector('[data-thread-changed="closed"]')
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.wait_for_selector(f'[data-thread-open="{threads[0].pk}"]')
    assert f"thread={threads[0].pk}" in (page.locator("[data-escalate]").get_attribute("href") or "")

    first, second, third = Thread.objects.order_by("pk")
    assert first.assignee == customer_editor
    assert second.snoozed_until
    assert (second.snoozed_until > timezone.now(), third.state) == (True, ThreadState.CLOSED)
    assert third.close_reason == "solved"
