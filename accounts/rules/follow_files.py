"""Reading a follow list from a spreadsheet's text (A9): every row is taken or refused with its reasons."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import FollowSort
from core.exports import own_text
from core.tables import columns_of, date_of, number_of, table_of

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


def read_lines(text: str) -> list[FollowLine]:
    """Every row below the headings. Raises `UnreadableFile` when there are no headings that we know, or too much."""
    header, rows = table_of(text)
    columns = columns_of(header, NAMES, needed={"screen_name": _("昵称"), "sort": _("类别")})
    seen: set[str] = set()
    return [
        _line(number, {name: cells[at] for name, at in columns.items() if at < len(cells)}, seen)
        for number, cells in rows
    ]


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
    return date_of(cell) if name in DATES else number_of(cell)


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
