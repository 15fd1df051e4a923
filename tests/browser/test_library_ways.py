"""Ways into the library: a file with its columns, rows and errors; ideas moved over the board by hand."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User, WeiboAccount
from content.models import Idea, IdeaState, Post
from content.services import IdeaInput, create_idea, open_imports, run_import
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe

FILE = "文案,栏目\n保温杯的胶圈多久换一次？,知识性\n,知识性\n围炉煮茶，烤两只橘子。你会带上谁？,趣味性\n".encode()
"""The header of a company's own sheet, and a row without words."""


def test_a_file_is_looked_at_read_and_taken_back(open_page: OpenPage, editor: User, account: WeiboAccount) -> None:
    page = open_page(editor)
    page.goto("/content/import/")
    page.locator("input[type=file]").set_input_files({"name": "文案.csv", "mimeType": "text/csv", "buffer": FILE})
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator(".preview-table tbody tr")).to_have_count(3)
    chosen = page.locator(".mapping select option:checked").all_inner_texts()
    assert {"文案", "栏目"} <= set(chosen)
    page.locator(".mapping [role=combobox]").press_sequentially("家居")
    page.locator(".mapping [role=option]").first.click()
    assert axe(page) == []
    page.get_by_role("button", name="开始导入").click()
    page.wait_for_url("**/content/import/*/")
    for job_id in open_imports():
        run_import(job_id=job_id, clock=timezone.now)
    expect(page.get_by_role("link", name="查看内容库")).to_be_visible()
    refused = page.locator("tbody tr")
    expect(refused).to_have_count(1)
    expect(refused.locator("td").first).to_have_text("3")
    assert Post.objects.visible().count() == 2
    page.get_by_role("button", name="撤销导入").click()
    expect(page.get_by_role("link", name="查看内容库")).to_be_hidden()
    assert Post.objects.visible().count() == 0


def drag(page: Page, idea: Idea, column: str) -> None:
    """A card to the middle of another column, as a hand does it."""
    card = page.locator(f"[data-idea='{idea.pk}'] b").bounding_box()
    place = page.locator(f"[data-column='{column}']").bounding_box()
    assert card and place
    page.mouse.move(card["x"] - 4, card["y"] + 30)
    page.mouse.down()
    page.mouse.move(place["x"] + 60, place["y"] + 30, steps=12)
    page.mouse.move(place["x"] + 80, place["y"] + 40, steps=4)
    page.mouse.up()


def test_c10_an_idea_is_moved_by_drag_and_by_keyboard_and_taken_back(
    open_page: OpenPage, editor: User, account: WeiboAccount
) -> None:
    at = timezone.now() - dt.timedelta(days=1)
    idea = create_idea(idea=IdeaInput("围炉煮茶的橘子"), by=editor, at=at)
    other = create_idea(idea=IdeaInput("保温杯的胶圈"), by=editor, at=at)
    page = open_page(editor)
    page.goto("/content/ideas/")
    drag(page, idea, IdeaState.WRITING)
    expect(page.locator(f"[data-column='writing'] [data-idea='{idea.pk}']")).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(f"[data-column='new'] [data-idea='{idea.pk}']")).to_be_visible()
    page.locator(f"[data-idea='{other.pk}'] a").first.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator(f"[data-column='writing'] [data-idea='{other.pk}']")).to_be_visible()
    assert set(Idea.objects.values_list("title", "state")) == {(idea.title, "new"), (other.title, "writing")}
