"""Ideas: from a person, a hot topic or a mention, keeping the source (C10)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from content.models import Category, Idea, IdeaState, Post, PostState
from core import audit
from core.dates import local_day
from core.errors import Conflict, UserError
from core.notices import Message, notify, settle

OPEN = (IdeaState.NEW, IdeaState.WRITING)


@dataclass(frozen=True, slots=True)
class IdeaInput:
    """What is known of an idea; `source_kind`/`source_id` tell where it came from ("mention", 17)."""

    title: str
    note: str = ""
    category: Category | None = None
    source_kind: str = ""
    source_id: int | None = None
    source_text: str = ""
    source_url: str = ""
    owner: User | None = None
    due_on: dt.date | None = None


@transaction.atomic
def create_idea(*, idea: IdeaInput, by: User, at: dt.datetime) -> Idea:
    """Keep an idea. Asked twice for the same source, the first one is returned."""
    require_somewhere(by, Can.WRITE)
    if idea.source_id is not None:
        known = Idea.objects.filter(source_kind=idea.source_kind, source_id=idea.source_id)
        if found := known.exclude(state=IdeaState.DROPPED).first():
            return found
    row = Idea.objects.create(
        title=_title_of(idea),
        note=idea.note,
        category=idea.category,
        source_kind=idea.source_kind,
        source_id=idea.source_id,
        source_text=idea.source_text,
        source_url=idea.source_url,
        owner=idea.owner,
        due_on=idea.due_on,
        created_by=by,
        created_at=at,
    )
    change = audit.Change(after={"source": f"{row.source_kind} {row.source_id or ''}".strip()})
    audit.record("content.idea.created", row, by=by, at=at, change=change)
    return row


def _title_of(idea: IdeaInput) -> str:
    lines = (idea.title or idea.source_text).strip().splitlines()
    if not lines:
        raise UserError(_("请写一句话说明这个选题。"), field="title")
    return lines[0][:120]


@transaction.atomic
def change_idea(*, idea: Idea, given: IdeaInput, by: User, at: dt.datetime) -> Idea:
    """Title, note, category, owner and day; the source stays what it was."""
    require_somewhere(by, Can.WRITE)
    row = Idea.objects.select_for_update().get(pk=idea.pk)
    before = _told(row)
    row.title, row.note, row.category = _title_of(given), given.note, given.category
    row.owner, row.due_on = given.owner, given.due_on
    row.save(update_fields=["title", "note", "category", "owner", "due_on"])
    settle(key_prefix=f"idea:{row.pk}", at=at)
    audit.record("content.idea.changed", row, by=by, at=at, change=audit.Change(before, _told(row)))
    return row


def _told(row: Idea) -> dict[str, str]:
    return {"title": row.title, "owner": str(row.owner or ""), "due_on": str(row.due_on or "")}


@transaction.atomic
def move_idea(*, idea: Idea, to: IdeaState, by: User, at: dt.datetime) -> Idea:
    """Into another column of the board. Raises `Conflict` for dropping one that posts are being written from."""
    require_somewhere(by, Can.WRITE)
    row = Idea.objects.select_for_update().get(pk=idea.pk)
    if row.state == to:
        return row
    live = Post.objects.visible().filter(idea=row).exclude(state=PostState.CANCELLED)
    if to == IdeaState.DROPPED and live.exists():
        raise Conflict(_("已有内容从这个选题写成，不能标为不采用。"), code="content.idea.written")
    before, row.state = row.state, to
    row.save(update_fields=["state"])
    if to not in OPEN:
        settle(key_prefix=f"idea:{row.pk}", at=at)
    code = "content.idea.dropped" if to == IdeaState.DROPPED else "content.idea.moved"
    audit.record(code, row, by=by, at=at, change=audit.Change({"state": before}, {"state": row.state}))
    return row


@transaction.atomic
def drop_idea(*, idea: Idea, by: User, at: dt.datetime) -> Idea:
    """Not used; asked again for a dropped idea, it comes back."""
    require_somewhere(by, Can.WRITE)
    row = Idea.objects.select_for_update().get(pk=idea.pk)
    if row.state not in {IdeaState.NEW, IdeaState.DROPPED}:
        raise Conflict(_("这个选题已经在写作中。"))
    to = IdeaState.NEW if row.state == IdeaState.DROPPED else IdeaState.DROPPED
    return move_idea(idea=row, to=to, by=by, at=at)


def keep_ideas(*, at: dt.datetime) -> int:
    """What became a published post is used; owners are told of ideas whose day has come. Answers how many were told."""
    out = Post.objects.visible().filter(idea=OuterRef("pk"), state=PostState.PUBLISHED)
    Idea.objects.filter(Exists(out), state=IdeaState.WRITING).update(state=IdeaState.USED)
    told, today = 0, local_day(at)
    due = Idea.objects.filter(state__in=OPEN, due_on__lte=today, owner__is_active=True)
    waiting = due.exclude(Exists(Post.objects.visible().filter(idea=OuterRef("pk"))))
    for idea in waiting:
        url = f"{reverse('content:ideas')}?owner={idea.owner_id}"
        message = Message(gettext_noop("选题“%(title)s”到了该写好的日子"), {"title": idea.title}, url=url)
        told += notify(to=[idea.owner_id or 0], key=f"idea:{idea.pk}:{idea.due_on}", message=message, at=at)
    return told
