"""W2: an editor writes for two accounts, with count, warning, preview, pictures, and nothing lost."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import User, WeiboAccount
from content.models import Media, Post, PostState
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe

TEXT = "保温杯里的茶垢，用小苏打加温水泡半小时就能刷掉。你家是怎么洗杯子的？"


def picture(colour: str, name: str) -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}


@pytest.fixture(autouse=True)
def _own_uploads(tmp_path: Path) -> Any:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


@pytest.fixture
def two(account: WeiboAccount, other_account: WeiboAccount) -> tuple[WeiboAccount, WeiboAccount]:
    WeiboAccount.objects.update(channel="hand_over", tone="亲切，说人话", never_says="亲，", audience="爱做饭的年轻人")
    return account, other_account


def write(page: Page, account: WeiboAccount, text: str) -> None:
    page.locator(f"[name='{account.pk}-text']").fill(text)


def open_composer(open_page: OpenPage, editor: User, two: tuple[WeiboAccount, WeiboAccount], **looks: bool) -> Page:
    page = open_page(editor, **looks)
    page.goto(f"/content/compose/?account={two[0].pk}&account={two[1].pk}")
    return page


def test_w2_an_editor_writes_for_two_accounts_and_submits(
    open_page: OpenPage, editor: User, two: tuple[WeiboAccount, WeiboAccount]
) -> None:
    page = open_composer(open_page, editor, two)
    write(page, two[0], "这只杯子最好用。#茶# 看这里 https://shanlan.example/a [哈哈]你说呢？")
    pane = page.locator(f"[data-pane='{two[0].pk}']")

    expect(pane.locator("[data-length]")).to_have_text("32 / 2000")
    expect(pane.locator(".finding-warning")).to_contain_text("很好用")
    expect(pane.locator("[data-preview-text]")).to_contain_text("网页链接")
    expect(pane.locator("[data-preview-text] .wb-topic")).to_have_text("#茶#")
    expect(pane.locator(".never")).to_have_text("亲，")

    page.get_by_role("tab", name=two[1].nickname).click()
    write(page, two[1], TEXT)
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url("**/content/?idea=*")
    assert [post.state for post in Post.objects.all()] == [PostState.IN_REVIEW] * 2


def test_w2_pictures_come_by_file_and_paste_are_sorted_cropped_and_removed(
    open_page: OpenPage, editor: User, two: tuple[WeiboAccount, WeiboAccount]
) -> None:
    page = open_composer(open_page, editor, two)
    pane = page.locator(f"[data-pane='{two[0].pk}']")
    files = [picture("red", "a.png"), picture("green", "b.png")]
    pane.locator("[data-files]").set_input_files(files)
    expect(pane.locator("[data-tile]")).to_have_count(2)
    page.evaluate(
        """async (selector) => {
          const canvas = document.createElement("canvas");
          canvas.width = 200; canvas.height = 90;
          const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
          const data = new DataTransfer();
          data.items.add(new File([blob], "pasted.png", { type: "image/png" }));
          const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
          document.querySelector(selector).dispatchEvent(paste);
        }""",
        f"[name='{two[0].pk}-text']",
    )
    expect(pane.locator("[data-tile]")).to_have_count(3)
    expect(pane.locator("[data-preview-grid] img")).to_have_count(3)

    pane.locator("[data-tile]").nth(2).locator("[data-earlier]").click()
    pane.locator("[data-tile]").nth(0).locator("[data-crop]").click()
    expect(page.locator(".cropper-container")).to_be_visible()
    page.locator("[data-ratio='1']").click()
    page.locator("[data-crop-done]").click()
    expect(page.locator("#crop")).to_be_hidden()
    pane.locator("[data-tile]").nth(2).locator("[data-remove]").click()

    names = pane.locator("[data-tile] img").evaluate_all("images => images.map((image) => image.alt)")
    assert names == ["a.png", "pasted.png"]
    write(page, two[0], TEXT)
    page.get_by_role("button", name="存草稿").click()
    page.wait_for_url("**/content/**")
    cropped = Media.objects.order_by("-pk").first()
    assert cropped is not None and cropped.width == cropped.height


def test_w2_the_text_survives_a_closed_tab(
    open_page: OpenPage, editor: User, two: tuple[WeiboAccount, WeiboAccount]
) -> None:
    page = open_composer(open_page, editor, two)
    write(page, two[0], TEXT)
    expect(page.locator("[data-kept]")).to_contain_text("保存")
    address = page.url
    page.goto("about:blank")
    page.goto(address)

    expect(page.locator(f"[name='{two[0].pk}-text']")).to_have_value(TEXT)
    expect(page.locator("[data-restored]").first).to_be_visible()
    page.locator("[data-discard]").first.click()
    expect(page.locator(f"[name='{two[0].pk}-text']")).to_have_value("")


def test_another_account_is_added_without_losing_what_was_written(
    open_page: OpenPage, editor: User, two: tuple[WeiboAccount, WeiboAccount]
) -> None:
    page = open_page(editor)
    page.goto(f"/content/compose/?account={two[0].pk}")
    write(page, two[0], TEXT)
    page.locator(".choose-accounts summary").click()
    page.get_by_label(two[1].nickname).check()

    expect(page.get_by_role("tab")).to_have_count(2)
    expect(page.locator(f"[name='{two[1].pk}-text']")).to_be_focused()
    expect(page.locator(f"[name='{two[0].pk}-text']")).to_have_value(TEXT)


def test_the_composer_works_without_javascript(
    open_page: OpenPage, editor: User, two: tuple[WeiboAccount, WeiboAccount]
) -> None:
    page = open_composer(open_page, editor, two, js=False)
    write(page, two[0], TEXT)
    write(page, two[1], TEXT + "厨房")
    page.get_by_role("button", name="存草稿").click()
    page.wait_for_url("**/content/?idea=*")
    assert Post.objects.count() == 2


def test_composer_and_library_have_no_accessibility_violation(
    open_page: OpenPage, editor: User, two: tuple[WeiboAccount, WeiboAccount]
) -> None:
    for phone in (False, True):
        for dark in (False, True):
            page = open_composer(open_page, editor, two, phone=phone, dark=dark)
            write(page, two[0], TEXT)
            expect(page.locator(".pane:not([hidden]) .findings-clear")).to_be_visible()
            assert axe(page) == [], (phone, dark)
