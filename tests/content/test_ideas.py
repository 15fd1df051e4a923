"""C10: the ideas board."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from content.models import Category, Idea, IdeaState, Post, PostState
from content.services import IdeaInput, change_idea, create_idea, keep_ideas, move_idea
from core.errors import Conflict
from core.models import AuditEntry, Notice
from tests.content.conftest import Write


@pytest.fixture
def idea(editor: User, at: dt.datetime) -> Idea:
    given = IdeaInput("冬天怎么焖粥", source_kind="mention", source_id=7, source_text="焖粥总糊底")
    return create_idea(idea=given, by=editor, at=at)


def test_c10_the_board_shows_columns_filters_and_what_became_of_an_idea(
    client: Client, idea: Idea, write: Write, editor: User, category: Category, at: dt.datetime
) -> None:
    create_idea(idea=IdeaInput("同事想到的", category=category, owner=editor), by=editor, at=at)
    write(idea=idea)
    client.force_login(editor)
    page = client.get(reverse("content:ideas"))
    by_state = {column.state: [row.title for row in column.ideas] for column in page.context["columns"]}
    assert by_state == {"new": ["同事想到的"], "writing": ["冬天怎么焖粥"], "used": [], "dropped": []}
    assert "焖粥总糊底" in page.content.decode()
    for query, titles in (
        ({"source": "mention"}, ["冬天怎么焖粥"]),
        ({"source": "person"}, ["同事想到的"]),
        ({"category": category.pk}, ["同事想到的"]),
        ({"owner": editor.pk}, ["同事想到的", "冬天怎么焖粥"]),
        ({"owner": "x"}, ["同事想到的", "冬天怎么焖粥"]),
    ):
        columns = client.get(reverse("content:ideas"), query).context["columns"]
        assert [row.title for column in columns for row in column.ideas] == titles
    listed = client.get(reverse("content:ideas"), {"state": "writing"})
    assert [row.pk for row in listed.context["page"].rows] == [idea.pk]


def test_c10_a_card_moves_and_comes_back(client: Client, idea: Idea, editor: User) -> None:
    client.force_login(editor)
    address = reverse("content:idea_move", args=[idea.pk])
    assert client.post(address, {"state": "used"}).status_code == 302
    assert Idea.objects.get().state == IdeaState.USED
    assert client.post(f"{address}?state=new").status_code == 302
    assert Idea.objects.get().state == IdeaState.NEW
    assert AuditEntry.objects.filter(code="content.idea.moved").count() == 2
    assert client.post(address, {"state": "?"}).status_code == 422


def test_c10_an_idea_that_was_written_is_not_dropped(idea: Idea, write: Write, editor: User, at: dt.datetime) -> None:
    write(idea=idea)
    with pytest.raises(Conflict, match="不采用"):
        move_idea(idea=idea, to=IdeaState.DROPPED, by=editor, at=at)


def test_c10_what_was_published_is_used_and_owners_are_reminded(
    idea: Idea, write: Write, editor: User, at: dt.datetime
) -> None:
    post = write(idea=idea)
    Post.objects.filter(pk=post.pk).update(state=PostState.PUBLISHED)
    waiting = create_idea(idea=IdeaInput("今天要写", owner=editor, due_on=at.date()), by=editor, at=at)
    assert [keep_ideas(at=at), keep_ideas(at=at)] == [1, 0]
    assert Idea.objects.get(pk=idea.pk).state == IdeaState.USED
    later = IdeaInput(waiting.title, owner=editor, due_on=at.date() + dt.timedelta(days=2))
    change_idea(idea=waiting, given=later, by=editor, at=at)
    assert not Notice.objects.filter(settled_at=None, key__startswith="idea:").exists()


def test_c10_an_idea_is_changed_and_keeps_its_source(client: Client, idea: Idea, editor: User) -> None:
    client.force_login(editor)
    address = reverse("content:idea_edit", args=[idea.pk])
    assert client.post(address, {"title": "焖粥三步", "owner": editor.pk, "due_on": "2026-12-01"}).status_code == 302
    idea.refresh_from_db()
    assert (idea.title, idea.owner, idea.source_text) == ("焖粥三步", editor, "焖粥总糊底")
    assert client.post(address, {"title": ""}).status_code == 422
    assert "焖粥总糊底" in client.get(address).content.decode()


def test_c10_the_board_takes_as_many_queries_for_many_ideas_as_for_few(
    client: Client, idea: Idea, editor: User, at: dt.datetime, django_assert_max_num_queries: object
) -> None:
    client.force_login(editor)
    for number in range(20):
        create_idea(idea=IdeaInput(f"选题{number}"), by=editor, at=at)
    client.get(reverse("content:ideas"))
    with django_assert_max_num_queries(26):  # type: ignore[operator]
        client.get(reverse("content:ideas"))
