"""From the cells of a line to an act, or to a refusal. Called a million times for a large file."""

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from campaigns.collect.rows import ActRow, Refusal, refusal
from campaigns.judging.texts import circle_of, friends_of, print_of
from core.exports import own_text
from core.tables import number_of
from weibo.reading import parse_created_at
from weibo.text import time_of_id

CHINA: Final = dt.timezone(dt.timedelta(hours=8))
FUTURE: Final = dt.timedelta(minutes=10)
TEXT_LIMIT: Final = 2000
NAME_LIMIT: Final = 60
_KINDS: Final = {
    "转发": "repost", "repost": "repost", "retweet": "repost", "forward": "repost",
    "评论": "comment", "comment": "comment", "回复": "comment", "reply": "comment",
    "@": "mention", "@我们": "mention", "@提及": "mention", "提及": "mention", "mention": "mention",
}  # fmt: skip
_YES: Final = {"1": True, "true": True, "yes": True, "是": True, "已关注": True, "y": True,
               "0": False, "false": False, "no": False, "否": False, "未关注": False, "n": False}  # fmt: skip
_ROUNDED: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}", re.ASCII)
_MARKS: Final = "\t '\"`="
_CLOCK_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all lines: the kind of those that do not say, our posts (empty: any), our names, the time now."""

    kind: str
    now: dt.datetime
    posts: Collection[str] = frozenset()
    own_names: frozenset[str] = frozenset()


class Builder:
    """Judges the lines of one table."""

    def __init__(self, columns: Mapping[str, int], setting: Setting) -> None:
        self.columns, self.setting = columns, setting
        self.latest = setting.now + FUTURE

    def cell(self, name: str, cells: Sequence[str]) -> str:
        """What stands in a column; empty when the line is too short."""
        at = self.columns.get(name)
        return cells[at].strip() if at is not None and at < len(cells) else ""

    def build(self, line: int, cells: Sequence[str]) -> ActRow | Refusal:
        """One act, or why the line is none."""
        uid = self.cell("uid", cells).strip(_MARKS).removesuffix(".0")
        if not (uid.isdigit() and uid.isascii() and len(uid) <= 20 and uid != "0"):
            return refusal(line, "rounded_id" if _ROUNDED.fullmatch(uid) else "no_uid", " | ".join(cells))
        kind = self._kind(cells)
        if not kind:
            return refusal(line, "other_kind", " | ".join(cells))
        post = self.cell("post", cells).strip(_MARKS)
        if post and self.setting.posts and post not in self.setting.posts:
            return refusal(line, "other_post", " | ".join(cells))
        identity = self.cell("id", cells).strip(_MARKS).removesuffix(".0")
        if _ROUNDED.fullmatch(identity):
            return refusal(line, "rounded_id", " | ".join(cells))
        at = self._time(self.cell("at", cells), identity)
        if isinstance(at, str):
            return refusal(line, at, " | ".join(cells))
        return self._act(kind, identity, uid, at, cells)

    def _act(self, kind: str, identity: str, uid: str, at: dt.datetime, cells: Sequence[str]) -> ActRow:
        text = own_text(self.cell("text", cells))[:TEXT_LIMIT]
        followers = self.cell("followers", cells)
        return ActRow(
            kind=kind,
            external_id=identity if identity.isalnum() and len(identity) <= 20 else _made_id(kind, uid, at, text),
            uid=uid,
            name=own_text(self.cell("name", cells))[:NAME_LIMIT] or uid,
            text=text,
            at=at,
            gone=_YES.get(self.cell("gone", cells).casefold(), False),
            followers=_count(followers) if followers else None,
            follows=_YES.get(self.cell("follows", cells).casefold()),
            print=print_of(text),
            circle=circle_of(friends_of(text), self.setting.own_names),
        )

    def _kind(self, cells: Sequence[str]) -> str:
        said = self.cell("kind", cells)
        return _KINDS.get(said.casefold(), "") if said else self.setting.kind

    def _time(self, cell: str, identity: str) -> dt.datetime | str:
        """When it was done; otherwise the code of the refusal. A day without a time is none: the id may know better."""
        stated = time_in(cell) if cell else None
        if stated is not None and not _is_day(cell):
            return "future" if stated > self.latest else stated
        if len(identity) != _CLOCK_DIGITS or not identity.isdigit():
            return "bad_time" if cell and stated is None else "no_time"
        clock = time_of_id(identity)
        return "future" if clock > self.latest else clock


def time_in(cell: str) -> dt.datetime | None:
    """A moment as files write it; without a zone it is Beijing's. None when it cannot be read."""
    at: dt.datetime | None
    try:
        at = dt.datetime.fromisoformat(cell)
    except ValueError:
        at = _other_time(cell)
    if at is None or not 2009 <= at.year <= 2200:
        return None
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def _other_time(cell: str) -> dt.datetime | None:
    if cell.isdigit() and cell.isascii() and len(cell) in {10, 13}:
        return dt.datetime.fromtimestamp(int(cell[:10]), tz=dt.UTC)
    plain = cell.replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "")
    for pattern in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(plain, pattern).replace(tzinfo=CHINA)
        except ValueError:
            continue
    return parse_created_at(cell)


def _is_day(cell: str) -> bool:
    return len(cell) <= 11 and ":" not in cell and not (cell.isdigit() and len(cell) == 10)


def _count(cell: str) -> int | None:
    if cell.isdigit() and cell.isascii():
        return min(int(cell[:12]), 2**31 - 1)
    try:
        number = number_of(cell)
    except ValueError:
        return None
    return None if number is None else min(number, 2**31 - 1)


def _made_id(kind: str, uid: str, at: dt.datetime, text: str) -> str:
    """For tables without ids: the same line always gets the same one."""
    line = f"{kind}\n{uid}\n{at.timestamp()}\n{text}".encode("utf-8", "replace")
    return "x" + blake2b(line, digest_size=9).hexdigest()
