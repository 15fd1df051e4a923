"""Until when a post is fresh (K8): a fact of the plan, not of the text, so an approval is not touched."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content.models import LOCKED_STATES, Post
from core import audit
from core.errors import Conflict


@transaction.atomic
def set_best_before(*, post: Post, day: dt.date | None, by: User, at: dt.datetime) -> Post:
    """The last day on which it may go out; None for any. Raises `Conflict` when it is on its way or on Weibo."""
    row = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    require(by, Can.WRITE, row.account_id)
    if row.state in LOCKED_STATES:
        raise Conflict(_("这条内容已经发出，不能再改最迟发布日。"), code="content.locked")
    if row.best_before == day:
        return row
    before, row.best_before, row.updated_at = row.best_before, day, at
    row.save(update_fields=["best_before", "updated_at"])
    change = audit.Change({"best_before": _text(before)}, {"best_before": _text(day)}, account_id=row.account_id)
    audit.record("content.post.freshness_set", row, by=by, at=at, change=change)
    return row


def _text(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
