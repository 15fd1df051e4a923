"""What a change did to a slot: enough to undo it exactly, to write it down and to tell it."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from core import audit
from publishing.events import slot_changed
from publishing.models import Slot


@dataclass(frozen=True, slots=True)
class SlotChange:
    """What a change did to a slot, enough to undo it exactly while nobody else has touched it."""

    slot_id: int
    stamp: str  # Slot.updated_at after the change
    state: str
    scheduled_at: str
    reason: str
    state_detail: str
    spread_seconds: int = 0
    late_rule: str = ""
    late_minutes: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def put_back(self, row: Slot) -> None:
        """The row as it was, unsaved."""
        row.state, row.scheduled_at = self.state, dt.datetime.fromisoformat(self.scheduled_at)
        row.reason, row.state_detail, row.spread_seconds = self.reason, self.state_detail, self.spread_seconds
        if self.late_rule:  # an entry of the audit log from before these were kept
            row.late_rule, row.late_minutes = self.late_rule, self.late_minutes


def picture(slot: Slot) -> dict[str, Any]:
    """A slot as the audit log keeps it."""
    return {
        "state": slot.state,
        "scheduled_at": slot.scheduled_at.isoformat(),
        "reason": slot.reason,
        "state_detail": slot.state_detail,
        "spread_seconds": slot.spread_seconds,
        "late_rule": slot.late_rule,
        "late_minutes": slot.late_minutes,
    }


def change_of(slot: Slot, before: dict[str, Any]) -> SlotChange:
    """What `undo_change` needs after a slot was saved."""
    return SlotChange(slot_id=slot.pk, stamp=slot.updated_at.isoformat(), **before)


def tell(slot: Slot, verb: str, *, by: audit.Actor, at: dt.datetime, before: dict[str, Any], reason: str = "") -> None:
    """Write a change down and tell it."""
    change = audit.Change(before, picture(slot), reason or slot.reason, account_id=slot.account_id)
    audit.record(f"calendar.slot.{verb}", slot, by=by, at=at, change=change)
    slot_changed.send_on_commit(slot_id=slot.pk)
