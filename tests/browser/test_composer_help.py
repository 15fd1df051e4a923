"""C3, W2: suggestions, emoticons, one-click mends, marked links and the parts of the preview."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import FollowEntry, User, WeiboAccount
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe


@pytest.fixture
def page(open_page: OpenPage, editor: User, account: WeiboAccount) -> Page:
    WeiboAccount.objects.update(channel="hand_over")
    FollowEntry.objects.create(account=account, screen_name="茶叶研究员", sort="industry", created_at=timezone.now())
    found = open_page(editor)
    found.goto(f"/content/compose/?account={account.pk}")
    return found


def test_c3_people_and_emoticons_come_by_keyboard(page: Page) -> None:
    area = page.locator("textarea.composer-text")
    area.press_sequentially("请教 @茶")
    expect(page.locator("#suggestions [data-suggestion]")).to_have_count(1)
    area.press("Enter")
    expect(area).to_have_value("请教 @茶叶研究员 ")
    page.locator("summary", has_text="表情").click()
    page.locator("[data-find-emoticon]").fill("huatong")
    page.locator("[data-find-emoticon]").press("Enter")
    expect(area).to_have_value("请教 @茶叶研究员 [话筒]")
    page.locator("summary", has_text="表情").click()
    expect(page.locator("[data-recent] button")).to_have_count(1)


def test_c13_a_better_wording_is_one_click_and_can_be_taken_back(page: Page) -> None:
    area = page.locator("textarea.composer-text")
    area.fill("😀这只杯子最好用，你说呢？")
    page.locator("[data-replace]").first.click()
    expect(area).not_to_have_value("😀这只杯子最好用，你说呢？")
    page.locator("[data-mend-back]").click()
    expect(area).to_have_value("😀这只杯子最好用，你说呢？")


def test_c13_all_places_are_mended_at_once_and_one_ctrl_z_takes_them_back(page: Page) -> None:
    area = page.locator("textarea.composer-text")
    wrong = "😀这只杯子最好用，那只也最好用。哪只最好用？"
    area.fill(wrong)
    page.get_by_role("button", name="全部改正（3 处）").click()
    right = wrong.replace("最好用", "很好用")
    expect(area).to_have_value(right)
    area.press("Control+z")
    expect(area).to_have_value(wrong)
    page.get_by_role("button", name="全部改正（3 处）").click()
    expect(area).to_have_value(right)
    page.locator("[data-mend-back]").click()
    expect(area).to_have_value(wrong)


def test_c3_a_marked_link_a_vote_and_a_long_text_stand_in_the_preview(page: Page) -> None:
    area = page.locator("textarea.composer-text")
    page.locator("[data-link-tool] summary").click()
    page.locator("[data-link-tool] input").fill("https://shop.example/a")
    page.locator("[data-link-tool] select").select_option(label="日常内容")
    page.get_by_role("button", name="生成链接").click()
    page.get_by_role("button", name="放进正文").click()
    assert "utm_source=weibo" in area.input_value()
    area.fill("茶" * 150)
    fold = page.locator("[data-preview-fold]")
    expect(fold).to_have_text("展开")
    shown = page.locator("[data-preview-text]")
    assert len(shown.inner_text()) == 141
    fold.click()
    assert len(shown.inner_text()) == 150
    page.locator(".hand-items > summary").click()
    page.locator("[data-hand-item=vote] > summary").click()
    page.locator("[data-hand-item=vote] input").fill("您用哪种杯刷？")
    page.locator("[data-hand-item=vote] textarea").fill("长柄\n海绵")
    expect(page.locator(".phone-item-vote span")).to_have_text(["长柄", "海绵"])
    assert axe(page) == []
