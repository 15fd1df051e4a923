"""Month, lanes, keyboard and link of the calendar in a real browser (K7, W2)."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User, WeiboAccount
from publishing.queries.sharing import SHARE, token_of
from publishing.services import ShareInput, make_share
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe
from tests.browser.test_calendar import at, next_monday, open_week
from tests.publishing.makers import make_post, make_slot

pytestmark = pytest.mark.django_db(transaction=True)


def test_k7_a_drag_in_the_month_keeps_the_clock_and_is_undone(
    account: WeiboAccount, editor: User, open_page: OpenPage
) -> None:
    slot = make_slot(make_post(account, text="按月拖动的一条 https://weibo-ops.example/1"), at(1, 10))
    page = open_page(editor)
    page.goto(f"/calendar/?date={next_monday()}&view=dayGridMonth")
    chip = page.locator(".slot-chip", has_text="按月拖动的一条")
    day = page.locator(f".fc-daygrid-day[data-date='{at(4, 10):%Y-%m-%d}']")
    start, end = chip.bounding_box(), day.bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 20, start["y"] + 6)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=12)
    page.mouse.up()
    expect(page.locator(".notice-text")).to_contain_text("已移到")
    slot.refresh_from_db()
    assert slot.scheduled_at == at(4, 10)
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".notice-text", has_text="已撤销")).to_be_visible()
    slot.refresh_from_db()
    assert slot.scheduled_at == at(1, 10)


def test_k7_the_keyboard_moves_a_post_and_says_where(account: WeiboAccount, editor: User, open_page: OpenPage) -> None:
    slot = make_slot(make_post(account, text="键盘移动的一条 https://weibo-ops.example/1"), at(1, 10))
    page = open_page(editor)
    open_week(page)
    page.locator(".slot-chip", has_text="键盘移动的一条").focus()
    page.keyboard.press("m")
    expect(page.locator("#move-says")).to_contain_text("已选中")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("#move-says")).to_contain_text("周三 11:00")
    page.keyboard.press("Enter")
    expect(page.locator(".notice-text")).to_contain_text("已移到")
    slot.refresh_from_db()
    assert slot.scheduled_at == at(2, 11)


def test_k7_a_lane_is_dragged_along_and_keeps_the_clock(
    account: WeiboAccount, editor: User, open_page: OpenPage
) -> None:
    slot = make_slot(make_post(account, text="泳道里的一条 https://weibo-ops.example/1"), at(1, 10))
    page = open_page(editor)
    page.goto(f"/calendar/lanes/?date={next_monday()}")
    row = page.locator(f"tr[data-account='{account.pk}']")
    row.locator(".lane-chip").drag_to(row.locator("td").nth(4))
    expect(page.locator(".notice-text")).to_contain_text("已移到")
    slot.refresh_from_db()
    assert slot.scheduled_at == at(4, 10)
    expect(row.locator("td").nth(4)).to_contain_text("泳道里的一条")
    assert axe(page) == []


def test_k7_a_stranger_sees_the_link_and_nothing_else(account: WeiboAccount, editor: User, open_page: OpenPage) -> None:
    make_slot(make_post(account, text="外部能看的一条 https://weibo-ops.example/1"), at(1, 10))
    values = ShareInput("代理商", f"account={account.pk}", 7, password="secret-66")
    share = make_share(values=values, by=editor, at=timezone.now())
    page = open_page()
    address = reverse("calendar:shared", args=[token_of(share, SHARE)])
    page.goto(address)
    page.get_by_label("访问密码").fill("secret-66")
    page.get_by_role("button", name="查看").click()
    page.goto(f"{address}?view=week&date={next_monday()}")
    expect(page.locator(".sheet")).to_contain_text("外部能看的一条")
    assert page.locator("a[href*='/slots/']").count() == 0
    assert axe(page) == []
