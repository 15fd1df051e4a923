"""W2: from a hot topic to submitted posts of two accounts, and the week filled, with counted clicks."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Locator, expect

from accounts.models import User, WeiboAccount
from content.models import Category, Post, PostState
from content.services import DraftInput, save_draft
from monitoring.models import Hit, KeywordSet, Mention, SetKind, Source, SourceKind
from monitoring.services import judge_topics
from publishing.models import Slot
from tests.browser.conftest import OpenPage
from tests.browser.test_calendar import apply_slot_preset_for
from tests.publishing.makers import Wanted, make_post

TEXT = "围炉煮茶用什么杯子？内胆三一六不锈钢，煮久了也没有怪味。你家炉边放的是什么？ https://weibo-ops.example/1"


@pytest.fixture
def hot_topic(editor: User) -> str:
    """Three voices of the last hour that carry one topic and were caught."""
    now = timezone.now()
    source = Source.objects.create(kind=SourceKind.FILE, name="采集", last_ok_at=now)
    found = KeywordSet.objects.create(name="品牌", kind=SetKind.BRAND, created_at=now)
    for number in range(3):
        at = now - dt.timedelta(minutes=20 + number)
        mention = Mention.objects.create(
            source=source, external_id=str(5100000000000001 + number), text=f"#围炉煮茶# 用山岚的壶 {number}",
            author_id=str(number), author_name=f"茶友 {number}", published_at=at, first_seen_at=at, last_seen_at=at,
        )  # fmt: skip
        Hit.objects.create(keyword_set=found, mention=mention, published_at=at, found_at=at)
    judge_topics(now=now)
    return "围炉煮茶"


class Counted:
    """Clicks, counted."""

    def __init__(self) -> None:
        self.clicks = 0

    def on(self, target: Locator) -> None:
        target.click()
        self.clicks += 1


def test_w2_from_a_hot_topic_to_a_submitted_post_in_eight_clicks(
    account: WeiboAccount, editor: User, hot_topic: str, open_page: OpenPage
) -> None:
    WeiboAccount.objects.update(link="https://weibo-ops.example/1")
    page, counted = open_page(editor), Counted()
    page.goto("/")
    counted.on(page.get_by_role("button", name=f"写微博 {hot_topic}"))
    expect(page.get_by_role("heading", name="写微博", level=1)).to_be_visible()
    expect(page.locator(".page-state")).to_contain_text(hot_topic)
    area = page.locator("textarea.composer-text")
    area.fill(TEXT)
    expect(page.locator("[data-preview-text]")).to_contain_text("围炉煮茶")
    counted.on(page.get_by_role("button", name="提交审核"))
    page.wait_for_url("**/content/posts/*/")
    post = Post.objects.get()
    assert post.state == PostState.IN_REVIEW
    assert counted.clicks <= 8


PASTE = """async (selector) => {
  const canvas = document.createElement("canvas");
  canvas.width = 200; canvas.height = 90;
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const data = new DataTransfer();
  data.items.add(new File([blob], "pasted.png", { type: "image/png" }));
  document.querySelector(selector).dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""


def test_w2_two_accounts_with_their_own_voices_a_mend_and_a_picture_in_eight_clicks(
    account: WeiboAccount,
    other_account: WeiboAccount,
    editor: User,
    hot_topic: str,
    open_page: OpenPage,
    tmp_path: Path,
) -> None:
    WeiboAccount.objects.update(link="https://weibo-ops.example/1", channel="hand_over")
    page, counted = open_page(editor), Counted()
    with override_settings(MEDIA_ROOT=tmp_path):
        page.goto("/")
        counted.on(page.get_by_role("button", name=f"写微博 {hot_topic}"))
        for one in (account, other_account):
            counted.on(page.get_by_label(one.nickname, exact=False).first)
        counted.on(page.get_by_role("button", name="开始写"))

        pane = page.locator("[data-pane]").first
        first, second = sorted((account, other_account), key=lambda one: str(one.pk) != pane.get_attribute("data-pane"))
        earlier = DraftInput(first, Category.objects.order_by("pk")[0], TEXT.replace("煮久了", "久煮"))
        save_draft(draft=earlier, by=editor, at=timezone.now())
        words = page.locator(f"[name='{first.pk}-text']")
        words.fill(f"最好用的壶：{TEXT}")
        expect(pane.locator("[data-length]")).to_contain_text("/ 2000")
        expect(pane.locator(".nearest")).to_be_visible()
        expect(pane.locator("[data-preview-text]")).to_contain_text("网页链接")
        counted.on(pane.locator("[data-replace]").first)
        expect(words).not_to_have_value(f"最好用的壶：{TEXT}")
        page.evaluate(PASTE, f"[name='{first.pk}-text']")
        counted.clicks += 1
        expect(pane.locator("[data-tile]")).to_have_count(1)

        counted.on(page.get_by_role("tab", name=second.nickname))
        page.locator(f"[name='{second.pk}-text']").fill("炉子边坐三个人正好，第四个去烧水。你家谁去？")
        counted.on(page.get_by_role("button", name="提交审核"))
        page.wait_for_url("**/content/?idea=*")
    written = Post.objects.filter(idea__isnull=False)
    assert [post.state for post in written] == [PostState.IN_REVIEW] * 2
    assert counted.clicks <= 8


def test_w2_the_week_is_filled_and_says_why_a_place_stays_empty(
    account: WeiboAccount, editor: User, open_page: OpenPage
) -> None:
    apply_slot_preset_for(account, editor)
    knowledge = Category.objects.get(slug="knowledge")
    for number in range(3):
        make_post(account, Wanted(category=knowledge), text=f"第 {number} 条 https://weibo-ops.example/{number}")
    page = open_page(editor)
    page.goto(f"/calendar/fill/?date={timezone.localdate() + dt.timedelta(days=7)}")
    boxes = page.locator("input[name=choice]")
    expect(boxes.first).to_be_checked()
    boxes.first.uncheck()
    wanted = boxes.count() - 1
    expect(page.get_by_role("heading", name="仍空的时段")).to_be_visible()
    page.get_by_role("button", name="排入选中的").click()
    page.wait_for_url("**/calendar/?*")
    assert Slot.objects.count() == wanted
