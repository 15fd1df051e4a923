"""Reading a follow list from a spreadsheet's text (A9): every row is taken or refused with its reasons."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import FollowSort
from core.exports import own_text

MOST_ROWS = 5000
MOST_CHARACTERS = 600_000
NAMES = {
    "screen_name": ("昵称", "账号", "screen_name", "name", "nickname"),
    "uid": ("uid", "id", "微博uid"),
    "sort": ("类别", "分类", "kind", "sort", "list"),
    "note": ("备注", "note"),
    "since": ("关注日期", "关注时间", "followed_since", "followed since", "followed on", "since"),
    "review_on": ("复核日期", "review_on", "review on", "review date"),
    "followers_count": ("粉丝数", "粉丝", "followers", "followers_count"),
    "friends_count": ("关注数", "friends", "friends_count", "following"),
    "statuses_count": ("微博数", "posts", "statuses_count"),
    "registered_on": ("注册日期", "注册时间", "registered", "signed up on", "created_at"),
    "last_post_on": ("最近发微博", "最近发博", "last_post", "last post"),
}
DATES = ("since", "review_on", "registered_on", "last_post_on")
NUMBERS = ("followers_count", "friends_count", "statuses_count")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
_NUMBER = re.compile(r"(\d{1,15})(?:\.(\d{1,4}))?(万|亿)?")


@dataclass(frozen=True)
class FollowLine:
    """One row of a file: its number, what it says by field, and why it is refused (empty: taken)."""

    number: int
    values: dict[str, object] = field(default_factory=dict)
    errors: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Whom it is about."""
        return str(self.values.get("screen_name", ""))


class UnreadableFile(ValueError):
    """The text is no table of a follow list; the message is a sentence for people."""


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 with its mark, otherwise GB18030 as Excel writes it."""
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(_("无法识别文件的编码，请另存为 UTF-8 的 CSV。"))


def read_lines(text: str) -> list[FollowLine]:
    """Every row below the headings. Raises `UnreadableFile` when there are no headings that we know, or too much."""
    if len(text) > MOST_CHARACTERS:
        raise UnreadableFile(_("内容过大，请分成几份导入。"))
    text = text.replace("\x00", "").lstrip("\ufeff")
    first = text.partition("\n")[0]
    separator = max(",\t;", key=first.count)
    rows = _rows(text, separator)
    columns = _columns(next(rows, (0, []))[1])
    lines: list[FollowLine] = []
    seen: set[str] = set()
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(lines) >= MOST_ROWS:
            raise UnreadableFile(_("一次最多导入 %(n)d 行，请分成几份。") % {"n": MOST_ROWS})
        lines.append(_line(number, {name: cells[at] for name, at in columns.items() if at < len(cells)}, seen))
    return lines


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableFile(_("第 %(n)d 行的引号或格式有误。") % {"n": reader.line_num}) from error


def _columns(header: list[str]) -> dict[str, int]:
    known = {name: at for at, cell in enumerate(header) if (name := _field(cell)) is not None}
    if "screen_name" not in known or "sort" not in known:
        raise UnreadableFile(_("第一行要有列名，至少包括“昵称”和“类别”。"))
    return known


def _field(cell: str) -> str | None:
    wanted = cell.strip().casefold()
    return next((name for name, aliases in NAMES.items() if wanted in aliases), None)


def _line(number: int, cells: dict[str, str], seen: set[str]) -> FollowLine:
    errors: list[str] = []
    values: dict[str, object] = {}
    for name, raw in cells.items():
        try:
            values[name] = _value(name, " ".join(own_text(raw).split()))
        except ValueError as error:
            errors.append(str(error))
    key = str(values.get("screen_name", "")).casefold()
    if key and key in seen:
        errors.append(_("同一个昵称在文件里出现了两次"))
    if not errors:
        seen.add(key)
    return FollowLine(number, values, tuple(errors))


def _value(name: str, cell: str) -> object:
    if name == "screen_name":
        return _screen_name(cell)
    if name == "uid":
        if cell and not (cell.isascii() and cell.isdigit() and len(cell) <= 20):
            raise ValueError(_("UID 应是数字"))
        return cell
    if name == "sort":
        return _sort(cell)
    if name == "note":
        if len(cell) > 200:
            raise ValueError(_("备注超过 200 个字"))
        return cell
    return _date(cell) if name in DATES else _number(cell)


def _screen_name(cell: str) -> str:
    name = cell.removeprefix("@").strip()
    if not name or len(name) > 30:
        raise ValueError(_("昵称应是 1 到 30 个字"))
    return name


def _sort(cell: str) -> str:
    found = next((sort for sort in FollowSort if cell.casefold() in (sort.value, str(sort.label).casefold())), None)
    if found is None:
        choices = _("、").join(str(sort.label) for sort in FollowSort)
        raise ValueError(_("类别应是：%(choices)s") % {"choices": choices})
    return found.value


def _date(cell: str) -> dt.date | None:
    if not cell:
        return None
    match = _DATE.fullmatch(cell)
    try:
        day = dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2200:
        raise ValueError(_("“%(cell)s”不是日期，请写成 2026-11-23") % {"cell": cell[:20]})
    return day


def _number(cell: str) -> int | None:
    if not cell:
        return None
    match = _NUMBER.fullmatch(cell.replace(",", ""))
    if match is None:
        raise ValueError(_("“%(cell)s”不是数字") % {"cell": cell[:20]})
    unit = {"万": 10**4, "亿": 10**8}.get(match[3] or "", 1)
    parts = int((match[2] or "").ljust(8, "0") or 0)
    return int(match[1]) * unit + parts * unit // 10**8
