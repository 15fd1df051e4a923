"""Until when people want an answer: goals in working minutes by the Chinese calendar (E1, K7)."""

import datetime as dt
from dataclasses import dataclass, field

from accounts.models import WeiboAccount
from core.dates import local_day
from core.holidays import SHIPPED, OfficialDays, official_days
from core.working import WorkingDay, after_working, working_minutes
from engagement.models import ResponseGoal

MINUTES_WITHOUT_ROW = 480


@dataclass(frozen=True)
class Goals:
    """All goals and the announced days, read once."""

    rows: list[ResponseGoal] = field(default_factory=list)
    official: OfficialDays = SHIPPED

    def of(self, account: WeiboAccount) -> ResponseGoal:
        """The row that counts: the account's group, its kind, all others."""
        by_group = {row.group_id: row for row in self.rows if row.group_id}
        by_kind = {row.account_kind: row for row in self.rows if not row.group_id}
        found = by_group.get(account.group_id or 0) or by_kind.get(account.kind) or by_kind.get("")
        return found or ResponseGoal(minutes=MINUTES_WITHOUT_ROW)

    def day(self, account: WeiboAccount) -> WorkingDay:
        """When those who answer for the account work."""
        goal = self.of(account)
        return WorkingDay(goal.starts, goal.ends, goal.lunch_starts, goal.lunch_ends, self.official)

    def due_at(self, account: WeiboAccount, received_at: dt.datetime, *, private: bool = False) -> dt.datetime:
        """When somebody who wrote at `received_at` wants an answer: lunch, nights and days off do not count. Private
        messages may have a time of their own."""
        goal = self.of(account)
        minutes = (goal.message_minutes if private else None) or goal.minutes
        return after_working(received_at, minutes / 60, self.day(account))

    def minutes(self, account: WeiboAccount, received_at: dt.datetime, answered_at: dt.datetime) -> int:
        """How many working minutes somebody waited: what an answer took."""
        return working_minutes(received_at, answered_at, self.day(account))

    def is_guessed(self, account: WeiboAccount, due_at: dt.datetime) -> bool:
        """Whether the time rests on a year whose holidays have not been announced."""
        return self.day(account).is_guessed(local_day(due_at))


def current_goals() -> Goals:
    """As things stand now; two queries."""
    return Goals(list(ResponseGoal.objects.all()), official_days())


def goal_rows() -> list[ResponseGoal]:
    """Rows for the page: the one for all others first."""
    rows = list(ResponseGoal.objects.select_related("group"))
    return sorted(rows, key=lambda row: (bool(row.group_id), row.account_kind, row.group_id or 0))
