"""Post ids: decimal and base62 forms, and the clock inside an id (weibo-api 4.5)."""

import datetime as dt
from functools import lru_cache

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUE = {char: value for value, char in enumerate(_ALPHABET)}
_DECIMAL_GROUP = 7
_BASE62_GROUP = 4
_EPOCH = 515483463
_SEQUENCE_BITS = 22
_MID_DIGITS = 25  # ids have at most 19 digits; anything far longer is no id


def mid_to_base62(mid: str | int) -> str:
    """Return the form used in post URLs, ``3501756485200075`` → ``z0JH2lOMb``; ValueError when ``mid`` is no id."""
    digits = str(mid)
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _MID_DIGITS:
        raise ValueError("not a decimal post id")
    groups = _groups_from_right(digits.lstrip("0") or "0", _DECIMAL_GROUP)
    first, *rest = (_encode(int(group)) for group in groups)
    return first + "".join(group.rjust(_BASE62_GROUP, "0") for group in rest)


def base62_to_mid(code: str) -> str:
    """Return the decimal id of ``code``; ValueError when a group is no base62 number of seven digits."""
    if not code or len(code) > _MID_DIGITS:
        raise ValueError("not a base62 post id")
    first, *rest = (_decode(group) for group in _groups_from_right(code, _BASE62_GROUP))
    digits = str(first) + "".join(str(group).rjust(_DECIMAL_GROUP, "0") for group in rest)
    return digits.lstrip("0") or "0"


def time_of_id(post_id: str | int) -> dt.datetime:
    """Return when the id was minted, in UTC, to the second; good for ids since 2012. ValueError when out of range."""
    number = int(post_id)
    if number < 0:
        raise ValueError("a post id is not negative")
    try:
        return dt.datetime.fromtimestamp((number >> _SEQUENCE_BITS) + _EPOCH, tz=dt.UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("the id holds no date") from error


def id_floor_of_time(moment: dt.datetime) -> int:
    """Return the smallest id that can be minted in the second of ``moment`` (aware); 0 before Weibo's epoch."""
    if moment.tzinfo is None:
        raise ValueError("an aware time is needed")
    return max(0, int(moment.timestamp()) - _EPOCH) << _SEQUENCE_BITS


def _groups_from_right(text: str, size: int) -> list[str]:
    head = len(text) % size
    start = [text[:head]] if head else []
    return start + [text[at : at + size] for at in range(head, len(text), size)]


@lru_cache(maxsize=4096)  # ids of one time share their upper groups
def _encode(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[rest] + digits
    return digits or "0"


@lru_cache(maxsize=4096)
def _decode(group: str) -> int:
    number = 0
    for char in group:
        if char not in _VALUE:
            raise ValueError("not a base62 post id")
        number = number * len(_ALPHABET) + _VALUE[char]
    if number >= 10**_DECIMAL_GROUP:
        raise ValueError("not a base62 post id")
    return number
