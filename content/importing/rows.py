"""One row of a library file: what it says, or why it is refused. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.importing.reading import Line
from content.serial import MOST
from core.exports import own_text
from core.http import whole_number

STATES = {"": "draft", "草稿": "draft", "draft": "draft", "待审核": "in_review", "审核中": "in_review"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row as text; names are looked up by the caller."""

    line: int
    text: str
    account: str = ""
    category: str = ""
    campaign: str = ""
    pictures: tuple[str, ...] = ()
    state: str = "draft"
    series: str = ""
    number: int | None = None
    best_before: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """Why a row is not taken: a code, and a sentence for people."""

    code: str
    reason: str


def parse_row(line: Line, header: list[str], mapping: Mapping[str, int]) -> Row:
    """What the row says. Raises `Refusal`."""
    if [cell.strip() for cell in line.cells] == header:
        raise Refusal("repeated_header", _("重复的表头。"))
    if any(cell.strip() for cell in line.cells[len(header) :]):
        raise Refusal("ragged", _("列数比表头多，可能是正文里的逗号没有加引号。"))
    value = {field: _cell(line.cells, column) for field, column in mapping.items()}
    text = value.get("text", "")
    if not text:
        raise Refusal("no_text", _("没有正文。"))
    if "\x00" in "".join(value.values()):
        raise Refusal("binary", _("含有无法保存的字符。"))
    state = STATES.get(value.get("state", "").lower())
    if state is None:
        raise Refusal("state", _("状态“%(state)s”不能导入，只能是草稿或待审核。") % {"state": value.get("state", "")})
    return Row(
        line=line.number,
        text=text,
        account=value.get("account", "").lstrip("@"),
        category=value.get("category", ""),
        campaign=value.get("campaign", ""),
        pictures=tuple(name for part in value.get("pictures", "").split("|") if (name := part.strip())),
        state=state,
        series=value.get("series", ""),
        number=_number(value.get("number", "")),
        best_before=_day(value.get("best_before", "")),
    )


def _number(text: str) -> int | None:
    """The number of a part; 第3期 counts as 3. Raises `Refusal`."""
    digits = text.strip().removeprefix("第").removesuffix("期")
    if not digits:
        return None
    number = whole_number(digits)
    if number is None or not 1 <= number <= MOST:
        raise Refusal("number", _("期号“%(number)s”不是 1 到 %(most)d 的数字。") % {"number": text[:20], "most": MOST})
    return number


def _day(text: str) -> dt.date | None:
    """A date as 2026-12-01 or 2026/12/1, with or without a time behind it. Raises `Refusal`."""
    words = text.strip().split()
    if not words:
        return None
    try:
        year, month, day = (int(part) for part in words[0].replace("/", "-").split("-"))
        return dt.date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise Refusal("best_before", _("最迟发布日“%(day)s”不是日期。") % {"day": text[:20]}) from error


def _cell(cells: list[str], column: int) -> str:
    """A short row ends early. The apostrophe that our export puts before formula-looking text is taken off again."""
    return own_text(cells[column].strip()) if column < len(cells) else ""
