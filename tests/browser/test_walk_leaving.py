"""W9: somebody leaves; one wizard hands over everything, and the log tells the story."""

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Grant, User, WeiboAccount
from accounts.roles import Role
from content.models import Category, Post
from content.services import DraftInput, save_draft, submit_for_review
from engagement.models import Thread
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch, axe
from tests.conftest import AT

TEXTS = ("旧茶壶的壶嘴堵了怎么通？", "杯盖里的水垢怎么洗？")


def give_work(editor: User, account: WeiboAccount) -> None:
    """An account, a draft, a post in review, a message."""
    WeiboAccount.objects.filter(pk=account.pk).update(owner=editor)
    category = Category.objects.get(slug="knowledge")
    posts = [
        save_draft(draft=DraftInput(account=account, category=category, text=text), by=editor, at=timezone.now())
        for text in TEXTS
    ]
    submit_for_review(post=posts[1], by=editor, at=timezone.now())
    Thread.objects.create(
        account=account, kind="comment", external_id="1", text="在吗", assignee=editor, received_at=AT, due_at=AT,
        created_at=AT,
    )  # fmt: skip


def test_w9_somebody_leaves(
    administrator: User, editor: User, customer_editor: User, account: WeiboAccount, open_page: OpenPage
) -> None:
    give_work(editor, account)
    theirs, page = open_page(editor), open_page(administrator)
    theirs.goto("/")
    expect(theirs.get_by_role("heading", name="工作台", level=1)).to_be_visible()
    page.goto(reverse("accounts:person", args=[editor.pk]))
    page.get_by_role("link", name="办理离开").click()
    expect(page.get_by_role("heading", name="责任编辑 离开")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("接手人", exact=True).select_option(label="客服编辑")
    page.get_by_label("原因").fill("离职")
    page.get_by_role("button", name="看会发生什么").click()
    expect(page.get_by_text("负责的账号 1 项交给 客服编辑")).to_be_visible()
    expect(page.get_by_role("heading", name="接手人还缺的权限，会一并授予")).to_be_visible()
    assert axe(page) == []
    assert User.objects.get(pk=editor.pk).is_active
    page.get_by_role("button", name="确认交接并停用").click()
    expect(page.get_by_text("“责任编辑”已离开：交接 4 项工作，收回 1 项授权")).to_be_visible()
    expect(page.get_by_text("没有任何权限")).to_be_visible()

    theirs.goto("/content/")  # his session ended with his access
    expect(theirs.get_by_label("邮箱")).to_be_visible()
    assert set(Post.objects.values_list("author_id", flat=True)) == {customer_editor.pk}
    assert Thread.objects.get().assignee_id == customer_editor.pk

    page.goto(reverse("accounts:rights") + "?q=" + editor.email)
    expect(page.get_by_text("没有符合条件的授权")).to_be_visible()
    page.goto(reverse("accounts:rights_changed"))
    expect(page.locator(".changes")).to_contain_text("接手 责任编辑 的工作")
    page.goto(reverse("accounts:person", args=[editor.pk]))
    story = page.locator(".timeline-list")
    expect(story).to_contain_text("停用了账户")
    expect(story).to_contain_text("交接了工作")


def test_w9_coming_back_by_a_link(administrator: User, watch: Watch, open_page: OpenPage) -> None:
    gone = User.objects.create_user("gone@example.com", None, name="回来的人", is_active=False)
    Grant.objects.create(user=gone, role=Role.MANAGER, given_at=AT)
    page, theirs = open_page(administrator), open_page(phone=True)
    page.goto(reverse("accounts:person", args=[gone.pk]))
    page.get_by_role("button", name="生成新链接").click()
    address = page.locator(".once code").inner_text()
    theirs.goto("/" + address.split("/", 3)[3])
    assert axe(theirs) == []
    theirs.get_by_label("密码", exact=True).fill("12345")
    theirs.get_by_label("再输一次").fill("12345")
    theirs.get_by_role("button", name="设置密码").click()
    expect(theirs.locator(".invalid-feedback").first).to_be_visible()
    watch.errors.clear()  # the browser reports the 422 itself
    theirs.get_by_label("密码", exact=True).fill("qing-shi-chao-guo-9")
    theirs.get_by_label("再输一次").fill("qing-shi-chao-guo-9")
    theirs.get_by_role("button", name="设置密码").click()
    theirs.get_by_label("邮箱").fill("gone@example.com")
    theirs.get_by_label("密码", exact=True).fill("qing-shi-chao-guo-9")
    theirs.get_by_role("button", name="登录").click()
    theirs.wait_for_url(lambda url: "sign-in" not in url)
    assert User.objects.get(pk=gone.pk).is_active
