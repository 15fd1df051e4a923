"""Somebody outside is asked, answers in a browser of his own, and the post's page shows it (K5)."""

from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User, WeiboAccount
from content.models import Category, Post, PostState, ReviewStep
from content.services import DraftInput, approve, save_draft, submit_for_review
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe

TEXT = "保温杯里的茶垢，用小苏打加温水泡半小时就能刷掉。你家是怎么洗杯子的？"


@pytest.fixture
def waiting(editor: User, approver: User, account: WeiboAccount) -> Post:
    """Approved inside; its step needs a voice from outside, too."""
    ReviewStep.objects.filter(is_active=True).update(outside=1)
    now, category = timezone.now(), Category.objects.get(slug="knowledge")
    post = save_draft(draft=DraftInput(account, category, TEXT), by=editor, at=now)
    post = submit_for_review(post=post, by=editor, at=now)
    return approve(post=post, version_id=post.version_id or 0, by=approver, at=now)


def test_k5_asked_outside_decided_elsewhere_shown_on_the_post(open_page: OpenPage, editor: User, waiting: Post) -> None:
    page = open_page(editor)
    page.goto(f"/content/posts/{waiting.pk}/")
    expect(page.get_by_text("等1 位外部审核人")).to_be_visible()
    page.get_by_text("请外部的人看这一版").click()
    page.get_by_label("姓名").fill("李律师")
    page.get_by_label("邮箱").fill("li@lawfirm.example")
    page.get_by_label("请对方看什么").fill("请确认广告用语")
    page.get_by_role("button", name="生成链接").click()
    address = urlsplit(page.locator("[data-link]").inner_text()).path

    outside = open_page(phone=True)
    outside.goto(address)
    expect(outside.get_by_text("小苏打")).to_be_visible()
    assert axe(outside) == []
    outside.get_by_label("您的姓名").fill("李敏")
    outside.get_by_role("button", name="同意发布").tap()
    expect(outside.get_by_role("heading", name="已收到您的意见")).to_be_visible()

    page.goto(f"/content/posts/{waiting.pk}/")
    expect(page.locator("#outside")).to_contain_text("署名 李敏")
    assert axe(page) == []
    assert Post.objects.get(pk=waiting.pk).state == PostState.APPROVED
    page.goto(f"/calendar/posts/{waiting.pk}/evidence/")
    expect(page.get_by_role("status")).to_contain_text("一致")
    assert axe(page) == []
