"""K3: golden windows are data; they count for every account."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from core import audit
from core.errors import Conflict, UserError
from publishing.models import GoldenWindow


@dataclass(frozen=True, slots=True)
class WindowInput:
    """One window; `weekday` 0 Monday … 6 Sunday, None for every working (or free) day."""

    name: str
    starts: dt.time
    ends: dt.time
    on_workdays: bool = True
    weekday: int | None = None

    def check(self) -> None:
        """Raises `UserError` for an empty name and for a window that ends before it begins."""
        if not self.name.strip():
            raise UserError(_("请写下时段的名称。"), field="name")
        if self.ends <= self.starts:
            raise UserError(_("结束时间要晚于开始时间。"), field="ends")


@transaction.atomic
def add_window(*, window: WindowInput, by: User, at: dt.datetime) -> GoldenWindow:
    """A new window. Raises `Conflict` when there is the same already."""
    require(by, Can.SCHEDULE)
    window.check()
    facts = {name: value for name, value in asdict(window).items() if name != "name"}
    if GoldenWindow.objects.filter(**facts).exists():
        raise Conflict(_("已经有同样的时段。"), code="calendar.window")
    row = GoldenWindow.objects.create(**facts, name=window.name.strip())
    audit.record("calendar.window.added", row, by=by, at=at, change=audit.Change(after=_picture(row)))
    return row


@transaction.atomic
def remove_window(*, window: GoldenWindow, by: User, at: dt.datetime) -> None:
    """It is no longer shown, and spread minutes no longer mind it."""
    require(by, Can.SCHEDULE)
    audit.record("calendar.window.removed", window, by=by, at=at, change=audit.Change(before=_picture(window)))
    window.delete()


def _picture(row: GoldenWindow) -> dict[str, str]:
    weekday = "" if row.weekday is None else str(row.weekday)
    return {
        "name": row.name, "from": f"{row.starts:%H:%M}", "to": f"{row.ends:%H:%M}",
        "workdays": str(row.on_workdays), "weekday": weekday,
    }  # fmt: skip
