"""One row of a library file: what it says, or why it is refused. Pure."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from content.hand_items import DETAIL_LIMIT, KINDS, TITLE_LIMIT, HandItem
from content.importing.reading import Line
from content.models import PostState
from content.serial import MOST
from core.exports import own_text
from core.http import whole_number

STATES = {"": "draft", "draft": "draft", "审核中": "in_review", "in_review": "in_review"}
"""Names of states that are no label of ours; labels are known by themselves (`_state`)."""
TEXT_LIMIT = 5000
"""Characters that a draft may hold at all; what Weibo takes is decided by lint (C4)."""
BY_HAND = ("人工发布", "人工", "Published by hand", "by hand")
REPOST = ("转发", "Repost", "repost")


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
    was: str = ""  # the state of the file, where it is none that a row may come in with: it comes in as a draft
    post: int | None = None
    series: str = ""
    number: int | None = None
    best_before: dt.date | None = None
    story: str = ""
    items: tuple[HandItem, ...] = ()
    by_hand: bool = False


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
    if len(text) > TEXT_LIMIT:
        raise Refusal("too_long", _("正文过长，最多 %(limit)d 字。") % {"limit": TEXT_LIMIT})
    if "\x00" in "".join(value.values()):
        raise Refusal("binary", _("含有无法保存的字符。"))
    state, was = _state(value.get("state", ""))
    return Row(
        line=line.number,
        text=text,
        account=value.get("account", "").lstrip("@"),
        category=value.get("category", ""),
        campaign=value.get("campaign", ""),
        pictures=tuple(name for part in value.get("pictures", "").split("|") if (name := part.strip())),
        state=state,
        was=was,
        post=whole_number(value.get("post", "").lstrip("#")),
        series=value.get("series", ""),
        number=_number(value.get("number", "")),
        best_before=_day(value.get("best_before", "")),
        story=value.get("story", ""),
        items=tuple(_items(line.cells, mapping)),
        by_hand=_by_hand(value.get("by_hand", "")),
    )


def _state(text: str) -> tuple[str, str]:
    """The state that a row comes in with, and the one that it cannot come in with. Raises `Refusal`.

    Nobody is approved or sent by a file: what was further than waiting for review becomes a draft again.
    """
    state = STATES.get(text.lower()) or _states_by_label().get(text)
    if state is None or state == PostState.CANCELLED:
        raise Refusal("state", _("状态“%(state)s”不能导入。") % {"state": text[:20]})
    if state in (PostState.DRAFT, PostState.IN_REVIEW):
        return state, ""
    return PostState.DRAFT, text


@cache
def _states_by_label() -> dict[str, str]:
    """Every state by what it is called in each language: the file may come from a colleague's export."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(label): str(value) for value, label in PostState.choices}
    return found


def _by_hand(text: str) -> bool:
    """Whether a person publishes it. Raises `Refusal`: what a repost reposts stands in no file."""
    if text in REPOST:
        raise Refusal("repost", _("转发要和被转发的微博一起安排，不能从文件导入。"))
    return text in BY_HAND


def _items(cells: list[str], mapping: Mapping[str, int]) -> Iterator[HandItem]:
    """What a person adds: the first line of the cell is the title, what follows the detail (C3). Raises `Refusal`."""
    for kind in KINDS:
        column = mapping.get(kind.slug)
        cell = own_text(cells[column]) if column is not None and column < len(cells) else ""
        title, _line, detail = cell.partition("\n")
        item = HandItem(kind.slug, title.strip(), detail.strip())
        if len(item.title) > TITLE_LIMIT or len(item.detail) > DETAIL_LIMIT:
            values = {"kind": kind.label, "title": TITLE_LIMIT, "detail": DETAIL_LIMIT}
            raise Refusal("items", _("%(kind)s的标题最多 %(title)d 字，说明最多 %(detail)d 字。") % values)
        if item.title or item.detail:
            yield item


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
    return own_text(cells[column].strip()).replace("\r\n", "\n") if column < len(cells) else ""
