"""C12, W2: pictures of the library inside the composer, by click, keyboard and phone; order by drag."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from accounts.models import User, WeiboAccount
from content.models import Media
from content.services import store_picture
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe

NAMES = {"茶席": "#b5651d", "外拍": "#3f7f4f", "店庆": "#37508a"}


@pytest.fixture
def library(editor: User) -> dict[str, Media]:
    """Two that may be used, and one whose right has ended."""
    found = {}
    for name, colour in NAMES.items():
        out = io.BytesIO()
        Image.new("RGB", (240, 160), colour).save(out, "PNG")
        file = SimpleUploadedFile(f"{name}.png", out.getvalue(), "image/png")
        found[name] = store_picture(file=file, by=editor, at=timezone.now())
    Media.objects.filter(pk=found["店庆"].pk).update(rights="licensed", rights_until=dt.date(2020, 1, 1))
    Media.objects.filter(pk=found["外拍"].pk).update(rights="licensed", rights_until=dt.date(2099, 1, 1))
    return found


def names(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-tile] img").evaluate_all("images => images.map((image) => image.alt)")
    return found


def drag(page: Page, first: int, second: int) -> None:
    """One tile to the place of another, as a hand does it."""
    boxes = [page.locator("[data-tile] img").nth(number).bounding_box() for number in (first, second)]
    assert boxes[0] and boxes[1]
    page.mouse.move(boxes[0]["x"] + 30, boxes[0]["y"] + 30)
    page.mouse.down()
    page.mouse.move(boxes[1]["x"] + 60, boxes[1]["y"] + 40, steps=8)
    page.mouse.move(boxes[1]["x"] + 75, boxes[1]["y"] + 40, steps=4)
    page.mouse.up()


def test_c12_pictures_come_from_the_library_are_dragged_and_cut(
    open_page: OpenPage, editor: User, account: WeiboAccount, library: dict[str, Media]
) -> None:
    page = open_page(editor)
    page.goto(f"/content/compose/?account={account.pk}")
    page.get_by_role("button", name="素材库").click()
    dialog = page.get_by_role("dialog", name="从素材库选")
    expect(dialog.locator("[data-pick]")).to_have_count(3)
    expect(dialog.get_by_label("店庆.png")).to_be_disabled()
    expect(dialog).to_contain_text("“店庆.png”的授权到 2020-01-01 为止。")
    assert axe(page) == []

    search = dialog.get_by_label("搜索素材")
    search.fill("外拍")
    expect(dialog.locator("[data-pick]")).to_have_count(1)
    search.press("ArrowDown")
    page.keyboard.press("Space")
    expect(dialog).to_contain_text("已选 1 张")
    search.fill("")
    expect(dialog.locator("[data-pick]")).to_have_count(3)
    expect(dialog.get_by_label("外拍.png")).to_be_checked()
    dialog.get_by_label("茶席.png").check()
    dialog.get_by_role("button", name="加入").click()
    expect(dialog).to_be_hidden()
    assert names(page) == ["外拍.png", "茶席.png"]
    expect(page.locator("[data-preview-grid] img")).to_have_count(2)

    drag(page, 0, 1)
    expect(page.locator("[data-tile] img").first).to_have_attribute("alt", "茶席.png")
    assert page.locator("[data-picture-ids]").input_value() == f"{library['茶席'].pk},{library['外拍'].pk}"

    page.locator("[data-tile]").nth(1).locator("[data-crop]").click()
    expect(page.locator(".cropper-container")).to_be_visible()
    page.locator("[data-ratio='1']").click()
    page.locator("[data-crop-done]").click()
    expect(page.locator("#crop")).to_be_hidden()
    part = Media.objects.latest("pk")
    assert part.width == part.height
    assert (part.rights, part.rights_until) == ("licensed", dt.date(2099, 1, 1))


def test_c12_on_a_phone_the_library_fills_the_screen_and_known_pictures_are_told(
    open_page: OpenPage, editor: User, account: WeiboAccount, library: dict[str, Media]
) -> None:
    page = open_page(editor, phone=True, dark=True)
    page.goto(f"/content/compose/?account={account.pk}")
    page.get_by_role("button", name="素材库").tap()
    dialog = page.get_by_role("dialog", name="从素材库选")
    dialog.locator(".pick-tile", has_text="茶席").tap()
    dialog.get_by_role("button", name="加入").tap()
    page.get_by_role("button", name="素材库").tap()
    expect(dialog.get_by_label("茶席.png")).to_be_disabled()
    expect(dialog.locator(".pick-tile", has_text="茶席")).to_contain_text("已在这条里")
    assert axe(page) == []
    box = dialog.bounding_box()
    assert box is not None and box["width"] == 390
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
