"""W3: a reviewer on the phone, from the link in the mail: two taps for a post at most, a wrong tap is taken back."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User, WeiboAccount
from content.models import Category, PassageThread, Post, PostState, Series
from content.services import DraftInput, mind_reviews, request_changes, save_draft, submit_for_review
from core.notices import mail_due
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe

TEXT = "保温杯里的茶垢，用小苏打加温水泡半小时就能刷掉。你家是怎么洗杯子的？第{}问"
EMOJI = "👩\u200d👩\u200d👧 {} https://t.cn/A6abc 看这里。水温要多少度？写清楚才敢泡。"
REPEATS = 5
WORDS = """
  const leaves = [...document.querySelectorAll(".passage-text [data-at]")];
  const leaf = leaves.find((each) => each.textContent.includes(words));
  const at = leaf.textContent.indexOf(words);
  const range = document.createRange();
  range.setStart(leaf.firstChild, at);
  range.setEnd(leaf.firstChild, at + words.length);
"""
"""Where words stand in the text, for a finger or a mouse."""


class Thumb:
    """Taps on a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.tap()
        self.taps += 1

    def tap_words(self, words: str) -> None:
        """The place of these words in the text."""
        self.page.locator(".passage-text").scroll_into_view_if_needed()
        place = f"words => {{ {WORDS} const box = range.getClientRects()[0]; return [box.x + 8, box.y + 8]; }}"
        x, y = self.page.evaluate(place, words)
        self.page.touchscreen.tap(x, y)
        self.taps += 1

    def since(self, before: int) -> int:
        return self.taps - before


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


@pytest.fixture
def waiting(editor: User, approver: User, account: WeiboAccount, now: dt.datetime) -> list[Post]:
    """Seven posts of the editor in review: the first for the second time, the last five parts of one series."""
    category = Category.objects.get(slug="knowledge")
    series = Series.objects.create(
        name="杯子问答", account=account, category=category, owner=editor, anchor_at=now, created_at=now
    )

    def submitted(text: str, series: Series | None = None) -> Post:
        draft = DraftInput(account, category, text, series=series)
        return submit_for_review(post=save_draft(draft=draft, by=editor, at=now), by=editor, at=now)

    first, second = submitted(TEXT.format(0)), submitted(EMOJI.format("小妙招"))
    repeats = [submitted(TEXT.format(number + 2), series) for number in range(REPEATS)]
    request_changes(post=first, version_id=first.version_id or 0, comment="半小时太短", by=approver, at=now)
    text = TEXT.format(0).replace("半小时", "一小时")
    save_draft(draft=DraftInput(account, category, text, post=first), by=editor, at=now)
    return [submit_for_review(post=first, by=editor, at=now), second, *repeats]


def link_in_the_mail(to: User, post: Post, now: dt.datetime) -> str:
    """What the reviewer taps in his mail."""
    mind_reviews(now=now)
    mail_due(now=now)
    (body,) = [str(message.body) for message in mail.outbox if to.email in message.to]
    (found,) = [url for url in re.findall(r"https?://[^\s/]+(/\S+)", body) if f"/reviews/{post.pk}/" in url]
    return str(found)


def test_w3_the_reviewer_on_the_phone(
    open_page: OpenPage, approver: User, waiting: list[Post], now: dt.datetime
) -> None:
    first, second, *repeats = waiting
    page = open_page(approver, phone=True)
    thumb = Thumb(page)
    page.goto(link_in_the_mail(approver, first, now))

    card = page.locator(f"#post-{first.pk}")
    for told in (first.account.nickname, "知识性", "未排期", "半小时太短", "您上次看的 v1", "相似"):
        expect(card).to_contain_text(told)
    expect(card.locator("ins").first).to_have_text("一")
    bar = page.locator(".review-bar")
    assert page.viewport_size is not None
    box = bar.bounding_box()
    assert box is not None
    assert box["y"] > page.viewport_size["height"] * 0.75, "the thumb reaches it"
    thumb.tap(bar.get_by_role("button", name="通过", exact=True))
    expect(page).to_have_url(re.compile(rf"/reviews/{second.pk}/$"))
    assert thumb.taps == 1

    before = thumb.taps
    thumb.tap_words("水温要多少度")
    expect(page.locator("[data-passage-quote]")).to_have_text("水温要多少度？")
    page.locator(".passage-form").get_by_label("意见").fill("八十度以上，写上")
    thumb.tap(page.get_by_role("button", name="提意见并退回"))
    expect(page).to_have_url(re.compile(rf"/reviews/{repeats[0].pk}/$"))
    assert thumb.since(before) == 2
    thread = PassageThread.objects.get()
    assert (thread.post_id, thread.quote) == (second.pk, "水温要多少度？")

    before = thumb.taps
    expect(page.locator(".repeats")).to_contain_text(f"另有 {REPEATS - 1} 期等您审核")
    expect(page.locator(".repeats ins").first).to_have_text("3")
    thumb.tap(page.get_by_role("button", name="一并通过所勾选的"))
    expect(page).to_have_url(re.compile(r"/content/reviews/$"))
    assert thumb.since(before) == 1
    states = dict(Post.objects.values_list("pk", "state"))
    assert [states[post.pk] for post in waiting] == [
        PostState.APPROVED,
        PostState.CHANGES_ASKED,
        *[PostState.APPROVED] * REPEATS,
    ]


def test_w3_a_wrong_tap_is_taken_back(open_page: OpenPage, approver: User, waiting: list[Post]) -> None:
    page = open_page(approver, phone=True)
    page.goto(f"/content/reviews/{waiting[1].pk}/")
    page.locator(".review-bar").get_by_role("button", name="通过", exact=True).tap()
    expect(page).not_to_have_url(re.compile(rf"/reviews/{waiting[1].pk}/$"))
    page.locator("#toasts").get_by_role("button", name="撤销").tap()
    expect(page).to_have_url(re.compile(rf"/reviews/{waiting[1].pk}/$"))
    assert Post.objects.get(pk=waiting[1].pk).state == PostState.IN_REVIEW
    # and later, when the message is gone
    page.locator(".review-bar").get_by_role("button", name="通过", exact=True).tap()
    expect(page).not_to_have_url(re.compile(rf"/reviews/{waiting[1].pk}/$"))
    page.goto(f"/content/reviews/{waiting[1].pk}/")
    page.get_by_role("button", name="撤回决定").tap()
    expect(page.locator(".review-bar")).to_be_visible()


def test_w3_ones_own_posts_say_why_not(open_page: OpenPage, editor: User, waiting: list[Post]) -> None:
    page = open_page(editor, phone=True)
    for address in ("/content/reviews/?mine=1", f"/content/reviews/{waiting[0].pk}/"):
        page.goto(address)
        expect(page.get_by_text("须由另一位同事审核").first).to_be_visible()
        assert page.get_by_role("button", name="通过", exact=True).count() == 0


def test_k5_a_passage_is_marked_with_the_mouse(open_page: OpenPage, approver: User, waiting: list[Post]) -> None:
    """Emoji and a link before it: what was marked is what is kept."""
    page = open_page(approver)
    page.goto(f"/content/reviews/{waiting[1].pk}/")
    page.evaluate(f"words => {{ {WORDS} getSelection().removeAllRanges(); getSelection().addRange(range); }}", "写清楚")
    page.get_by_role("button", name="对所选提意见").click()
    expect(page.locator("[data-passage-quote]")).to_have_text("写清楚")
    page.locator(".passage-form").first.get_by_label("意见").fill("改成“写明”")
    page.get_by_role("button", name="只提意见").click()
    expect(page.locator("mark.passage")).to_have_text("写清楚")
    expect(page.locator(".passage-thread")).to_contain_text("改成“写明”")
    assert PassageThread.objects.get().quote == "写清楚"
    page.get_by_role("button", name="标为解决").click()
    expect(page.locator(".passage-thread")).to_contain_text("已解决")


def test_review_and_post_pages_have_no_accessibility_violation(
    open_page: OpenPage, approver: User, waiting: list[Post]
) -> None:
    addresses = ["/content/reviews/", f"/content/posts/{waiting[0].pk}/", "/content/", "/content/quotas/"]
    addresses += ["/content/words/", "/content/ideas/", "/content/import/", "/content/quotas/preset/"]
    addresses += [f"/content/posts/{waiting[0].pk}/versions/", f"/content/reviews/{waiting[0].pk}/"]
    addresses += [f"/content/reviews/{waiting[2].pk}/"]
    for phone, dark in ((False, False), (True, True)):
        page = open_page(approver, phone=phone, dark=dark)
        for address in addresses:
            page.goto(address)
            assert axe(page) == [], (address, phone, dark)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (address, phone, "scrolls sideways")
