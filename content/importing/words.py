"""Words of a CSV, XLSX or TXT file for a word list: which column is what, which rows cannot be taken, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Final

from django.utils.translation import gettext as _

from content.importing.reading import Line, read_lines
from content.models import ListLevel
from core.errors import UserError
from core.exports import own_text

MOST: Final = 50_000
COLUMNS: Final = {
    "word": ("词", "词语", "敏感词", "关键词", "违禁词", "word", "term"),
    "suggestion": ("建议", "建议改为", "替换", "替换词", "改为", "suggestion"),
    "is_allowed": ("白名单", "允许", "allowed", "whitelist"),
    "level": ("级别", "等级", "level"),
    "subject": ("类别", "分类", "主题", "subject", "category"),
    "note": ("备注", "说明", "原因", "note", "reason"),
}
LIMITS: Final = {"word": 60, "suggestion": 100, "subject": 30, "note": 200}
_YES: Final = frozenset({"1", "是", "y", "yes", "true", "√", "白名单"})
_NO: Final = frozenset({"", "0", "否", "n", "no", "false"})


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word with what is said about it; an empty level is the list's."""

    word: str
    suggestion: str = ""
    is_allowed: bool = False
    level: str = ""
    subject: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken: its line, why, and what stood there."""

    line: int
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class WordFile:
    """What a file holds: each word once, the last row of it counts."""

    rows: list[WordRow]
    refused: list[Refused] = field(default_factory=list)
    repeated: int = 0


def read_words(file: IO[bytes]) -> WordFile:
    """Read it whole. Raises `UserError` when it is no table, holds no word, or too many."""
    found: dict[str, WordRow] = {}
    refused: list[Refused] = []
    repeated = 0
    with read_lines(file) as lines:
        columns: dict[str, int] | None = None
        for line in lines:
            if columns is None:
                columns = columns_of(line.cells)
                if columns is not None:
                    continue
                columns = dict(zip(COLUMNS, range(len(COLUMNS)), strict=True))
            row, reason = row_of(line, columns)
            if row is None:
                refused.append(Refused(line.number, reason, "，".join(line.cells)[:120]))
                continue
            repeated += row.word in found
            found[row.word] = row
            if len(found) > MOST:
                raise UserError(_("一份词表最多 %(n)d 个词，请拆成几份。") % {"n": MOST}, field="file")
    if not found:
        raise UserError(_("文件里没有能用的词。"), field="file")
    return WordFile(list(found.values()), refused, repeated)


def columns_of(cells: Sequence[str]) -> dict[str, int] | None:
    """Column numbers by field when this is a header; None when it is a row already (a plain list of words)."""
    names = [cell.strip().strip("\ufeff").casefold() for cell in cells]
    found = {
        column: next(names.index(name) for name in known if name in names)
        for column, known in COLUMNS.items()
        if any(name in names for name in known)
    }
    return found if "word" in found else None


def row_of(line: Line, columns: dict[str, int]) -> tuple[WordRow | None, str]:
    """The word of a row, or None with the sentence why it cannot be taken."""
    cells = {name: _cell(line.cells, column) for name, column in columns.items()}
    word = cells.get("word", "")
    if not word:
        return None, _("没有词。")
    long = next((name for name, most in LIMITS.items() if len(cells.get(name, "")) > most), "")
    if long:
        return None, _("“%(column)s”超过 %(n)d 字。") % {"column": COLUMNS[long][0], "n": LIMITS[long]}
    allowed = cells.get("is_allowed", "").casefold()
    if allowed not in _YES | _NO:
        return None, _("白名单一列只能填是或否，不能填“%(value)s”。") % {"value": allowed[:20]}
    level = _level(cells.get("level", ""))
    if level is None:
        return None, _("没有“%(value)s”这个级别，可填禁止、提醒或建议。") % {"value": cells["level"][:20]}
    texts = {name: cells.get(name, "") for name in ("suggestion", "subject", "note")}
    return WordRow(word, is_allowed=allowed in _YES, level=level, **texts), ""


def _level(value: str) -> str | None:
    if not value:
        return ""
    return next((level.value for level in ListLevel if value in {level.value, str(level.label)}), None)


def _cell(cells: Sequence[str], column: int) -> str:
    text = own_text(cells[column].strip().strip("\ufeff")) if column < len(cells) else ""
    return text.replace("\x00", "").strip()
