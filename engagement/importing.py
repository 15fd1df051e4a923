"""Reading people for the fan book from a spreadsheet's text (E3): every row is taken or refused with its reasons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from core.exports import own_text
from core.tables import columns_of, number_of, table_of
from engagement.models import FanKind

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("昵称", "账号", "name", "nickname", "screen_name"),
    "uid": ("uid", "id", "微博uid", "微博 uid"),
    "kind": ("类型", "类别", "kind"),
    "value": ("重要程度", "value"),
    "followers": ("粉丝数", "粉丝", "followers", "followers_count"),
    "note": ("备注", "note"),
}


@dataclass(frozen=True)
class FanLine:
    """One row of a file: its number, what it says by field, and why it is refused (empty: taken)."""

    number: int
    values: dict[str, object] = field(default_factory=dict)
    errors: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Whom it is about."""
        return str(self.values.get("name", ""))

    @property
    def uid(self) -> str:
        """Empty when the row does not tell."""
        return str(self.values.get("uid", ""))


def read_fans(text: str) -> list[FanLine]:
    """Every row below the headings. Raises `UnreadableFile` when there are no headings that we know, or too much."""
    header, rows = table_of(text)
    columns = columns_of(header, NAMES, needed={"name": _("昵称")})
    seen: set[str] = set()
    return [
        _line(number, {name: cells[at] for name, at in columns.items() if at < len(cells)}, seen)
        for number, cells in rows
    ]


def _line(number: int, cells: Mapping[str, str], seen: set[str]) -> FanLine:
    errors: list[str] = []
    values: dict[str, object] = {}
    for name, raw in cells.items():
        try:
            values[name] = _READERS[name](" ".join(own_text(raw).split()))
        except ValueError as error:
            errors.append(str(error))
    key = str(values.get("uid") or values.get("name", "")).casefold()
    if key and key in seen:
        errors.append(_("同一个人在文件里出现了两次"))
    if not errors:
        seen.add(key)
    return FanLine(number, values, tuple(errors))


def _name(cell: str) -> str:
    name = cell.removeprefix("@").strip()
    if not name or len(name) > 80:
        raise ValueError(_("昵称应是 1 到 80 个字"))
    return name


def _uid(cell: str) -> str:
    if cell and not (cell.isascii() and cell.isdigit() and len(cell) <= 20):
        raise ValueError(_("UID 应是数字"))
    return cell


def _kind(cell: str) -> str:
    if not cell:
        return ""
    found = next((kind for kind in FanKind if cell.casefold() in (kind.value, str(kind.label).casefold())), None)
    if found is None:
        choices = _("、").join(str(kind.label) for kind in FanKind)
        raise ValueError(_("类型应是：%(choices)s") % {"choices": choices})
    return found.value


def _value(cell: str) -> int | None:
    if cell and cell not in ("1", "2", "3", "4", "5"):
        raise ValueError(_("重要程度是 1 到 5"))
    return int(cell) if cell else None


def _followers(cell: str) -> int | None:
    number = number_of(cell)
    if number is not None and number > 2**31 - 1:
        raise ValueError(_("粉丝数太大"))
    return number


def _note(cell: str) -> str:
    if len(cell) > 2000:
        raise ValueError(_("备注超过 2000 个字"))
    return cell


_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "name": _name,
    "uid": _uid,
    "kind": _kind,
    "value": _value,
    "followers": _followers,
    "note": _note,
}
