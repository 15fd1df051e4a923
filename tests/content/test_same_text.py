"""A11, C12: the same text over the matrix: told while writing, a reason on submit, the window and likeness as data."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import User, WeiboAccount
from content.models import Post, PostState, SameTextRule
from content.queries.same_text import Saying, same_text_elsewhere
from content.services import NeedsReason, set_same_text_rule, submit_for_review
from core.errors import Forbidden, UserError
from core.models import AuditEntry
from tests.conftest import ClientOf
from tests.content.conftest import TEXT, Write
from tests.content.test_pages import pane

NEAR = TEXT.replace("半小时", "半个小时")


@pytest.fixture
def said(write: Write, other_account: WeiboAccount) -> Post:
    """Another account has written it already."""
    return write(account=other_account)


def elsewhere(account: WeiboAccount, text: str, at: dt.datetime) -> list[float]:
    return [round(twin.share, 2) for twin in same_text_elsewhere(Saying(account, text), at=at)]


def test_c12_it_finds_the_same_and_the_nearly_same_of_other_accounts(
    said: Post, account: WeiboAccount, other_account: WeiboAccount, at: dt.datetime
) -> None:
    assert elsewhere(account, TEXT, at) == [1.0]
    assert 0.8 < elsewhere(account, NEAR, at)[0] < 1
    assert elsewhere(account, "完全不同的另一件事，您家怎么收纳锅盖？", at) == []
    assert elsewhere(other_account, TEXT, at) == [], "its own repeats are another rule"


@pytest.mark.parametrize(("hours", "found"), [(71, 1), (73, 0), (-71, 1), (-73, 0)])
def test_c12_only_within_the_window(said: Post, account: WeiboAccount, at: dt.datetime, hours: int, found: int) -> None:
    Post.objects.update(due_at=at + dt.timedelta(hours=hours))
    assert len(elsewhere(account, TEXT, at)) == found


def test_c12_siblings_of_one_idea_count_too(
    said: Post, write: Write, account: WeiboAccount, editor: User, at: dt.datetime
) -> None:
    from content.services import IdeaInput, create_idea

    idea = create_idea(idea=IdeaInput("茶垢"), by=editor, at=at)
    Post.objects.update(idea=idea)
    with pytest.raises(NeedsReason, match="山岚厨房"):
        submit_for_review(post=write(idea=idea), by=editor, at=at)


def test_a11_what_is_asked_for_reads_as_sentences_in_english_too(
    said: Post, write: Write, editor: User, at: dt.datetime
) -> None:
    with translation.override("en"), pytest.raises(NeedsReason) as refused:
        submit_for_review(post=write(), by=editor, at=at)
    assert re.search(r"[.] [A-Z]", str(refused.value)) and not re.search(r"[.][A-Z]", str(refused.value))


def test_a11_a_reason_lets_it_pass_and_is_recorded(said: Post, write: Write, editor: User, at: dt.datetime) -> None:
    post = write()
    with pytest.raises(NeedsReason, match="请写明理由"):
        submit_for_review(post=post, by=editor, at=at)
    submit_for_review(post=post, by=editor, at=at, reason="统一公告")
    post.refresh_from_db()
    assert (post.state, post.copy_reason) == (PostState.IN_REVIEW, "统一公告")
    assert AuditEntry.objects.get(code="content.post.submitted").reason == "统一公告"
    again = write(NEAR, post=post)
    assert again.copy_reason == "", "a new text needs a new reason"


def test_a11_the_composer_warns_and_asks(said: Post, client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    client = client_of(editor)
    found = client.post(reverse("content:check"), pane(account, TEXT) | {"check": account.pk}).text
    assert "“山岚厨房”近期有相同的内容" in found and "data-asks-reason" in found
    data = pane(account, TEXT) | {"account": account.pk, "action": "submit"}
    response = client.post(reverse("content:compose"), data)
    assert response.status_code == 422 and "请写明理由" in response.text
    assert "data-copy-reason hidden" not in response.text.replace("  ", " ")
    post = Post.objects.get(account=account)
    more = pane(account, TEXT, post=post.pk, base=post.version_id, copy_reason="统一公告")
    assert client.post(reverse("content:compose"), data | more).status_code == 302
    post.refresh_from_db()
    assert post.state == PostState.IN_REVIEW
    assert "统一公告" in client.get(reverse("content:post", args=[post.pk])).text


def test_a11_the_rule_is_data(
    said: Post, account: WeiboAccount, approver: User, manager: User, at: dt.datetime, client_of: ClientOf
) -> None:
    with pytest.raises(Forbidden):
        set_same_text_rule(window_hours=24, alike_percent=90, by=manager, at=at)
    with pytest.raises(UserError):
        set_same_text_rule(window_hours=24, alike_percent=30, by=approver, at=at)
    client = client_of(approver)
    client.post(reverse("content:same_text_set"), {"window_hours": "24", "alike_percent": "95"})
    client.post(reverse("content:same_text_set"), {"window_hours": "0", "alike_percent": "95"})
    assert SameTextRule.objects.get().window_hours == 0
    assert elsewhere(account, TEXT, at + dt.timedelta(minutes=1)) == [], "0 hours: switched off"
    assert client.post(reverse("content:same_text_set"), {"window_hours": "viele"}).status_code == 422
