"""Write the audit log: in the same transaction as the change it tells about."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, models

from core import context
from core.errors import Sentence
from core.models import AuditEntry


class Actor(Protocol):
    """Who did it: a user, or `SYSTEM`."""

    @property
    def pk(self) -> Any: ...

    def get_full_name(self) -> str: ...


@dataclass(frozen=True)
class _System:
    pk: None = None

    def get_full_name(self) -> str:
        return "系统"


SYSTEM = _System()


LABELS: dict[str, Sentence] = {}
"""What each code says to people; every app adds its own in `apps.py`."""


def label(code: str) -> str:
    """The sentence part for a code, such as 提交了审核; the code itself when no app has named it."""
    return str(LABELS.get(code, code))


@dataclass(frozen=True)
class Change:
    """What changed: values before and after (JSON-able), the account it concerns, and why."""

    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str = ""
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, before it is a row."""

    code: str
    target: models.Model
    at: datetime
    by: Actor = SYSTEM
    change: Change = field(default_factory=Change)


def record(code: str, target: models.Model, *, by: Actor, at: datetime, change: Change | None = None) -> AuditEntry:
    """Append one entry for `target`. The hash chain is sealed by the database at commit."""
    entry = Entry(code, target, at, by, change or Change())
    return AuditEntry.objects.create(at=at, **_facts(entry))


_INSERT_MANY = """
INSERT INTO core_auditentry (
  at, code, actor_id, actor_name, object_type, object_id, object_name, account_id,
  before, after, reason, request_id, remote_address, previous_hash, hash
)
SELECT at, code, actor_id, actor_name, object_type, object_id, object_name, account_id,
  before, after, reason, request_id, remote_address, '', ''
FROM jsonb_to_recordset(%s) AS line (
  number integer, at timestamptz, code text, actor_id bigint, actor_name text, object_type text, object_id text,
  object_name text, account_id bigint, before jsonb, after jsonb, reason text, request_id text, remote_address text
)
ORDER BY number
"""


def record_many(entries: Iterable[Entry]) -> int:
    """Append entries by one INSERT, in this order; the chain is sealed at commit as for `record`. Answers how many."""
    lines = [{"number": number, "at": entry.at.isoformat(), **_facts(entry)} for number, entry in enumerate(entries)]
    if lines:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT_MANY, [json.dumps(lines, ensure_ascii=False)])
    return len(lines)


def _facts(entry: Entry) -> dict[str, Any]:
    target, change = entry.target, entry.change
    return {
        "code": entry.code,
        "actor_id": entry.by.pk,
        "actor_name": entry.by.get_full_name(),
        "object_type": target._meta.label_lower,
        "object_id": str(target.pk),
        "object_name": str(target)[:200],
        "account_id": change.account_id,
        "before": change.before or {},
        "after": change.after or {},
        "reason": change.reason,
        "request_id": context.request_id.get(),
        "remote_address": context.remote_address.get(),
    }


def note_export(*, by: Actor, at: datetime, filters: dict[str, str]) -> None:
    """Somebody takes entries along as a file: that is an entry too."""
    if isinstance(by, models.Model):
        record("core.audit.exported", by, by=by, at=at, change=Change(after=filters))


def first_broken_sequence() -> int | None:
    """Recompute the whole chain; the sequence number of the first entry that does not fit, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_audit_first_broken()")
        row = cursor.fetchone()
    return None if row is None else row[0]
