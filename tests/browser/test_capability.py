"""K6 in a browser: what an account cannot post is told while writing, and mended by one click."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from accounts.models import User, WeiboAccount
from content.models import Post
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe

TEXT = "保温杯里的茶垢，用小苏打加温水泡半小时就能刷掉。你家是怎么洗杯子的？"


@pytest.fixture(autouse=True)
def _own_uploads(tmp_path: Path) -> Any:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


def pictures(*colours: str) -> list[FilePayload]:
    found: list[FilePayload] = []
    for colour in colours:
        out = io.BytesIO()
        Image.new("RGB", (400, 300), colour).save(out, "PNG")
        found.append({"name": f"{colour}.png", "mimeType": "image/png", "buffer": out.getvalue()})
    return found


def write(open_page: OpenPage, editor: User, account: WeiboAccount, text: str, **looks: bool) -> tuple[Page, Locator]:
    page = open_page(editor, **looks)
    page.goto(f"/content/compose/?account={account.pk}")
    page.locator(f"[name='{account.pk}-text']").fill(text)
    return page, page.locator(f"[data-pane='{account.pk}']")


def with_three_pictures(pane: Locator) -> Locator:
    """The finding about them."""
    pane.locator("[data-files]").set_input_files(pictures("red", "green", "blue"))
    expect(pane.locator("[data-tile]")).to_have_count(3)
    finding = pane.locator(".finding-error", has_text="最多可带 1 张图片，现在有 3 张")
    expect(finding).to_be_visible()
    return finding


def save(page: Page) -> Post:
    page.get_by_role("button", name="存草稿").click()
    page.wait_for_url(re.compile(r"/content/posts/\d+/$"))
    return Post.objects.get()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_k6_three_pictures_are_handed_to_a_person_by_one_click(
    open_page: OpenPage, editor: User, account: WeiboAccount, phone: bool
) -> None:
    page, pane = write(open_page, editor, account, TEXT, phone=phone)
    expect(pane.locator(".ability-chip", has_text="单图")).to_be_visible()
    finding = with_three_pictures(pane)
    assert axe(page) == []
    finding.get_by_role("button", name="改为人工发布").click()
    expect(finding).to_have_count(0)
    expect(pane.locator("[data-by-hand]")).to_be_checked()
    expect(pane.locator("[data-tile]")).to_have_count(3)
    post = save(page)
    assert post.by_hand and post.version is not None and post.version.media.count() == 3


def test_k6_the_first_of_three_pictures_is_kept_by_one_click(
    open_page: OpenPage, editor: User, account: WeiboAccount
) -> None:
    page, pane = write(open_page, editor, account, TEXT)
    finding = with_three_pictures(pane)
    finding.get_by_role("button", name="保留第一张").click()
    expect(finding).to_have_count(0)
    assert pane.locator("[data-tile] img").evaluate_all("all => all.map((image) => image.alt)") == ["red.png"]
    expect(pane.locator("[data-by-hand]")).not_to_be_checked()
    post = save(page)
    assert not post.by_hand and post.version is not None and post.version.media.count() == 1


def test_k6_a_topic_that_weibo_would_drop_is_told_and_mended(
    open_page: OpenPage, editor: User, account: WeiboAccount
) -> None:
    _page, pane = write(open_page, editor, account, f"#秋日热茶# {TEXT}")
    finding = pane.locator(".finding-warning", has_text="话题 #秋日热茶# 会被微博去掉")
    expect(finding).to_be_visible()
    finding.get_by_role("button", name="去掉话题符号").click()
    expect(finding).to_have_count(0)
    expect(pane.locator("textarea").first).to_have_value(f"秋日热茶 {TEXT}")
    pane.locator("textarea").first.fill(f"#秋日热茶# {TEXT}")
    finding.get_by_role("button", name="改为人工发布").click()
    expect(finding).to_have_count(0)
    expect(pane.locator("textarea").first).to_have_value(f"#秋日热茶# {TEXT}")
