"""Weekly times that go elsewhere on their day (K1, I4)."""

import datetime as dt
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.errors import UserError

_MOVE = re.compile(r"([0-6])-([01]\d|2[0-3])([0-5]\d)-([01]\d|2[0-3])([0-5]\d)")
MOST_MOVES = 200

TimeMove = tuple[int, dt.time, dt.time]


def written_move(move: TimeMove) -> str:
    """As an address holds it: "2-1000-2000", on Wednesday from 10:00 to 20:00."""
    day, was, to = move
    return f"{day}-{was:%H%M}-{to:%H%M}"


def read_moves(words: Sequence[str]) -> list[TimeMove]:
    """Raises `UserError` when there is none, or one that is none."""
    found = [_MOVE.fullmatch(word) for word in words[:MOST_MOVES]]
    moves = [
        (int(one[1]), dt.time(int(one[2]), int(one[3])), dt.time(int(one[4]), int(one[5])))
        for one in found
        if one is not None
    ]
    if not moves or len(moves) < len(words):
        raise UserError(_("没有看懂要移动哪些时段，请回到时段地图再点一次。"), field="move")
    return moves
