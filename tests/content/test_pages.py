"""Pages of the library: they render, keep what was typed, and cost the same with 2 and with 20 rows."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.models import User, WeiboAccount
from content.models import Category, Idea, Media, Post, PostState
from content.services import mark_published, mark_scheduled, mark_sending, submit_for_review
from tests.conftest import ClientOf
from tests.content.conftest import TEXT, Write
from weibo_ops.celery import app


def png(colour: str = "teal") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return SimpleUploadedFile("bild.png", out.getvalue(), content_type="text/html")


def pane(account: WeiboAccount, text: str, **fields: Any) -> dict[str, Any]:
    category = Category.objects.get(slug="knowledge")
    values = {"text": text, "category": category.pk, "pictures": "", "post": "", "base": "", **fields}
    return {f"{account.pk}-{name}": value for name, value in values.items()}


@pytest.mark.parametrize(
    "name", ["library", "reviews", "compose", "ideas", "quotas", "quota_preset", "words", "import", "library_export"]
)
def test_it_renders_empty_and_full(client_of: ClientOf, approver: User, submitted: Post, name: str) -> None:
    assert client_of(approver).get(reverse(f"content:{name}")).status_code == 200


def test_the_library_filters_by_everything(client_of: ClientOf, editor: User, write: Write) -> None:
    write("带话题 #茶# 的一条？")
    write("另一条")
    client = client_of(editor)

    def texts(query: str) -> list[str]:
        return [post.version.text for post in client.get(reverse("content:library") + query).context["page"].rows]

    assert texts("?element=topic") == ["带话题 #茶# 的一条？"]
    assert texts("?q=另一") == ["另一条"]
    assert texts("?state=approved") == []
    assert len(texts(f"?author={editor.pk}&category={Category.objects.get(slug='knowledge').pk}")) == 2
    assert len(texts("?state=nonsense&author=²&element=x&q=%00&before=99999999999999999999&view=table")) == 2


def test_the_library_costs_the_same_with_many_rows(
    client_of: ClientOf, editor: User, write: Write, django_assert_max_num_queries: Any
) -> None:
    client = client_of(editor)
    for number in range(20):
        write(f"第 {number} 条，你说呢？")
    client.get(reverse("content:library"))
    with django_assert_max_num_queries(16):
        assert client.get(reverse("content:library")).status_code == 200
    with django_assert_max_num_queries(16):
        client.get(reverse("content:reviews"))


def test_the_post_page_tells_the_whole_story(client_of: ClientOf, approver: User, write: Write, approved: Post) -> None:
    write(TEXT.replace("半小时", "一小时"), post=approved)
    html = client_of(approver).get(reverse("content:post", args=[approved.pk])).content.decode()

    assert "<del>半</del><ins>一</ins>" in html
    assert "写了新版本" in html and "审核通过" in html


def test_composing_saves_and_submits_for_two_accounts(
    client_of: ClientOf, editor: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    data = {"account": [account.pk, other_account.pk], "action": "submit"}
    data |= pane(account, TEXT) | pane(other_account, "厨房号的说法：小苏打加温水，泡一泡就好。你试过吗？")
    answer = client_of(editor).post(reverse("content:compose"), data)

    assert answer.status_code == 302
    posts = list(Post.objects.order_by("account_id"))
    assert [post.state for post in posts] == [PostState.IN_REVIEW] * 2
    assert posts[0].idea is not None and posts[0].idea == posts[1].idea


def test_composing_keeps_what_was_typed_when_something_is_wrong(
    client_of: ClientOf, editor: User, account: WeiboAccount
) -> None:
    client = client_of(editor)
    long = "长" * 141
    answer = client.post(reverse("content:compose"), {"account": account.pk, "action": "submit"} | pane(account, long))
    html = answer.content.decode()

    assert answer.status_code == 422
    assert long in html and "超出 1 字" in html
    post = Post.objects.get()
    assert f'value="{post.pk}"' in html, "the draft was saved and is known to the form"
    again = pane(account, TEXT, post=post.pk, base=post.version_id)
    assert (
        client.post(reverse("content:compose"), {"account": account.pk, "action": "submit"} | again).status_code == 302
    )
    assert Post.objects.get().state == PostState.IN_REVIEW
    missing = pane(account, TEXT, category="")
    assert (
        client.post(reverse("content:compose"), {"account": account.pk, "action": "save"} | missing).status_code == 422
    )


def test_the_composer_opens_an_idea_and_a_post(
    client_of: ClientOf, editor: User, account: WeiboAccount, submitted: Post
) -> None:
    client = client_of(editor)
    client.post(reverse("content:idea_new"), {"source_kind": "mention", "source_id": 7, "source_text": "杯子漏水了"})
    idea = Idea.objects.get()
    page = client.get(f"{reverse('content:compose')}?idea={idea.pk}&account={account.pk}").content.decode()
    edit = client.get(reverse("content:post_edit", args=[submitted.pk])).content.decode()

    assert (idea.title, idea.source_id) == ("杯子漏水了", 7)
    assert "杯子漏水了" in page and f'name="{account.pk}-text"' in page
    assert TEXT in edit


def test_lint_answers_while_typing(client_of: ClientOf, editor: User, account: WeiboAccount, write: Write) -> None:
    write(TEXT)
    data = {"check": account.pk} | pane(account, "这是最好用的杯子。" + TEXT)
    html = client_of(editor).post(reverse("content:check"), data, headers={"HX-Request": "true"}).content.decode()

    assert "很好用" in html
    assert "相似" in html and TEXT in html


def test_c4_nothing_is_blamed_before_something_was_written(
    client_of: ClientOf, editor: User, account: WeiboAccount
) -> None:
    client, data = client_of(editor), {"check": account.pk} | pane(account, " ")
    html = client.post(reverse("content:check"), data, headers={"HX-Request": "true"}).content.decode()
    assert "还没有正文" not in html and "写下正文后" in html
    assert client.post(reverse("content:compose"), pane(account, " ") | {"action": "submit"}).status_code == 422


def test_pictures_are_served_behind_the_door_with_safe_headers(
    client_of: ClientOf, editor: User, manager: User, stranger: User, settings: Any, tmp_path: Path, write: Write
) -> None:
    settings.MEDIA_ROOT = tmp_path
    answer = client_of(editor).post(reverse("content:media_upload"), {"picture": png()})
    media = Media.objects.get()
    url = reverse("content:media", args=[media.pk])

    assert answer.status_code == 201
    shown = client_of(editor).get(url)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff" and "sandbox" in shown["Content-Security-Policy"]
    assert client_of(stranger).get(url).status_code == 403
    assert client_of(manager).get(url).status_code == 404, "not in any post yet"
    write(TEXT, media_ids=(media.pk,))
    small = client_of(manager).get(reverse("content:thumbnail", args=[media.pk]))
    assert small.status_code == 200
    bad = SimpleUploadedFile("a.svg", b"<svg/>")
    assert client_of(editor).post(reverse("content:media_upload"), {"picture": bad}).status_code == 422


def test_a_reviewer_approves_asks_and_approves_several(
    client_of: ClientOf, approver: User, editor: User, write: Write, at: dt.datetime
) -> None:
    posts = [submit_for_review(post=write(f"{TEXT}{n}"), by=editor, at=at) for n in range(4)]
    client = client_of(approver)
    one, two, *rest = posts
    client.post(reverse("content:approve", args=[one.pk]), {"version": one.version_id, "fun": 5})
    client.post(reverse("content:request_changes", args=[two.pk]), {"version": two.version_id, "comment": "改水温"})
    chosen = [f"{post.pk}:{post.version_id}" for post in rest] + ["x:y", "1:²"]
    client.post(reverse("content:approve_selected"), {"chosen": chosen})

    states = dict(Post.objects.values_list("pk", "state"))
    assert [states[post.pk] for post in posts] == ["approved", "changes_asked", "approved", "approved"]


def test_other_pages_show_panels_of_the_library(client_of: ClientOf, editor: User, submitted: Post) -> None:
    html = client_of(editor).get(reverse("content:account_panel", args=[submitted.account_id])).content.decode()

    assert "未分配 5%" in html and TEXT[:10] in html
    assert client_of(editor).get(reverse("content:campaign_panel", args=[1])).status_code == 200


def test_ones_own_post_says_why_not(client_of: ClientOf, editor: User, submitted: Post) -> None:
    client = client_of(editor)
    html = client.get(reverse("content:reviews") + "?mine=1").content.decode()

    assert "须由另一位同事审核" in html
    answer = client.post(reverse("content:approve", args=[submitted.pk]), {"version": submitted.version_id})
    assert answer.status_code == 403


def test_quotas_and_ideas_are_edited_in_the_browser(client_of: ClientOf, approver: User, account: WeiboAccount) -> None:
    client = client_of(approver)
    first = Category.objects.get(slug="timely")
    url = reverse("content:quota_edit", args=[account.pk])
    values = {"promotional_percent": 10, "inviting_percent": 60}
    assert client.post(url, values | {f"share_{first.pk}": "100.5"}).status_code == 422
    assert client.post(url, values | {f"share_{first.pk}": "30"}).status_code == 302
    assert "70%" in client.get(reverse("content:quotas")).content.decode()

    client.post(reverse("content:idea_new"), {"title": "", "note": "写了备注"})
    assert not Idea.objects.exists()


def test_an_import_is_previewed_confirmed_and_undone(
    client_of: ClientOf, editor: User, account: WeiboAccount, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    app.conf.task_always_eager = True
    try:
        client = client_of(editor)
        file = SimpleUploadedFile("文案.csv", f"账号,分类,正文\n{account.nickname},知识,{TEXT}\n,x,y\n".encode("gbk"))
        preview = client.get(client.post(reverse("content:import"), {"file": file})["Location"])
        assert "知识" in preview.content.decode()
        pk = preview.context["found"].pk
        confirm = reverse("content:import_confirm", args=[pk])
        assert client.post(confirm, {"text": ""}).status_code == 422
        client.post(confirm, {"account": "0", "category": "1", "text": "2"})
    finally:
        app.conf.task_always_eager = False
    page = client.get(reverse("content:import_page", args=[pk])).content.decode()
    assert "导入 1 条，拒绝 1 行" in page
    assert "没有写明账号" in b"".join(client.get(reverse("content:import_refusals", args=[pk]))).decode()
    assert Post.objects.visible().count() == 1
    client.post(reverse("content:import_undo", args=[pk]))
    assert Post.objects.visible().count() == 0


def test_cancelling_and_reopening_from_the_page(
    client_of: ClientOf, editor: User, approved: Post, at: dt.datetime
) -> None:
    client = client_of(editor)
    client.post(reverse("content:cancel", args=[approved.pk]), {"reason": "过时"})
    assert Post.objects.get().state == PostState.CANCELLED
    client.post(reverse("content:reopen", args=[approved.pk]))
    client.post(reverse("content:submit", args=[approved.pk]))
    assert Post.objects.get().state == PostState.IN_REVIEW


def test_what_is_published_cannot_be_edited(
    client_of: ClientOf, editor: User, approved: Post, account: WeiboAccount, at: dt.datetime
) -> None:
    mark_scheduled(post=approved, at=at, due_at=at)
    mark_sending(post=approved, at=at)
    mark_published(post=approved, at=at)
    data = {"account": account.pk, "action": "save"} | pane(account, "改", post=approved.pk, base=approved.version_id)
    answer = client_of(editor).post(reverse("content:compose"), data)

    assert answer.status_code == 422
    assert "已发布" in answer.content.decode()
