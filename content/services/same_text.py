"""The same-text guard over the matrix: its numbers, and the reason that lets a text pass."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content import lint
from content.lint.same_text import RULE
from content.models import Post, SameTextRule
from content.queries.same_text import same_text_rule
from core import audit
from core.errors import UserError


class NeedsReason(UserError):
    """Another account says the same; somebody may do it all the same with a reason, which is recorded."""

    status = 409


def refuse_without_reason(post: Post, findings: list[lint.Finding], reason: str) -> None:
    """Keep the reason with a locked post, unsaved. Raises `NeedsReason` when one is needed and none is known."""
    found = next((finding for finding in findings if finding.rule == RULE), None)
    if found is None:
        return
    post.copy_reason = reason.strip() or post.copy_reason
    if not post.copy_reason:
        raise NeedsReason(found.whole, code="content.needs_reason", field="copy_reason")


@transaction.atomic
def set_same_text_rule(*, window_hours: int, alike_percent: int, by: User, at: dt.datetime) -> SameTextRule:
    """Store the numbers: 0 hours switches the guard off. Raises `UserError` outside 0 to 720 hours, 50 to 100 %."""
    require(by, Can.REVIEW)
    if not 0 <= window_hours <= 720 or not 50 <= alike_percent <= 100:
        raise UserError(_("时间须在 0 到 720 小时之间，相似度须在 50 到 100 之间。"), field="window_hours")
    row = same_text_rule()
    before = {"window_hours": row.window_hours, "alike_percent": row.alike_percent}
    row.window_hours, row.alike_percent, row.updated_at = window_hours, alike_percent, at
    row.save()
    after = {"window_hours": window_hours, "alike_percent": alike_percent}
    audit.record("content.same_text.set", row, by=by, at=at, change=audit.Change(before, after))
    return row
