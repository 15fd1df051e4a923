"""C9: users' posts in the library, with consent and thanks."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User, WeiboAccount
from content.models import Category, Idea, Permission, Post, PostState, UserStory
from content.services import DraftInput, approve, save_draft, submit_for_review
from content.services.stories import StoryInput, collect_story, idea_from_story, set_permission, thank_author
from core.errors import Conflict, UserError


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
