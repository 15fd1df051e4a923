"""W3: a reviewer on the phone needs at most two taps for a post."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User, WeiboAccount
from content.models import Category, Post, PostState
from content.services import DraftInput, request_changes, save_draft, submit_for_review
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe

TEXT = "保温杯里的茶垢，用小苏打加温水泡半小时就能刷掉。你家是怎么洗杯子的？第{}问"


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


@pytest.fixture
def waiting(editor: User, approver: User, account: WeiboAccount, now: dt.datetime) -> list[Post]:
    """Seven posts of the editor in review, the first of them for the second time."""
    category = Category.objects.get(slug="knowledge")
    posts = []
    for number in range(7):
        post = save_draft(draft=DraftInput(account, category, TEXT.format(number)), by=editor, at=now)
        posts.append(submit_for_review(post=post, by=editor, at=now))
    first = posts[0]
    request_changes(post=first, version_id=first.version_id or 0, comment="半小时太短", by=approver, at=now)
    text = TEXT.format(0).replace("半小时", "一小时")
    save_draft(draft=DraftInput(account, category, text, post=first), by=editor, at=now)
    posts[0] = submit_for_review(post=first, by=editor, at=now)
    return posts


def test_w3_two_taps_for_each_post_on_the_phone(open_page: OpenPage, approver: User, waiting: list[Post]) -> None:
    page = open_page(approver, phone=True)
    page.goto("/content/reviews/")
    first = page.locator(f"#post-{waiting[0].pk}")
    expect(first.locator("ins")).to_have_text("一")
    expect(first.locator("blockquote")).to_contain_text("半小时太短")
    first.get_by_role("button", name="通过", exact=True).tap()
    expect(page.locator(f"#post-{waiting[0].pk}")).to_have_count(0)

    second = page.locator(f"#post-{waiting[1].pk}")
    second.locator(".decide-changes summary").tap()
    second.get_by_label("需要修改什么").fill("水温写一下")
    second.get_by_role("button", name="退回给作者").tap()
    expect(page.locator(f"#post-{waiting[1].pk}")).to_have_count(0)

    page.locator(".bulk-bar").scroll_into_view_if_needed()
    page.get_by_label("全选本页").tap()
    page.get_by_role("button", name="通过所选").tap()
    expect(page.locator(".empty-state")).to_be_visible()
    states = [post.state for post in Post.objects.order_by("pk")]
    assert states == [PostState.APPROVED, PostState.CHANGES_ASKED, *[PostState.APPROVED] * 5]


def test_w3_ones_own_posts_say_why_not(open_page: OpenPage, editor: User, waiting: list[Post]) -> None:
    page = open_page(editor, phone=True)
    page.goto("/content/reviews/?mine=1")

    expect(page.get_by_text("须由另一位同事审核").first).to_be_visible()
    assert page.get_by_role("button", name="通过", exact=True).count() == 0


def test_review_and_post_pages_have_no_accessibility_violation(
    open_page: OpenPage, approver: User, waiting: list[Post]
) -> None:
    addresses = ["/content/reviews/", f"/content/posts/{waiting[0].pk}/", "/content/", "/content/quotas/"]
    addresses += ["/content/words/", "/content/ideas/", "/content/import/", "/content/quotas/preset/"]
    for phone, dark in ((False, False), (True, True)):
        page = open_page(approver, phone=phone, dark=dark)
        for address in addresses:
            page.goto(address)
            assert axe(page) == [], (address, phone, dark)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (address, phone, "scrolls sideways")


def test_w3_one_tap_from_the_link_in_the_mail(open_page: OpenPage, approver: User, waiting: list[Post]) -> None:
    post = waiting[0]
    page = open_page(approver, phone=True)
    page.goto(f"/content/posts/{post.pk}/")
    for told in (post.account.nickname, TEXT.format(0)[:12], "知识性", "v2"):
        expect(page.locator("main")).to_contain_text(told)
    page.get_by_role("button", name="通过", exact=True).tap()
    expect(page.locator(".page-state")).to_contain_text("已通过")
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
