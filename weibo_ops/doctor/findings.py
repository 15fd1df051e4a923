"""What a check says: how it stands, one sentence, and how to mend it. And the list of all checks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Mark(StrEnum):
    """How something stands."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"
    UNKNOWN = "unknown"


WORST_FIRST: Final = (Mark.BROKEN, Mark.WARNING, Mark.UNKNOWN, Mark.OK)


class Group(models.TextChoices):
    """Where a finding stands on the page."""

    PROCESSES = "processes", _("后台进程")
    STORES = "stores", _("数据库与存储")
    CLOCK = "clock", _("时钟")
    WEIBO = "weibo", _("接入微博")
    SAFETY = "safety", _("备份与记录")
    SETTINGS = "settings", _("设置与版本")


@dataclass(frozen=True)
class Verdict:
    """What a check found. `command` can be typed as it stands, `url` is a page on which to mend it."""

    mark: Mark
    sentence: str
    mend: str = ""
    command: str = ""
    url: str = ""


def fine(sentence: str) -> Verdict:
    """Nothing to do."""
    return Verdict(Mark.OK, sentence)


def warning(sentence: str, mend: str, *, command: str = "", url: str = "") -> Verdict:
    """Works, but not for long or not well."""
    return Verdict(Mark.WARNING, sentence, mend, command, url)


def broken(sentence: str, mend: str, *, command: str = "", url: str = "") -> Verdict:
    """Does not work now, or must not stay so."""
    return Verdict(Mark.BROKEN, sentence, mend, command, url)


def unknown(sentence: str, mend: str = "", *, command: str = "", url: str = "") -> Verdict:
    """Could not be found out."""
    return Verdict(Mark.UNKNOWN, sentence, mend, command, url)


@dataclass(frozen=True)
class Visit:
    """When the doctor was asked, and the address that the browser used (scheme and host; empty on a terminal)."""

    at: datetime
    origin: str = ""


@dataclass(frozen=True)
class Check:
    """One thing that is looked at. `database`: asks PostgreSQL through Django."""

    key: str
    group: Group
    title: str | Promise
    run: Callable[[Visit], Verdict]
    seconds: float
    database: bool


@dataclass(frozen=True)
class Finding:
    """The verdict of one check, and how long it took."""

    check: Check
    verdict: Verdict
    milliseconds: int

    @property
    def mark(self) -> Mark:
        return self.verdict.mark

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        found = self.verdict
        return {
            "key": self.check.key,
            "group": self.check.group.value,
            "title": str(self.check.title),
            "state": found.mark.value,
            "sentence": found.sentence,
            "mend": found.mend,
            "command": found.command,
            "url": found.url,
            "milliseconds": self.milliseconds,
        }


CHECKS: Final[dict[str, Check]] = {}
"""All checks by key, in the order in which they were registered."""

Run = Callable[[Visit], Verdict]


def check(
    key: str, group: Group, title: str | Promise, *, seconds: float = 4.0, database: bool = False
) -> Callable[[Run], Run]:
    """Register a check under a key that never changes: notices are told apart by it."""

    def register(run: Run) -> Run:
        CHECKS[key] = Check(key, group, title, run, seconds, database)
        return run

    return register
