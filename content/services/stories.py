"""User stories (C9): collected, asked for, granted with evidence, withdrawn, thanked."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from content.events import post_changed
from content.models import LOCKED_STATES, Idea, Permission, Post, PostState, StoryUse, UserStory
from content.queries.stories import consents_ending
from content.rights import use_of, why_story_unusable
from content.services.ideas import IdeaInput, create_idea
from content.services.review_stages import void_stages
from content.services.states import move
from core import audit
from core.dates import local_day
from core.errors import Conflict, UserError
from core.notices import Message, notify, settle

SOURCE = "story"
SOON = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the author lets us do (`StoryUse`), and until which day; None: for good."""

    uses: tuple[str, ...]
    until: dt.date | None = None


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
    *,
    story: UserStory,
    permission: Permission,
    by: User,
    at: dt.datetime,
    evidence: str = "",
    terms: Terms | None = None,
) -> tuple[UserStory, int]:
    """What the author answered, and for what (`terms`; None: as before). A grant needs evidence. Posts that quote it,
    are not on Weibo and are no longer covered lose their approval and leave the schedule. Answers how many those were.
    """
    require_somewhere(by, Can.WRITE)
    row = UserStory.objects.select_for_update().get(pk=story.pk)
    if permission == Permission.GRANTED and not evidence.strip():
        raise UserError(_("请写明凭据：作者在哪里、怎么同意的。"), field="evidence")
    if permission == Permission.WITHDRAWN and row.permission != Permission.GRANTED:
        raise Conflict(_("作者没有同意过，不需要撤回。"), code="content.story.not_granted")
    if terms is not None and permission == Permission.GRANTED and not terms.uses:
        raise UserError(_("请选择作者同意的用途。"), field="uses")
    before, was_granted = _told(row), row.permission == Permission.GRANTED
    row.permission, row.evidence = permission, evidence.strip() or row.evidence
    row.permission_at, row.permission_by = at, by
    if terms is not None:
        row.uses, row.permission_until = list(terms.uses), terms.until
    row.save(update_fields=["permission", "evidence", "permission_at", "permission_by", "uses", "permission_until"])
    settle(key_prefix=f"story-consent:{row.pk}:", at=at)
    change = audit.Change(before, _told(row), reason=evidence.strip()[:500])
    audit.record("content.story.permission", row, by=by, at=at, change=change)
    return row, _take_back(row, at) if was_granted else 0


def _told(story: UserStory) -> dict[str, str]:
    uses, until = ",".join(story.uses), str(story.permission_until or "")
    return {"permission": story.permission, "uses": uses, "until": until}


def _take_back(story: UserStory, at: dt.datetime) -> int:
    """Void what was approved beyond the consent; publishing hears of it and takes those posts off the schedule."""
    rows = Post.objects.select_for_update().filter(story=story).exclude(state__in=[*LOCKED_STATES, PostState.CANCELLED])
    posts = [post for post in rows.order_by("pk") if post.state != PostState.DRAFT and _beyond(story, post, at)]
    void_stages([post.pk for post in posts], at=at)
    for post in posts:
        move(post, PostState.DRAFT, at=at)
        post.approved_hash = ""
        post.save(update_fields=["state", "approved_hash", "updated_at"])
        post_changed.send_on_commit(post_id=post.pk)
    return len(posts)


def _beyond(story: UserStory, post: Post, at: dt.datetime) -> bool:
    use = use_of(is_repost=post.is_repost)
    return bool(why_story_unusable(story, on=local_day(max(post.due_at or at, at)), use=use))


def remind_of_consents(*, now: dt.datetime) -> int:
    """Tell who noted a consent, and the authors of posts planned with it, a week before it ends. Answers how many."""
    today, told = local_day(now), 0
    for story in consents_ending(today=today, within=SOON):
        posts = Post.objects.visible().filter(story=story, due_at__isnull=False).exclude(state__in=LOCKED_STATES)
        late = [post for post in posts if _beyond(story, post, now)]
        people = {story.permission_by_id, *(post.author_id for post in late)}
        text = gettext_noop("“%(name)s”的故事只能用到 %(day)s；之后还有 %(n)d 条排期引用它。")
        params = {"name": story.author_name, "day": f"{story.permission_until:%Y-%m-%d}", "n": len(late)}
        message = Message(text, params, url=f"{reverse('content:stories')}?ending=1", mail=bool(late))
        key = f"story-consent:{story.pk}:{story.permission_until}"
        told += notify(to=[pk for pk in people if pk], key=key, message=message, at=now)
    return told


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
    if why := why_story_unusable(story, on=local_day(at), use=StoryUse.QUOTE):
        raise Conflict(why, code="content.story.not_granted")
    title = _("%(name)s的故事：%(text)s") % {"name": story.author_name, "text": story.text}
    given = IdeaInput(title[:60], source_kind=SOURCE, source_id=story.pk, source_text=story.text, source_url=story.url)
    return create_idea(idea=given, by=by, at=at)
