"""Tolerant reading of Weibo's JSON: numbers as text, ``[]`` for nothing, missing fields (weibo-api section 4)."""

import datetime as dt
import math
import re
from collections.abc import Iterator

from weibo.errors import UnreadableAnswer

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CREATED_AT = re.compile(r"\w{3} (\w{3}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d):?(\d\d) (\d{4})", re.ASCII)
_NUMBER_LIMIT = 24  # digits; ids have at most 19
_NUMBER_END = 10**_NUMBER_LIMIT
_TRUE_WORDS = frozenset({"1", "true", "yes"})


def parse_created_at(text: str) -> dt.datetime | None:
    """Read ``Tue May 31 17:46:55 +0800 2011`` whatever the machine's language, in UTC; None when it is no such date."""
    match = _CREATED_AT.fullmatch(text.strip())
    if match is None or match[1] not in _MONTHS:
        return None
    day, hour, minute, second, year = (int(match[at]) for at in (2, 3, 4, 5, 9))
    month = _MONTHS.index(match[1]) + 1
    offset = dt.timedelta(hours=int(match[7]), minutes=int(match[8])) * (-1 if match[6] == "-" else 1)
    try:
        local = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
        return local - offset
    except (ValueError, OverflowError):
        return None


def as_int(value: object) -> int | None:
    """Read a number that may come as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and abs(value) < _NUMBER_END else None
    if isinstance(value, int):
        return value if abs(value) < _NUMBER_END else None
    if isinstance(value, str):
        digits = value.strip()
        if len(digits) <= _NUMBER_LIMIT and digits.removeprefix("-").isascii() and digits.removeprefix("-").isdigit():
            return int(digits)
    return None


def as_flag(value: object) -> bool:
    """Read yes or no from a bool, a number or a word (``deleted`` comes as all three)."""
    if isinstance(value, str):
        return value.strip().lower() in _TRUE_WORDS
    return value is True or (isinstance(value, int | float) and value == 1)


class Fields:
    """The fields of one JSON object. Every reader takes alternative names and answers something for any value."""

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, object]) -> None:
        self._values = values

    @classmethod
    def of(cls, value: object, what: str) -> "Fields":
        """Take a JSON object; ``[]`` stands for an empty one. UnreadableAnswer for anything else."""
        if isinstance(value, dict):
            return cls(value)
        if value == []:
            return cls({})
        raise unreadable(what, value)

    def raw(self, *names: str) -> object:
        """Return the first field that is there and not null."""
        return next((self._values[name] for name in names if self._values.get(name) is not None), None)

    def text(self, *names: str) -> str:
        """Return text without NUL, which no database takes; numbers become text, everything else is empty."""
        value = self.raw(*names)
        if isinstance(value, str):
            return value.replace("\x00", "")
        number = as_int(value)
        return "" if number is None else str(number)

    def identity(self, *names: str) -> str:
        """Return an id as text: the first field that reads as a positive whole number. One with a fraction or an
        exponent has lost its last digits on the way and is none."""
        for name in names:
            value = self._values.get(name)
            number = None if isinstance(value, float) else as_int(value)
            if number is not None and number > 0:
                return str(number)
        return ""

    def number(self, *names: str) -> int | None:
        """Return the first field that reads as a number."""
        return next((found for name in names if (found := as_int(self._values.get(name))) is not None), None)

    def count(self, *names: str) -> int:
        """Return a count, 0 when there is none or a negative one."""
        return max(0, self.number(*names) or 0)

    def flag(self, *names: str) -> bool:
        """Return yes or no."""
        return as_flag(self.raw(*names))

    def time(self, *names: str) -> dt.datetime | None:
        """Return a date of Weibo's format in UTC."""
        return parse_created_at(self.text(*names))

    def child(self, *names: str) -> "Fields | None":
        """Return the first of the names that is an object with something in it."""
        values = (self._values.get(name) for name in names)
        return next((Fields(value) for value in values if isinstance(value, dict) and value), None)

    def children(self, *names: str) -> list[object]:
        """Return the first list found, without its nulls."""
        value = next((self._values[name] for name in names if isinstance(self._values.get(name), list)), [])
        return [item for item in value if item is not None] if isinstance(value, list) else []

    def values(self) -> dict[str, object]:
        """Return the object itself."""
        return self._values


def rows_of(value: object, what: str) -> Iterator[dict[str, object]]:
    """Yield the objects of a bare JSON array, passing over what is none; an empty object stands for an empty array."""
    if value is None or value == {}:
        return
    if not isinstance(value, list):
        raise unreadable(what, value)
    yield from (item for item in value if isinstance(item, dict))


def unreadable(what: str, value: object) -> UnreadableAnswer:
    """Return the error for an answer that is not ``what``."""
    return UnreadableAnswer(f"{what} expected, got {type(value).__name__}")
