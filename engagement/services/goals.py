"""Within which working time people are answered (E1)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import AccountGroup, User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import UserError
from engagement.models import ResponseGoal

LONGEST = 60 * 8 * 20
"""Twenty working days of eight hours."""


@dataclass(frozen=True)
class GoalInput:
    """One row as typed: for a kind, for a group, or, without either, for all others."""

    minutes: int
    starts: dt.time
    ends: dt.time
    lunch_starts: dt.time | None = None
    lunch_ends: dt.time | None = None
    account_kind: str = ""
    group: AccountGroup | None = None
    message_minutes: int | None = None

    @property
    def key(self) -> tuple[str, int | None]:
        """What it is for."""
        return self.account_kind, self.group.pk if self.group else None


def save_goals(*, rows: Sequence[GoalInput], by: User, at: dt.datetime) -> None:
    """Keep these rows and no others. Threads that are in the inbox keep the time they were promised.

    Raises `UserError` when the row for all others is missing, a range stands twice, or hours make no sense.
    """
    require_somewhere(by, Can.MANAGE_SETTINGS)
    keys = [row.key for row in rows]
    if ("", None) not in keys:
        raise UserError(_("“其他账号”的回复时限不能缺少。"), code="goals.general")
    if len(set(keys)) < len(keys):
        raise UserError(_("同一范围只能有一条时限。"), code="goals.twice")
    for row in rows:
        _check(row)
    with transaction.atomic():
        before = _told()
        ResponseGoal.objects.all().delete()
        kept = [ResponseGoal.objects.create(**vars(row)) for row in rows]
        general = next(goal for goal in kept if not goal.account_kind and goal.group_id is None)
        record("engagement.goals.changed", general, by=by, at=at, change=Change(before=before, after=_told()))


def _check(row: GoalInput) -> None:
    if not 1 <= row.minutes <= LONGEST:
        raise UserError(_("回复时限须为 1 到 %(n)d 工作分钟。") % {"n": LONGEST}, code="goals.minutes")
    if row.message_minutes is not None and not 1 <= row.message_minutes <= LONGEST:
        raise UserError(_("回复时限须为 1 到 %(n)d 工作分钟。") % {"n": LONGEST}, code="goals.minutes")
    if row.starts >= row.ends:
        raise UserError(_("下班时间须晚于上班时间。"), code="goals.hours")
    if bool(row.lunch_starts) != bool(row.lunch_ends):
        raise UserError(_("午休的开始和结束要么都填，要么都不填。"), code="goals.lunch")
    if row.lunch_starts and row.lunch_ends and not row.starts < row.lunch_starts < row.lunch_ends < row.ends:
        raise UserError(_("午休须在上下班时间之内。"), code="goals.lunch")


def _told() -> dict[str, str]:
    rows = ResponseGoal.objects.select_for_update(of=("self",)).select_related("group")
    return {
        (row.group.name if row.group else row.account_kind): (
            f"{row.minutes}{_private(row)} min {row.starts:%H:%M}-{row.ends:%H:%M}"
            + (f" ({row.lunch_starts:%H:%M}-{row.lunch_ends:%H:%M})" if row.lunch_starts and row.lunch_ends else "")
        )
        for row in rows
    }


def _private(row: ResponseGoal) -> str:
    return f"/{row.message_minutes}" if row.message_minutes else ""
