"""What a rehearsal works with, and what each step of it tells."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accounts.models import User, WeiboAccount
from monitoring.models import KeywordSet
from publishing.models import Slot
from weibo_ops.demo.control import SandboxControl


@dataclass(frozen=True)
class Options:
    """Where crawler files lie and where the report goes; `publish` is how many posts go out at once."""

    data: Path | None
    report: Path | None
    publish: int = 6


@dataclass
class Step:
    """One step: how many it did, how many it turned away (with reasons), how long it took, whether that is enough."""

    name: str
    count: int
    refused: int = 0
    seconds: float = 0.0
    ok: bool = True
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "count": self.count,
            "refused": self.refused,
            "seconds": round(self.seconds, 2),
            "ok": self.ok,
            "notes": self.notes,
        }


@dataclass
class Stage:
    """People, accounts and rows of this rehearsal; filled step by step. `clock` reads the time."""

    options: Options
    control: SandboxControl
    clock: Callable[[], dt.datetime]
    editor: User
    approver: User
    accounts: list[WeiboAccount] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    keyword_set: KeywordSet | None = None
