"""One act as it comes in, or why a line is none."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

RAW_LIMIT: Final = 300


class ActRow(NamedTuple):
    """An act from a file or from Weibo. None: not told."""

    kind: str
    external_id: str
    uid: str
    name: str
    text: str
    at: dt.datetime
    gone: bool
    followers: int | None
    follows: bool | None
    print: int | None
    circle: int | None


def _(sentence: str) -> str:
    """Marks a sentence for the catalogue; whoever shows it translates it."""
    return sentence


REASONS: Final[Mapping[str, str]] = {
    "bad_json": _("这一条不是完整的 JSON，可能被截断。"),
    "bad_quotes": _("引号不成对，无法分辨各列。"),
    "bad_time": _("时间看不懂，请写成 2026-11-23 10:05:00。"),
    "broken_file": _("文件已损坏，后面的内容读不出来。"),
    "future": _("时间在未来。"),
    "no_time": _("没有参与时间，无法判断是否在活动期内。"),
    "no_uid": _("没有用户编号（UID），无法分辨是谁。"),
    "other_kind": _("参与方式不是转发、评论或 @。"),
    "other_post": _("不是对本活动微博的转发或评论。"),
    "rounded_id": _("编号被表格软件四舍五入，无法还原。"),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that is no act. `code` is a key of `REASONS`; `raw` shows where to look."""

    line: int
    code: str
    raw: str = ""


def refusal(line: int, code: str, raw: str) -> Refusal:
    """Build one; what no database takes is taken out."""
    return Refusal(line, code, raw.replace("\x00", "")[:RAW_LIMIT].encode("utf-8", "replace").decode("utf-8"))
