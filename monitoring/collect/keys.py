"""The key of a mention: Weibo's own clock, so that months are ranges of it."""

import datetime as dt
import hashlib

from weibo.text import id_floor_of_time

_LEGACY = 10**15
_FIRST_CLOCK, _LAST_CLOCK = 3 * 10**15, 10**16
_FOREIGN_FROM, _FOREIGN_ROOM = 2 * 10**15, 4 * 10**15

CLOCK_START = 2 * _FIRST_CLOCK
"""Keys from here on hold a clock."""


def key_of(external_id: str, *, is_comment: bool = False) -> int:
    """`2 * mid + is_comment`; the same for the same id, whoever sees it and when.

    Ids with a clock (since 2012, until 2061) and the short ones from before keep their order. Anything else, such as
    ids of other places, becomes a number by its hash, below all months. See ADR 14; migration
    `mentions_by_month` does the same in SQL.
    """
    if external_id.isascii() and external_id.isdigit():
        number = int(external_id)
        if number < _LEGACY or _FIRST_CLOCK <= number < _LAST_CLOCK:
            return 2 * number + is_comment
    name = f"{external_id}:{int(is_comment)}".encode("utf-8", "replace")
    digest = hashlib.md5(name, usedforsecurity=False).hexdigest()
    return _FOREIGN_FROM + int(digest[:15], 16) % _FOREIGN_ROOM


def key_floor(moment: dt.datetime) -> int:
    """The smallest key that a post written at this moment (aware) can have."""
    return 2 * id_floor_of_time(moment)
