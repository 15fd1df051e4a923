"""One idea, several accounts: save what was written for each, and submit it when asked (A11, K5)."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db import transaction

from accounts.models import User
from content.models import Idea, Post
from content.queries.working import Place
from content.services.drafts import DraftInput, save_draft
from content.services.ideas import IdeaInput, create_idea
from content.services.reviews import submit_for_review
from content.services.working import drop_writing
from core.errors import UserError


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one account's text; `error` is the sentence when it was not saved or not submitted."""

    account_id: int
    post: Post | None
    error: str = ""
    code: str = ""


def save_together(*, drafts: list[DraftInput], submit: bool, by: User, at: dt.datetime) -> list[Saved]:
    """Each text stands for itself: one that fails does not take the others back."""
    ready = _with_one_idea(drafts, by=by, at=at)
    return [_save(draft, begun.idea, submit=submit, by=by, at=at) for draft, begun in zip(ready, drafts, strict=True)]


def _with_one_idea(drafts: list[DraftInput], *, by: User, at: dt.datetime) -> list[DraftInput]:
    """Texts for several accounts belong to one idea; it is made when there is none."""
    known = next((draft.idea for draft in drafts if draft.idea), None)
    if known is None:
        known = next((draft.post.idea for draft in drafts if draft.post and draft.post.idea), None)
    text = next((draft.text for draft in drafts if draft.text.strip()), "")
    if known is None and len(drafts) > 1 and text:
        known = create_idea(idea=IdeaInput(title=text.strip()[:40], category=drafts[0].category), by=by, at=at)
    return [replace(draft, idea=known) for draft in drafts]


def _save(draft: DraftInput, begun_with: Idea | None, *, submit: bool, by: User, at: dt.datetime) -> Saved:
    try:
        with transaction.atomic():
            post = save_draft(draft=draft, by=by, at=at)
            drop_writing(place=Place(draft.account, draft.post, begun_with), by=by)
    except UserError as error:
        return Saved(draft.account.pk, draft.post, str(error), error.code)
    if not submit:
        return Saved(draft.account.pk, post)
    try:
        with transaction.atomic():
            return Saved(draft.account.pk, submit_for_review(post=post, by=by, at=at))
    except UserError as error:
        return Saved(draft.account.pk, post, str(error), error.code)
