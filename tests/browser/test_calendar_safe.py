"""What the calendar refuses, and what people keep up in it: days, feeds, lanes by keyboard (K7)."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import Dialog, expect

from accounts.models import User, WeiboAccount
from core.dates import local_day
from publishing.models import CalendarFeed, Slot, SlotState, SpecialDay
from publishing.queries.sharing import FEED, token_of
from publishing.services import make_feed
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch, axe
from tests.browser.test_calendar import at, drag, next_monday, open_week
from tests.conftest import AT
from tests.publishing.makers import make_post, make_slot

pytestmark = pytest.mark.django_db(transaction=True)


def test_k7_a_refused_drag_goes_back_and_says_why(
    account: WeiboAccount, editor: User, open_page: OpenPage, watch: Watch
) -> None:
    slot = make_slot(make_post(account, text="已经在发的一条 https://weibo-ops.example/1"), at(3, 10))
    page = open_page(editor)
    open_week(page)
    Slot.objects.filter(pk=slot.pk).update(state=SlotState.SENDING)
    drag(page, slot, 4, 17)
    expect(page.locator(".notice.is-danger, .toast-danger, .notice-text").first).to_contain_text("发")
    column = page.locator(f".fc-timegrid-col[data-date='{next_monday() + dt.timedelta(days=3)}']")
    expect(column.locator(".slot-chip")).to_contain_text("已经在发的一条")
    slot.refresh_from_db()
    assert slot.scheduled_at == at(3, 10)
    watch.errors[:] = [text for text in watch.errors if "409" not in text]


def test_k7_a_lane_is_moved_along_by_keyboard(account: WeiboAccount, editor: User, open_page: OpenPage) -> None:
    slot = make_slot(make_post(account, text="泳道键盘一条 https://weibo-ops.example/1"), at(1, 10))
    page = open_page(editor)
    page.goto(f"/calendar/lanes/?date={next_monday()}")
    page.locator(".lane-chip").focus()
    page.keyboard.press("m")
    expect(page.locator("#move-says")).to_contain_text("已选中")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".notice-text")).to_contain_text("已移到")
    expect(page.locator(f"tr[data-account='{account.pk}'] td").nth(2)).to_contain_text("泳道键盘")
    slot.refresh_from_db()
    assert slot.scheduled_at == at(2, 10)


def test_k7_a_day_is_added_changed_removed_and_put_back(administrator: User, open_page: OpenPage) -> None:
    page = open_page(administrator)
    page.goto("/calendar/days/")
    page.get_by_label("名称").fill("新店开业")
    page.get_by_label("日期").fill(f"{local_day(AT) + dt.timedelta(days=400)}")
    page.get_by_role("button", name="添加").click()
    row = page.locator("tr", has_text="新店开业")
    expect(row).to_be_visible()
    assert axe(page) == []
    row.get_by_role("link", name="修改").click()
    page.get_by_label("名称").fill("二店开业")
    page.get_by_role("button", name="保存").click()
    row = page.locator("tr", has_text="二店开业")
    row.get_by_role("button", name="移除").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("tr", has_text="二店开业")).to_be_visible()
    assert SpecialDay.objects.filter(name="二店开业").count() == 1


def test_k7_a_feed_is_ended_after_asking_and_answers_no_more(
    account: WeiboAccount, editor: User, open_page: OpenPage
) -> None:
    feed = make_feed(name="手机", filters="", by=editor, at=AT)
    address = reverse("calendar:feed", args=[token_of(feed, FEED)])
    page = open_page(editor)
    assert page.request.get(address).status == 200
    page.goto("/calendar/sharing/")
    assert axe(page) == []
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", agree)
    page.get_by_role("button", name="停用 手机").click()
    expect(page.locator(".outlet", has_text="手机")).to_have_count(0)
    assert "不能恢复" in asked[0]
    assert page.request.get(address).status == 404
    assert not CalendarFeed.objects.filter(revoked_at=None).exists()
