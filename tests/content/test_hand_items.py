"""C3: video, audio, votes and apps are written down, approved with the text, and handed to a person."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User, WeiboAccount
from content import lint
from content.hand_items import HandItem, elements_of, items_from, items_of, stored
from content.models import Category, Post, PostVersion
from content.queries.facts import Writing, lint_draft
from content.services import DraftInput, approve, compute_hash, save_draft, submit_for_review
from tests.content.conftest import TEXT, Write

VIDEO = HandItem("video", "刷杯子", "共享盘/视频/11-刷杯子.mp4")
VOTE = HandItem("vote", "您用哪种杯刷？", "长柄\n海绵\n\n长柄\n")


def found(account: WeiboAccount, category: Category, *items: HandItem, at: dt.datetime, by_hand: bool) -> list[str]:
    writing = Writing(account, category, TEXT, by_hand=by_hand, items=items)
    return [finding.rule for finding in lint.check(lint_draft(writing, at=at)) if finding.severity == "error"]


def test_c3_fields_become_items_in_the_order_of_the_kinds() -> None:
    fields = {"vote_title": VOTE.title, "vote_detail": VOTE.detail, "video_title": " 刷杯子 ", "audio_detail": " "}
    items = items_from(lambda name: fields.get(name, ""))
    assert [item.kind for item in items] == ["video", "vote"]
    assert items[1].options == ["长柄", "海绵"]
    assert list(items_of([*stored(items), {"kind": "hologram"}])) == list(items)


def test_c3_what_a_person_adds_counts_among_the_nine_elements() -> None:
    elements = elements_of("茶", 0, (VIDEO, VOTE))
    assert elements["video"] and elements["app"] and not elements["audio"]


def test_k5_the_approval_is_bound_to_what_a_person_adds(
    write: Write, editor: User, approver: User, at: dt.datetime
) -> None:
    post = write(by_hand=None, items=(VIDEO,))
    assert post.version is not None
    assert (
        post.version.content_hash
        == compute_hash(TEXT, [], post.account, (VIDEO,))
        != compute_hash(TEXT, [], post.account)
    )
    again = write(post=post)
    assert again.version_id == post.version_id, "who sends no list leaves it as it is"
    changed = write(post=post, items=())
    assert changed.version is not None and changed.version.number == 2
    assert changed.version.hand_items == []


def test_k5_an_approval_ends_when_a_vote_changes(
    write: Write, editor: User, approver: User, account: WeiboAccount, at: dt.datetime
) -> None:
    WeiboAccount.objects.update(channel="hand_over")
    account.refresh_from_db()
    post = submit_for_review(post=write(items=(VOTE,)), by=editor, at=at)
    post = approve(post=post, version_id=post.version_id or 0, by=approver, at=at)
    assert post.approval_holds()
    assert not write(post=post, items=(HandItem("vote", VOTE.title, "长柄\n钢丝球"),)).approval_holds()


def test_k5_what_a_person_adds_is_never_changed_in_a_version(write: Write) -> None:
    post = write(items=(VIDEO,))
    with pytest.raises(DatabaseError), transaction.atomic():
        PostVersion.objects.filter(pk=post.version_id or 0).update(hand_items=[])


def test_c3_an_app_channel_cannot_post_them_and_a_person_can(
    account: WeiboAccount, category: Category, at: dt.datetime
) -> None:
    WeiboAccount.objects.update(channel="share", link="https://weibo-ops.example/1")
    account.refresh_from_db()
    assert "capability_hand_items" in found(account, category, VIDEO, at=at, by_hand=False)
    assert found(account, category, VIDEO, VOTE, at=at, by_hand=True) == []


@pytest.mark.parametrize("detail", ["只有一个", "\n".join(str(n) for n in range(11)), "好\n" + "长" * 21])
def test_c3_a_vote_needs_fit_options(account: WeiboAccount, category: Category, detail: str, at: dt.datetime) -> None:
    assert found(account, category, HandItem("vote", "问", detail), at=at, by_hand=True) == ["capability_hand_items"]


def test_it_refuses_what_is_too_long_for_its_place(write: Write) -> None:
    with pytest.raises(Exception, match="60"):
        write(items=(HandItem("app", "长" * 61),))
    assert not Post.objects.exists()


def test_it_keeps_them_when_others_save_without_knowing(
    write: Write, account: WeiboAccount, editor: User, at: dt.datetime
) -> None:
    post = write(items=(VIDEO,))
    later = save_draft(draft=DraftInput(account, post.category, TEXT + "！", post=post), by=editor, at=at)
    assert later.version is not None
    assert later.version.hand_items == stored((VIDEO,))
