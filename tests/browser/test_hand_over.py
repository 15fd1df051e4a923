"""K6 on a phone: publishing by hand and staying with the comments, with and without JavaScript."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Channel, User, WeiboAccount
from publishing.models import HandOver, Slot, SlotState
from publishing.services import claim_due_slots
from publishing.services.hand_over_people import hand_over_row
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch, axe
from tests.publishing.makers import Wanted, make_post, make_slot
from weibo.text import id_floor_of_time, mid_to_base62

TEXT = "入秋第一杯热茶，从一只不烫手的杯子开始，你喝哪一款？[茶] #山岚好物#"


@pytest.fixture
def slot(account: WeiboAccount, editor: User) -> Slot:
    """Handed to people this minute."""
    WeiboAccount.objects.update(channel=Channel.HAND_OVER)
    account.refresh_from_db()
    now = timezone.now()
    slot = make_slot(make_post(account, Wanted(text=TEXT, author=editor)), now)
    claim_due_slots(now=now, limit=5, worker="w", ahead=dt.timedelta(seconds=1))
    slot.refresh_from_db()
    hand_over_row(slot)
    return slot


def link_of(slot: Slot) -> str:
    return f"https://weibo.com/{slot.account.uid}/{mid_to_base62(id_floor_of_time(timezone.now()) + 7)}"


@pytest.mark.parametrize("js", [True, False], ids=["script", "plain"])
def test_k6_one_hand_in_the_underground(open_page: OpenPage, editor: User, slot: Slot, js: bool) -> None:
    page = open_page(editor, phone=True, js=js)
    page.goto(reverse("calendar:sent_text", args=[slot.pk]))
    expect(page.get_by_text(f"先看微博里登录的是不是 @{slot.account.nickname}")).to_be_visible()
    page.get_by_role("button", name="我来发").click()
    expect(page.get_by_text("由您在发")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth") if js else True
    if js:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="复制正文").click()
        expect(page.get_by_text("已复制，去微博粘贴发布。")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == TEXT
        assert axe(page) == []
    page.get_by_label("发完贴上链接").fill(f"分享自微博 {link_of(slot)}?from=app 快来看")
    page.get_by_role("button", name="我已发布").click()
    expect(page.locator("#hand-over-live").get_by_text("已记为已发布")).to_be_visible()
    slot.refresh_from_db()
    assert slot.state == SlotState.PUBLISHED


def test_k6_on_a_wide_screen_the_text_stands_beside_the_link(open_page: OpenPage, editor: User, slot: Slot) -> None:
    page = open_page(editor)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(reverse("calendar:sent_text", args=[slot.pk]))
    text, link = page.locator("#text-to-copy").bounding_box(), page.locator("#hand-link").bounding_box()
    assert text and link and link["x"] >= text["x"] + text["width"]


def test_k6_nearly_it_is_asked_in_the_dark(open_page: OpenPage, editor: User, slot: Slot) -> None:
    near = TEXT.replace("不烫手", "不烫嘴")
    weibo_id = str(id_floor_of_time(timezone.now()) + 9)
    HandOver.objects.update(near={"id": weibo_id, "text": near, "at": timezone.now().isoformat(), "pictures": 0})
    page = open_page(editor, phone=True, dark=True)
    page.goto(reverse("calendar:sent_text", args=[slot.pk]))
    expect(page.locator(".hand-over-difference ins")).to_have_text("嘴")
    assert axe(page) == []
    page.get_by_role("button", name="是这一条", exact=True).click()
    expect(page.locator("#hand-over-live").get_by_text("已记为已发布")).to_be_visible()


def test_k6_two_people_do_not_post_it_twice(
    open_page: OpenPage, watch: Watch, editor: User, approver: User, slot: Slot
) -> None:
    url = reverse("calendar:sent_text", args=[slot.pk])
    first, second = open_page(editor, phone=True), open_page(approver, phone=True)
    first.goto(url)
    second.goto(url)
    first.get_by_role("button", name="我来发").click()
    expect(first.get_by_text("由您在发")).to_be_visible()
    second.get_by_role("button", name="我来发").click()
    expect(second.get_by_role("alert").filter(has_text="起在发这一条")).to_be_visible()
    second.get_by_role("button", name="确定没有发出，由我接手").click()
    expect(second.get_by_text("由您在发")).to_be_visible()
    watch.errors.clear()  # the 409 answer


def test_k6_it_cannot_be_published_and_says_why(open_page: OpenPage, editor: User, slot: Slot) -> None:
    page = open_page(editor, phone=True)
    page.goto(reverse("calendar:sent_text", args=[slot.pk]))
    page.get_by_text("发不了", exact=True).click()
    page.get_by_label("登录不了这个账号").check()
    page.get_by_role("button", name="退回给排期的同事").click()
    expect(page.get_by_text("现在不要发布")).to_be_visible()
    expect(page.get_by_role("button", name="重新交给人工发布")).to_be_visible()
