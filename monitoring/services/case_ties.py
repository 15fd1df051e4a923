"""More joins a case that is open already (M5): threads, groups of near-identical posts, posts, an alert."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, UserError
from monitoring.models import Case, MentionGroup
from monitoring.services.case_log import locked_case, write_entry
from monitoring.services.cases import About, refuse_second_case, tie_about

TIED = gettext_noop("归入：%(threads)d 个会话，%(groups)d 组相似内容，%(posts)d 条内容")
MOST_GROUPS, MOST_THREADS = 50, 200


@transaction.atomic
def join_case(*, case: Case, about: About, by: User, at: dt.datetime) -> Case:
    """Tie more to a case that lives; what it has already stays once.

    Raises `UserError` when nothing is named, `Conflict` for a closed case, a drill, or when all of it is in the case.
    """
    require_somewhere(by, Can.MONITOR)
    if not (about.alert or about.group_ids or about.mention_ids or about.thread_ids):
        raise UserError(_("请粘贴会话、相似内容或单条内容的网址。"), field="address")
    row = locked_case(case)
    if row.is_drill:
        raise Conflict(_("演练的案件不归入真实内容。"), code="case.drill")
    refuse_second_case(about.alert)
    threads = _more(row.thread_ids, about.thread_ids, MOST_THREADS)
    standing = MentionGroup.objects.filter(pk__in=about.group_ids).order_by("pk").values_list("pk", flat=True)
    groups = _more(row.group_ids, list(standing), MOST_GROUPS)
    row.thread_ids, row.group_ids = [*row.thread_ids, *threads], [*row.group_ids, *groups]
    row.alert = row.alert or about.alert
    row.save(update_fields=["thread_ids", "group_ids", "alert"])
    posts = tie_about(row, about, by, at)
    if not (threads or groups or posts):
        raise Conflict(_("这些内容已经在案件里，或者已经找不到了。"), code="case.tied_already")
    after = {"threads": len(threads), "groups": len(groups), "posts": posts}
    write_entry(row, TIED, after, by=by, at=at, why=about.origin)
    record("monitoring.case.joined", row, by=by, at=at, change=Change(after=after, reason=about.origin))
    return row


def _more(known: Sequence[int], named: Sequence[int], most: int) -> list[int]:
    """The named that are new, as many as still fit."""
    new = [one for one in dict.fromkeys(named) if one not in known]
    if len(known) + len(new) > most:
        raise UserError(_("一个案件最多归入 %(n)d 个，请另立一案。") % {"n": most}, field="address")
    return new
