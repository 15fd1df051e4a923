"""Ideas: from a person, a hot topic or a mention, keeping the source (C10)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from content.models import Category, Idea, IdeaState
from core import audit
from core.errors import Conflict, UserError


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


@transaction.atomic
def create_idea(*, idea: IdeaInput, by: User, at: dt.datetime) -> Idea:
    """Keep an idea. Asked twice for the same source, the first one is returned."""
    require_somewhere(by, Can.WRITE)
    if idea.source_id is not None:
        known = Idea.objects.filter(source_kind=idea.source_kind, source_id=idea.source_id)
        if found := known.exclude(state=IdeaState.DROPPED).first():
            return found
    title = (idea.title or idea.source_text).strip().splitlines()
    if not title:
        raise UserError(_("请写一句话说明这个选题。"), field="title")
    row = Idea.objects.create(
        title=title[0][:120],
        note=idea.note,
        category=idea.category,
        source_kind=idea.source_kind,
        source_id=idea.source_id,
        source_text=idea.source_text,
        source_url=idea.source_url,
        created_by=by,
        created_at=at,
    )
    change = audit.Change(after={"source": f"{row.source_kind} {row.source_id or ''}".strip()})
    audit.record("content.idea.created", row, by=by, at=at, change=change)
    return row


@transaction.atomic
def drop_idea(*, idea: Idea, by: User, at: dt.datetime) -> Idea:
    """Not used; asked again for a dropped idea, it comes back."""
    require_somewhere(by, Can.WRITE)
    row = Idea.objects.select_for_update().get(pk=idea.pk)
    if row.state not in {IdeaState.NEW, IdeaState.DROPPED}:
        raise Conflict(_("这个选题已经在写作中。"))
    before = row.state
    row.state = IdeaState.NEW if before == IdeaState.DROPPED else IdeaState.DROPPED
    row.save(update_fields=["state"])
    change = audit.Change(before={"state": before}, after={"state": row.state})
    audit.record("content.idea.dropped", row, by=by, at=at, change=change)
    return row
