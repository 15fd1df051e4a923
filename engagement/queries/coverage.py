"""Which channels the inbox hears, and which it does not: silence is only good news where somebody listens (E1)."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from django.db.models import QuerySet

from accounts.incoming import preset_interval
from accounts.models import AccountState, Channel, WeiboAccount
from engagement.models import FansLine, InboxCursor, ThreadKind

READ: Final = frozenset({AccountState.CONNECTED, AccountState.EXPIRED})
MISSED_TURNS: Final = 3
"""A list that was not read for so many of its turns is deaf, whatever it said last."""


@dataclass(frozen=True)
class Heard:
    """One account: the cursors of its lists, and how it stands with the fans service. Reasons are codes for the page:
    `ok`, `error`, `late` (not read for three turns), `never`, `off` (the account is not connected)."""

    account: WeiboAccount
    comments: InboxCursor | None
    mentions: InboxCursor | None
    line: FansLine | None
    now: dt.datetime

    @property
    def lists(self) -> list[tuple[ThreadKind, InboxCursor | None, str]]:
        """Kind, cursor and reason of both lists."""
        pairs = ((ThreadKind.COMMENT, self.comments), (ThreadKind.MENTION, self.mentions))
        return [(kind, cursor, self._reason(cursor)) for kind, cursor in pairs]

    @property
    def messages(self) -> str:
        """The reason for private messages."""
        if self.line is not None and self.line.error_text:
            return "error"
        return "ok" if self.line is not None and self.line.last_event_at else "never"

    @property
    def sees_all(self) -> bool:
        """An ordinary app is shown only what people wrote who authorised it too."""
        return self.account.channel == Channel.COMMERCIAL

    def _reason(self, cursor: InboxCursor | None) -> str:
        if self.account.state not in READ:
            return "off"
        if cursor is None or cursor.read_at is None:
            return "never"
        if cursor.error_text:
            return "error"
        late = cursor.read_at + MISSED_TURNS * dt.timedelta(minutes=preset_interval(self.account))
        return "late" if late < self.now else "ok"


@dataclass(frozen=True)
class Deaf:
    """One list that is not heard now."""

    account: WeiboAccount
    label: str
    reason: str
    error_text: str = ""
    read_at: dt.datetime | None = None


@dataclass(frozen=True)
class Coverage:
    """All accounts of one look. `deaf` are lists that ought to be heard and are not."""

    rows: list[Heard] = field(default_factory=list)

    @cached_property
    def deaf(self) -> list[Deaf]:
        """Lists of connected accounts that cannot be read, and lines whose token died."""
        found = [
            Deaf(row.account, str(kind.label), reason, cursor.error_text, cursor.read_at)
            for row in self.rows
            for kind, cursor, reason in row.lists
            if cursor is not None and reason in ("error", "late")
        ]
        return found + [
            Deaf(row.account, str(ThreadKind.MESSAGE.label), "error", row.line.error_text, row.line.last_event_at)
            for row in self.rows
            if row.line is not None and row.line.error_text
        ]

    @property
    def accounts(self) -> int:
        """How many accounts there are."""
        return len(self.rows)

    @cached_property
    def lists_heard(self) -> int:
        """Accounts whose comments and mentions are both heard."""
        return sum(all(reason == "ok" for _kind, _cursor, reason in row.lists) for row in self.rows)

    @cached_property
    def messages_heard(self) -> int:
        """Accounts whose private messages have been heard."""
        return sum(row.messages == "ok" for row in self.rows)

    @property
    def partly(self) -> int:
        """Accounts of ordinary apps: only people who authorised the app are seen."""
        return sum(not row.sees_all for row in self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether every channel of every account is heard, so that nothing waiting means that nobody waits."""
        return bool(self.rows) and self.lists_heard == self.accounts == self.messages_heard and not self.partly


def coverage_of(accounts: "QuerySet[WeiboAccount]", now: dt.datetime) -> Coverage:
    """What is heard of these accounts; two queries, whatever their number."""
    found = accounts.select_related("fans_line").order_by("nickname").only("nickname", "state", "channel", "fans_line")
    by_list = {
        (cursor.account_id, cursor.kind): cursor
        for cursor in InboxCursor.objects.filter(account__in=accounts.order_by())
    }
    return Coverage(
        [
            Heard(
                account,
                by_list.get((account.pk, ThreadKind.COMMENT)),
                by_list.get((account.pk, ThreadKind.MENTION)),
                getattr(account, "fans_line", None),
                now,
            )
            for account in found
        ]
    )
