"""User stories (C9): collected, asked for, granted with evidence, withdrawn, thanked."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from content.events import post_changed
from content.models import LOCKED_STATES, Idea, Permission, Post, PostState, UserStory
from content.services.ideas import IdeaInput, create_idea
from content.services.states import move
from core import audit
from core.errors import Conflict, UserError

SOURCE = "story"


@dataclass(frozen=True, slots=True)
class StoryInput:
    """What a user told, and where."""

    author_name: str
    text: str
    url: str = ""
    note: str = ""
    author_uid: str = ""
    said_at: dt.datetime | None = None
    source_kind: str = ""
    source_id: int | None = None


@transaction.atomic
def collect_story(*, given: StoryInput, by: User, at: dt.datetime) -> UserStory:
    """Take a user's post into the library. Asked twice for the same source, the first one is returned."""
    require_somewhere(by, Can.WRITE)
    if not given.author_name.strip() or not given.text.strip():
        raise UserError(_("请写明作者和原文。"), field="text")
    values = {
        "author_name": given.author_name.strip()[:60],
        "text": given.text.strip(),
        "url": given.url,
        "note": given.note,
        "author_uid": given.author_uid,
        "said_at": given.said_at,
        "collected_by": by,
        "created_at": at,
    }
    if given.source_id is not None:
        row, made = UserStory.objects.get_or_create(
            source_kind=given.source_kind, source_id=given.source_id, defaults=values
        )
        if not made:
            return row
    else:
        row = UserStory.objects.create(**values)
    audit.record("content.story.collected", row, by=by, at=at, change=audit.Change(after={"author": row.author_name}))
    return row


@transaction.atomic
def set_permission(
    *, story: UserStory, permission: Permission, by: User, at: dt.datetime, evidence: str = ""
) -> tuple[UserStory, int]:
    """What the author answered. A grant needs evidence. When a grant ends, the posts that quote it and are not on Weibo
    lose their approval and leave the schedule. Answers the story, and how many posts that were."""
    require_somewhere(by, Can.WRITE)
    row = UserStory.objects.select_for_update().get(pk=story.pk)
    if permission == Permission.GRANTED and not evidence.strip():
        raise UserError(_("请写明凭据：作者在哪里、怎么同意的。"), field="evidence")
    if permission == Permission.WITHDRAWN and row.permission != Permission.GRANTED:
        raise Conflict(_("作者没有同意过，不需要撤回。"), code="content.story.not_granted")
    before, row.permission = row.permission, permission
    row.evidence = evidence.strip() or row.evidence
    row.permission_at, row.permission_by = at, by
    row.save(update_fields=["permission", "evidence", "permission_at", "permission_by"])
    change = audit.Change({"permission": before}, {"permission": permission}, reason=evidence.strip()[:500])
    audit.record("content.story.permission", row, by=by, at=at, change=change)
    ended = before == Permission.GRANTED and permission != Permission.GRANTED
    return row, _take_back(row, at) if ended else 0


def _take_back(story: UserStory, at: dt.datetime) -> int:
    """Void what was approved with it; publishing hears of it and takes them off the schedule."""
    rows = Post.objects.select_for_update().filter(story=story).exclude(state__in=[*LOCKED_STATES, PostState.CANCELLED])
    posts = [post for post in rows if post.state != PostState.DRAFT]
    for post in posts:
        move(post, PostState.DRAFT, at=at)
        post.approved_hash = ""
        post.save(update_fields=["state", "approved_hash", "updated_at"])
        post_changed.send_on_commit(post_id=post.pk)
    return len(posts)


@transaction.atomic
def thank_author(*, story: UserStory, by: User, at: dt.datetime) -> UserStory:
    """The author was thanked; asked again, that is taken back."""
    require_somewhere(by, Can.WRITE)
    row = UserStory.objects.select_for_update().get(pk=story.pk)
    row.thanked_at, row.thanked_by = (None, None) if row.thanked_at else (at, by)
    row.save(update_fields=["thanked_at", "thanked_by"])
    after = {"thanked": row.thanked_at is not None}
    audit.record("content.story.thanked", row, by=by, at=at, change=audit.Change(after=after))
    return row


def idea_from_story(*, story: UserStory, by: User, at: dt.datetime) -> Idea:
    """What is written from this idea quotes the story. Raises `Conflict` without the author's consent."""
    if story.permission != Permission.GRANTED:
        raise Conflict(_("作者还没有同意，不能引用或转发。"), code="content.story.not_granted")
    title = _("%(name)s的故事：%(text)s") % {"name": story.author_name, "text": story.text}
    given = IdeaInput(title[:60], source_kind=SOURCE, source_id=story.pk, source_text=story.text, source_url=story.url)
    return create_idea(idea=given, by=by, at=at)
