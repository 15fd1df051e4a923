"""How one post leaves: by the channel of its account, or handed to a person. An override only narrows (K6)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content import lint
from content.events import post_channel_changed
from content.lint import capability, length
from content.models import LOCKED_STATES, Post, PostState
from content.queries.facts import sent_draft
from content.services.states import locked
from core import audit
from core.errors import Conflict, UserError


@transaction.atomic
def set_by_hand(*, post: Post, by_hand: bool, by: User, at: dt.datetime) -> Post:
    """Hand this post to a person, or back to the channel of its account; the schedule stays.

    Raises `Forbidden` without the right to schedule, `Conflict` when it is on its way, and `UserError` when it goes
    back to an app that cannot send what was approved.
    """
    row = locked(post)
    if row.state in LOCKED_STATES:
        sentence = _("这条内容现在是“%(state)s”，不能再改发布方式。")
        raise Conflict(sentence % {"state": row.get_state_display()}, code="content.locked")
    change_channel(row, by_hand=by_hand, by=by, at=at)
    return row


def change_channel(post: Post, *, by_hand: bool, by: User, at: dt.datetime) -> None:
    """Do as `set_by_hand` for a locked row; nothing when it is so already."""
    if post.by_hand == by_hand:
        return
    require(by, Can.SCHEDULE, post.account_id)
    post.by_hand, post.updated_at = by_hand, at
    if post.state in {PostState.APPROVED, PostState.SCHEDULED, PostState.FAILED}:
        refuse_unable(post)
    post.save(update_fields=["by_hand", "updated_at"])
    change = audit.Change({"by_hand": not by_hand}, {"by_hand": by_hand}, account_id=post.account_id)
    audit.record("content.post.channel_changed", post, by=by, at=at, change=change)
    post_channel_changed.send_on_commit(post_id=post.pk)


def refuse_unable(post: Post) -> None:
    """The account cannot post this by its channel: the sentence of the first error, as the send check would say it."""
    if post.version is None:
        return
    draft = sent_draft(post, pictures=post.version.version_media.count())
    found = [*capability.check(draft), *length.check(draft)]
    if errors := lint.stopping(found):
        raise UserError(errors[0].whole, code="content.capability", field="text")
