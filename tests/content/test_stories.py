"""C9: users' posts in the library, with consent and thanks."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User, WeiboAccount
from content.models import Category, Idea, Permission, Post, PostState, ReviewStage, StageState, UserStory
from content.services import DraftInput, approve, save_draft, submit_for_review
from content.services.review_minding import mind_reviews
from content.services.stories import (
    StoryInput,
    Terms,
    collect_story,
    idea_from_story,
    remind_of_consents,
    set_permission,
    thank_author,
)
from core.errors import Conflict, UserError
from core.models import Notice


@pytest.fixture
def story(editor: User, at: dt.datetime) -> UserStory:
    given = StoryInput("老顾客", "这只杯子陪我十年了", source_kind="mention", source_id=5)
    return collect_story(given=given, by=editor, at=at)


@pytest.fixture
def quoting(story: UserStory, account: WeiboAccount, category: Category, editor: User, at: dt.datetime) -> Post:
    """A draft that quotes the story, whose author agreed."""
    set_permission(story=story, permission=Permission.GRANTED, evidence="私信截图", by=editor, at=at)
    story.refresh_from_db()
    idea = idea_from_story(story=story, by=editor, at=at)
    draft = DraftInput(account, category, "十年的杯子，你家也有吗？", idea=idea)
    return save_draft(draft=draft, by=editor, at=at)


def test_c9_one_source_is_collected_once_and_consent_needs_evidence(
    story: UserStory, editor: User, at: dt.datetime
) -> None:
    again = StoryInput("老顾客", "这只杯子陪我十年了", source_kind="mention", source_id=5)
    assert collect_story(given=again, by=editor, at=at) == story
    with pytest.raises(Conflict, match="同意"):
        idea_from_story(story=story, by=editor, at=at)
    with pytest.raises(UserError, match="凭据"):
        set_permission(story=story, permission=Permission.GRANTED, by=editor, at=at)
    with pytest.raises(Conflict, match="没有同意过"):
        set_permission(story=story, permission=Permission.WITHDRAWN, by=editor, at=at)


def test_c9_with_consent_it_is_approved_and_a_withdrawal_takes_it_back(
    quoting: Post, story: UserStory, editor: User, approver: User, at: dt.datetime
) -> None:
    assert quoting.story == story
    post = submit_for_review(post=quoting, by=editor, at=at)
    post = approve(post=post, version_id=post.version_id or 0, by=approver, at=at)
    assert post.approval_holds()
    _row, stopped = set_permission(story=story, permission=Permission.WITHDRAWN, by=editor, at=at)
    post.refresh_from_db()
    assert (stopped, post.state, post.approval_holds()) == (1, PostState.DRAFT, False)
    with pytest.raises(UserError, match="老顾客"):
        submit_for_review(post=Post.objects.get(pk=post.pk), by=editor, at=at)


def test_c9_the_page_collects_asks_thanks_and_leads_to_the_composer(client: Client, editor: User) -> None:
    client.force_login(editor)
    assert client.post(reverse("content:story_new"), {"author_name": "", "text": "好"}).status_code == 422
    client.post(reverse("content:story_new"), {"author_name": "读者", "text": "熬粥不糊底"})
    story = UserStory.objects.get()
    address = reverse("content:story_permission", args=[story.pk])
    client.post(address, {"permission": "granted", "evidence": "评论里回复同意"})
    client.post(reverse("content:story_thank", args=[story.pk]))
    page = client.get(reverse("content:stories"), {"permission": "granted", "q": "糊底"}).content.decode()
    assert all(words in page for words in ("读者", "评论里回复同意", "引用写成微博", "已感谢"))
    answer = client.post(reverse("content:story_write", args=[story.pk]))
    assert answer["Location"].endswith(f"?idea={Idea.objects.get().pk}")
    assert client.get(answer["Location"]).status_code == 200


def test_c9_thanks_are_taken_back(story: UserStory, editor: User, at: dt.datetime) -> None:
    assert thank_author(story=story, by=editor, at=at).thanked_at == at
    assert thank_author(story=story, by=editor, at=at).thanked_at is None


def test_c9_a_consent_has_an_end_and_uses_and_covers_no_more(
    quoting: Post, story: UserStory, editor: User, approver: User, at: dt.datetime
) -> None:
    def agreed(*uses: str, days: int | None = None) -> int:
        terms = Terms(uses, None if days is None else at.date() + dt.timedelta(days=days))
        granted = Permission.GRANTED
        return set_permission(story=story, permission=granted, evidence="私信", terms=terms, by=editor, at=at)[1]

    def submitted() -> Post:
        return submit_for_review(post=Post.objects.get(pk=quoting.pk), by=editor, at=at)

    with pytest.raises(UserError, match="用途"):
        agreed()
    agreed("repost")
    with pytest.raises(UserError, match="没有同意我们引用文字"):
        submitted()
    agreed("quote", days=-1)
    with pytest.raises(UserError, match="同意使用到"):
        submitted()
    with pytest.raises(Conflict, match="同意使用到"):
        idea_from_story(story=UserStory.objects.get(), by=editor, at=at)
    agreed("quote", days=0)
    post = submitted()
    UserStory.objects.update(permission_until=at.date() - dt.timedelta(days=1))
    with pytest.raises(UserError, match="同意使用到"):
        approve(post=post, version_id=post.version_id or 0, by=approver, at=at)
    UserStory.objects.update(permission_until=at.date())
    approve(post=post, version_id=post.version_id or 0, by=approver, at=at)
    Post.objects.update(due_at=at + dt.timedelta(days=3))
    assert agreed("quote", days=5) == 0
    assert agreed("quote", days=2) == 1, "it is planned for a day that the consent no longer covers"


def test_c9_who_noted_a_consent_is_told_before_it_ends(
    quoting: Post, story: UserStory, editor: User, at: dt.datetime
) -> None:
    until = at.date() + dt.timedelta(days=5)
    terms = Terms(("quote",), until)
    set_permission(story=story, permission=Permission.GRANTED, evidence="私信", terms=terms, by=editor, at=at)
    assert (remind_of_consents(now=at), remind_of_consents(now=at)) == (1, 0)
    assert Notice.objects.get().sentence == f"“老顾客”的故事只能用到 {until}；之后还有 0 条排期引用它。"


def test_c9_the_page_notes_uses_and_end_and_finds_what_ends(client: Client, story: UserStory, editor: User) -> None:
    client.force_login(editor)
    address, page = reverse("content:story_permission", args=[story.pk]), reverse("content:stories")
    given = {"permission": "granted", "evidence": "私信", "has_terms": "1", "uses": ["quote", "pictures"]}
    client.post(address, {**given, "until": "2020-01-31"})
    story.refresh_from_db()
    assert (story.uses, story.permission_until) == (["quote", "pictures"], dt.date(2020, 1, 31))
    found = client.get(page, {"ending": "1"}).content.decode()
    assert all(words in found for words in ("同意已到期", "2020-01-31", "使用图片")) and "引用写成微博" not in found
    client.post(address, {**given, "until": ""})
    assert "没有符合条件的故事" in client.get(page, {"ending": "1"}).content.decode()
    assert "引用写成微博" in client.get(page).content.decode()


def test_c9_a_withdrawal_ends_the_review_that_was_going_on(
    quoting: Post, story: UserStory, editor: User, approver: User, at: dt.datetime
) -> None:
    submit_for_review(post=quoting, by=editor, at=at)
    mind_reviews(now=at)
    assert Notice.objects.filter(key__startswith="review:", settled_at=None).exists()
    set_permission(story=story, permission=Permission.WITHDRAWN, by=editor, at=at)
    assert ReviewStage.objects.get().state == StageState.VOID
    assert not Notice.objects.filter(key__startswith="review:", settled_at=None).exists()
