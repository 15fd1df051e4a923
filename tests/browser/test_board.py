"""The dispatch board in a browser: by keyboard, without reloading, with focus and place kept; on a phone one column."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User, WeiboAccount
from publishing.models import Slot, SlotState
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch, axe
from tests.publishing.board_rows import fill_board


@pytest.fixture
def rows(transactional_db: None, account: WeiboAccount) -> dict[str, Slot]:
    return fill_board(account, timezone.now())


def test_it_is_worked_by_keyboard_and_keeps_the_focus_while_cards_change(
    rows: dict[str, Slot], editor: User, open_page: OpenPage
) -> None:
    page = open_page(editor)
    page.goto("/calendar/board/")
    assert axe(page) == []
    card = page.locator(f"[data-slot='{rows['missed'].pk}']")
    card.locator(".board-open").focus()
    page.evaluate("window.kept = document.activeElement")
    Slot.objects.filter(pk=rows["failed"].pk).update(state=SlotState.CANCELLED, updated_at=timezone.now())
    expect(page.locator("#col-failed h2")).to_contain_text("0")
    assert page.evaluate("window.kept === document.activeElement")
    page.keyboard.press("x")
    bulk = page.locator("#col-missed .board-bulk")
    expect(bulk).to_be_visible()
    page.keyboard.press("d")
    expect(page.locator(".notice-text")).to_contain_text("已取消排期")
    expect(page.locator("#col-missed h2")).to_contain_text("0")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("#col-missed h2")).to_contain_text("1")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_be_visible()


def test_a_link_that_is_pasted_settles_what_is_unknown(
    rows: dict[str, Slot], account: WeiboAccount, editor: User, open_page: OpenPage
) -> None:
    page = open_page(editor)
    page.goto("/calendar/board/")
    card = page.locator(f"[data-slot='{rows['asking'].pk}']")
    card.get_by_text("已在微博上").click()
    card.get_by_label("这条微博的链接").fill(f"https://weibo.com/{account.uid}/QjTx2AbcD")
    card.get_by_role("button", name="确定").click()
    expect(page.locator("#col-unknown h2")).to_contain_text("1")
    assert Slot.objects.get(pk=rows["asking"].pk).state == SlotState.PUBLISHED


def test_a_lost_connection_is_said_with_the_age_of_what_stands_there(
    rows: dict[str, Slot], editor: User, open_page: OpenPage, watch: Watch
) -> None:
    page = open_page(editor)
    page.goto("/calendar/board/")
    page.context.set_offline(True)
    expect(page.locator("[data-board-link]")).to_contain_text("连接中断", timeout=15_000)
    page.context.set_offline(False)
    expect(page.locator("[data-board-link]")).to_be_hidden(timeout=15_000)
    watch.errors.clear()  # the requests that failed


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_on_a_phone_one_column_stands_at_a_time(
    dark: bool, rows: dict[str, Slot], editor: User, open_page: OpenPage
) -> None:
    page = open_page(editor, phone=True, dark=dark)
    page.goto("/calendar/board/")
    expect(page.locator("#col-failed")).to_be_visible()
    expect(page.locator("#col-now")).to_be_hidden()
    page.locator("[data-tab='unknown']").click()
    expect(page.locator("#col-unknown")).to_be_visible()
    expect(page.locator("#col-failed")).to_be_hidden()
    assert page.url.endswith("#col-unknown")
    assert axe(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
