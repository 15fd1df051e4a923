"""The fan book as a file, and what a file would change (E3). Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import UserError
from core.tables import UnreadableFile
from engagement.importing import FanLine, read_fans
from engagement.models import Fan


def fan_header() -> list[str]:
    """The headings, as `read_fans` knows them."""
    return [_("昵称"), "UID", _("类型"), _("重要程度"), _("粉丝数"), _("备注")]


def fan_cells(rows: "QuerySet[Fan]") -> Iterator[list[object]]:
    """The rows below `fan_header`."""
    for fan in rows.iterator(chunk_size=500):
        yield [fan.name, fan.uid, fan.get_kind_display(), fan.value, fan.followers, fan.note]


@dataclass(frozen=True)
class FanPlan:
    """What taking in a file would do: rows to make, rows to change (with the changes), rows refused."""

    new: list[dict[str, Any]]
    changed: list[tuple[Fan, dict[str, Any]]]
    same: int
    refused: list[FanLine]


def plan_fans(text: str) -> FanPlan:
    """Compare a file with the book: by UID where the row has one, else by name; an empty cell changes nothing.

    A row without a UID whose name stands twice in the book is refused. Raises `UserError` (field `file`).
    """
    try:
        lines = read_fans(text)
    except UnreadableFile as error:
        raise UserError(str(error), code="fans.file", field="file") from error
    fans = list(Fan.objects.order_by("pk"))
    by_uid = {fan.uid: fan for fan in fans if fan.uid}
    by_name: dict[str, list[Fan]] = {}
    for fan in fans:
        by_name.setdefault(fan.name.casefold(), []).append(fan)
    plan, same = FanPlan([], [], 0, [line for line in lines if line.errors]), 0
    for line in lines:
        if line.errors:
            continue
        told = {name: value for name, value in line.values.items() if value not in (None, "")}
        known = _known(line, by_uid, by_name)
        if len(known) > 1:
            plan.refused.append(FanLine(line.number, line.values, (_("册里有几个人叫这个名字，请写上 UID"),)))
        elif not known:
            plan.new.append(told)
        elif changes := {name: value for name, value in told.items() if getattr(known[0], name) != value}:
            plan.changed.append((known[0], changes))
        else:
            same += 1
    return FanPlan(plan.new, plan.changed, same, sorted(plan.refused, key=lambda line: line.number))


def _known(line: FanLine, by_uid: dict[str, Fan], by_name: dict[str, list[Fan]]) -> list[Fan]:
    if line.uid and line.uid in by_uid:
        return [by_uid[line.uid]]
    named = by_name.get(line.name.casefold(), [])
    return [fan for fan in named if not fan.uid] if line.uid else named
