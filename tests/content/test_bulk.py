"""Actions on many posts at once: each checked by itself, told in numbers, taken back."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import BulkAction, BulkChange, Category, Post, PostState, ReviewStep, RiskRule, StepNeed
from content.selecting import Wish
from content.services import DraftInput, approve, change_posts, save_draft, undo_bulk_change
from content.services.bulk import AT_ONCE, UNDO_FOR
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from tests.conftest import ClientOf, make_user
from tests.content.conftest import TEXT, Write

S = PostState


def state_of(post: Post) -> str:
    return Post.objects.get(pk=post.pk).state


def test_each_row_is_checked_by_itself(
    write: Write, account: WeiboAccount, other_account: WeiboAccount, editor: User, at: dt.datetime
) -> None:
    mine, foreign, gone = write(), write("别的账号的一条？", account=other_account), 10**12
    writer = make_user("single", Role.RESPONSIBLE_EDITOR, account=account)
    wish = Wish(BulkAction.CATEGORY, [mine.pk, foreign.pk, gone], category=Category.objects.get(slug="fun"))
    outcome = change_posts(wish=wish, by=writer, at=at)

    assert outcome.done == 1 and outcome.refused == {"没有权限": 1, "已不存在": 1}
    assert Post.objects.get(pk=mine.pk).category.slug == "fun"
    assert Post.objects.get(pk=foreign.pk).category.slug == "knowledge"
    assert AuditEntry.objects.filter(code="content.post.sorted").count() == 1


def test_a_category_is_put_back_where_nobody_touched_it(write: Write, editor: User, at: dt.datetime) -> None:
    posts = [write(f"第 {n} 条？") for n in range(3)]
    fun, timely = Category.objects.get(slug="fun"), Category.objects.get(slug="timely")
    change = change_posts(wish=Wish(BulkAction.CATEGORY, [p.pk for p in posts], fun), by=editor, at=at).change
    assert change is not None
    change_posts(wish=Wish(BulkAction.CATEGORY, [posts[0].pk], timely), by=editor, at=at)
    outcome = undo_bulk_change(change=change, by=editor, at=at)

    assert outcome.done == 2 and outcome.refused == {"之后又有改动": 1}
    assert [Post.objects.get(pk=p.pk).category.slug for p in posts] == ["timely", "knowledge", "knowledge"]
    with pytest.raises(Conflict):
        undo_bulk_change(change=change, by=editor, at=at)


def test_what_is_published_keeps_its_category(approved: Post, editor: User, at: dt.datetime) -> None:
    Post.objects.update(state=S.PUBLISHED)
    wish = Wish(BulkAction.CATEGORY, [approved.pk], Category.objects.get(slug="fun"))
    assert change_posts(wish=wish, by=editor, at=at).refused == {"已发出": 1}


def test_cancelling_and_submitting_are_taken_back(write: Write, submitted: Post, editor: User, at: dt.datetime) -> None:
    draft = write("还是草稿的一条，你怎么看？")
    ids = [draft.pk, submitted.pk]
    change = change_posts(wish=Wish(BulkAction.CANCEL, ids), by=editor, at=at).change
    assert change is not None and {state_of(draft), state_of(submitted)} == {S.CANCELLED}
    undo_bulk_change(change=change, by=editor, at=at)
    assert (state_of(draft), state_of(submitted)) == (S.DRAFT, S.IN_REVIEW)

    outcome = change_posts(wish=Wish(BulkAction.SUBMIT, ids), by=editor, at=at)
    assert outcome.done == 1 and outcome.same == 1 and outcome.change is not None
    undo_bulk_change(change=outcome.change, by=editor, at=at)
    assert (state_of(draft), state_of(submitted)) == (S.DRAFT, S.IN_REVIEW)

    assert change_posts(wish=Wish(BulkAction.RESTORE, ids), by=editor, at=at).refused == {"没有取消过": 2}


def test_lint_errors_keep_only_their_own_post_back(write: Write, editor: User, at: dt.datetime) -> None:
    bad, good = write("长" * 141), write()
    outcome = change_posts(wish=Wish(BulkAction.SUBMIT, [bad.pk, good.pk]), by=editor, at=at)
    assert outcome.done == 1 and outcome.refused == {"文本检查没有通过": 1}


def test_an_undo_is_the_makers_and_ends(write: Write, editor: User, approver: User, at: dt.datetime) -> None:
    change = change_posts(wish=Wish(BulkAction.CANCEL, [write().pk]), by=editor, at=at).change
    assert change is not None
    with pytest.raises(Forbidden):
        undo_bulk_change(change=change, by=approver, at=at)
    with pytest.raises(Conflict):
        undo_bulk_change(change=change, by=editor, at=at + UNDO_FOR + dt.timedelta(seconds=1))


def test_none_and_too_many_are_refused(db: None, editor: User, at: dt.datetime) -> None:
    for ids in ([], list(range(1, AT_ONCE + 2))):
        with pytest.raises(UserError):
            change_posts(wish=Wish(BulkAction.CANCEL, ids), by=editor, at=at)


def test_the_page_tells_numbers_and_offers_the_undo(client_of: ClientOf, editor: User, write: Write) -> None:
    client, posts = client_of(editor), [write(f"第 {n} 条，你看呢？") for n in range(2)]
    back = reverse("content:library") + "?state=draft"
    client.post(reverse("content:bulk"), {"do": "cancel", "post": [p.pk for p in posts], "next": back})
    html = client.get(back).content.decode()
    change = BulkChange.objects.get()
    assert "已取消 2 条。" in html and reverse("content:bulk_undo", args=[change.pk]) in html
    answer = client.post(f"{reverse('content:bulk_undo', args=[change.pk])}?next=/x", {}, follow=False)
    assert answer.status_code == 302 and {state_of(p) for p in posts} == {S.DRAFT}


def test_cancelling_what_is_approved_asks_first(client_of: ClientOf, editor: User, approved: Post) -> None:
    client, data = client_of(editor), {"do": "cancel", "post": [approved.pk]}
    answer = client.post(reverse("content:bulk"), data)
    assert answer.status_code == 200 and "取消这 1 条" in answer.content.decode()
    assert state_of(approved) == S.APPROVED
    client.post(reverse("content:bulk"), {**data, "sure": "1"})
    assert state_of(approved) == S.CANCELLED


def test_all_that_the_filter_finds_can_be_meant(client_of: ClientOf, editor: User, write: Write) -> None:
    write(TEXT)
    write("另一条，你觉得呢？")
    answer = client_of(editor).post(reverse("content:bulk") + "?q=茶垢", {"do": "submit", "all": "1"})
    assert answer.status_code == 302
    assert sorted(Post.objects.values_list("state", flat=True)) == [S.DRAFT, S.IN_REVIEW]


@pytest.mark.parametrize("do", ["", "nonsense", "rights", "category:0", "category:²", "campaign:99999"])
def test_nonsense_is_answered_by_a_sentence(client_of: ClientOf, editor: User, write: Write, do: str) -> None:
    answer = client_of(editor).post(reverse("content:bulk"), {"do": do, "post": write().pk})
    assert answer.status_code in (404, 422)


def test_what_is_ticked_is_exported(client_of: ClientOf, editor: User, write: Write) -> None:
    post, _other = write(), write("另一条？")
    answer: Any = client_of(editor).post(reverse("content:bulk_export"), {"post": post.pk})
    lines = b"".join(answer.streaming_content).decode()
    assert "茶垢" in lines and "另一条" not in lines


def test_what_somebody_wrote_on_is_not_cancelled_by_an_undo(write: Write, editor: User, at: dt.datetime) -> None:
    """Restored, then rewritten: it is a draft as before, yet not the one that was restored."""
    post = write()
    change_posts(wish=Wish(BulkAction.CANCEL, [post.pk]), by=editor, at=at)
    change = change_posts(wish=Wish(BulkAction.RESTORE, [post.pk]), by=editor, at=at).change
    assert change is not None
    later = at + dt.timedelta(seconds=20)
    draft = DraftInput(post.account, post.category, "一个下午写的新正文，你看呢？", post=Post.objects.get())
    save_draft(draft=draft, by=editor, at=later)

    outcome = undo_bulk_change(change=change, by=editor, at=later)

    assert outcome.refused == {"之后又有改动": 1} and state_of(post) == S.DRAFT


def test_k5_an_undo_of_submitting_leaves_what_somebody_decided(
    write: Write, editor: User, approver: User, at: dt.datetime
) -> None:
    ReviewStep.objects.filter(is_active=True).update(need=StepNeed.COUNT, count=2)
    post = write()
    change = change_posts(wish=Wish(BulkAction.SUBMIT, [post.pk]), by=editor, at=at).change
    assert change is not None
    later = at + dt.timedelta(seconds=20)
    approve(post=post, version_id=post.version_id or 0, by=approver, at=later)

    assert undo_bulk_change(change=change, by=editor, at=later).refused == {"之后又有改动": 1}
    assert state_of(post) == S.IN_REVIEW


def test_k5_a_category_that_asks_for_a_further_step_needs_a_new_submission(
    submitted: Post, write: Write, editor: User, approver: User, at: dt.datetime
) -> None:
    """Otherwise a post is approved as something harmless and becomes a prize afterwards."""
    risky = Category.objects.get(slug="timely")
    ReviewStep.objects.filter(is_active=False).update(is_active=True)
    RiskRule.objects.order_by("pk")[0].categories.add(risky)
    wish, version = Wish(BulkAction.CATEGORY, [submitted.pk], risky), submitted.version_id or 0
    edit = DraftInput(submitted.account, risky, TEXT, post=submitted)
    for state in (S.IN_REVIEW, S.APPROVED):
        assert state_of(submitted) == state
        (sentence,) = change_posts(wish=wish, by=editor, at=at).refused
        assert "专项复核" in sentence
        with pytest.raises(Conflict, match="专项复核"):
            save_draft(draft=edit, by=editor, at=at)
        harmless = Wish(BulkAction.CATEGORY, [submitted.pk], Category.objects.get(slug="fun"))
        assert change_posts(wish=harmless, by=editor, at=at).done == (state == S.IN_REVIEW)
        if state == S.IN_REVIEW:
            approve(post=submitted, version_id=version, by=approver, at=at)
    assert change_posts(wish=Wish(BulkAction.CATEGORY, [write("草稿，你看呢？").pk], risky), by=editor, at=at).done == 1
