"""K8: the week filled in a real browser: whole, in part, taken back by the toast, and what changed meanwhile."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User, WeiboAccount
from content.models import Post, PostState, QuotaPlan
from publishing.models import Slot, SlotState
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe
from tests.browser.test_calendar import apply_slot_preset_for, at, next_monday
from tests.publishing.makers import make_post, make_slot

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = ("保温杯的胶圈多久换一次", "围炉煮茶配什么点心", "不烫手的杯子怎么选")


@pytest.fixture
def posts(account: WeiboAccount, editor: User) -> list[Post]:
    """Three approved posts for the places of a week."""
    QuotaPlan.objects.all().delete()
    apply_slot_preset_for(account, editor)
    return [make_post(account, text=f"{text}？ https://weibo-ops.example/{n}") for n, text in enumerate(TEXTS)]


def open_fill(page: Page) -> None:
    page.goto(f"/calendar/fill/?date={next_monday()}")
    expect(page.locator("[name=choice]")).to_have_count(len(TEXTS))


def planned() -> int:
    return Slot.objects.filter(state=SlotState.PLANNED).count()


def test_k8_the_week_is_filled_whole_and_taken_back(posts: list[Post], editor: User, open_page: OpenPage) -> None:
    page = open_page(editor)
    open_fill(page)
    assert axe(page) == []
    page.get_by_role("button", name="排入选中的 (3)").click()
    expect(page.locator(".notice-text")).to_contain_text("已排期 3 条")
    assert planned() == 3
    assert f"date={next_monday()}" in page.url
    expect(page.locator(".slot-chip", has_text="保温杯的胶圈")).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".notice-text", has_text="已撤下 3 条，内容回到待排期。")).to_be_visible()
    assert planned() == 0
    assert {post.state for post in Post.objects.all()} == {PostState.APPROVED}


def test_k8_the_week_is_filled_in_part(posts: list[Post], editor: User, open_page: OpenPage) -> None:
    page = open_page(editor)
    open_fill(page)
    all_of_it = page.locator("[data-fill-all]")
    all_of_it.uncheck()
    expect(page.locator("[data-fill-submit]")).to_be_disabled()
    boxes = page.locator("[name=choice]")
    boxes.nth(1).check()
    assert all_of_it.evaluate("box => box.indeterminate") is True
    key = boxes.nth(1).get_attribute("value") or ""
    page.get_by_role("button", name="排入选中的 (1)").click()
    expect(page.locator(".notice-text")).to_contain_text("已排期 1 条")
    assert [slot.post_id for slot in Slot.objects.all()] == [int(key.split("@")[0])]


def test_k8_what_changed_meanwhile_stays_empty_and_says_why(
    posts: list[Post], account: WeiboAccount, editor: User, open_page: OpenPage
) -> None:
    page = open_page(editor)
    open_fill(page)
    make_slot(make_post(account, text="同事刚排的一条，你看过吗？"), at(0, 11), now=timezone.now())
    page.get_by_role("button", name="排入选中的 (3)").click()
    told = page.locator(".notice-text")
    expect(told).to_contain_text("已排期 2 条")
    expect(told).to_contain_text("1 条没有排上：这个时段已经不空。")
    assert planned() == 3
