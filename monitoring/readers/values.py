"""Single cells: ids, counts, lists, text."""

import math
import re
import unicodedata

from weibo.text import base62_to_mid

COUNT_CEILING = 1_000_000  # weibo-crawler writes this for everything above
_COUNT = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)([万亿]?)(\+?)")
_NO_COUNT = frozenset({"", "转发", "评论", "赞", "点赞", "收藏", "none", "null", "nan"})
_UNITS = {"": 1, "万": 10_000, "亿": 100_000_000}
_COUNT_LIMIT = 10**12

_ID = re.compile(r"\d{6,19}", re.ASCII)
_FLOAT_ID = re.compile(r"(\d{6,19})\.0*", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?1[0-8]", re.ASCII)
_BID = re.compile(r"[0-9a-zA-Z]{5,12}", re.ASCII)
_UNWANTED = {0: None}
_SURROGATE = re.compile("[\ud800-\udfff]")  # JSON may hold half of a pair; no database takes it
_WRAPPERS = ("$numberInt", "$numberLong", "$numberDouble", "$date", "$oid")
_TEXT_LIMIT = 100_000


def unwrapped(value: object) -> object:
    """Take a number out of the wrapper that database dumps put around it: ``{"$numberInt": "664"}``."""
    for _ in _WRAPPERS:
        if not isinstance(value, dict) or len(value) != 1:
            return value
        (name, inner), *_ = value.items()
        if name not in _WRAPPERS:
            return value
        value = inner
    return value


def as_text(value: object) -> str:
    """Return a cell as text that a database can store; None, NaN and containers are empty."""
    if isinstance(value, str):
        return _storable(value) if value else ""
    if value is None:
        return ""
    if isinstance(value, dict):
        inner = unwrapped(value)
        return "" if isinstance(inner, dict) else as_text(inner)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e19 else str(value)
    return str(value) if abs(value) < 10**30 else ""


def _storable(value: str) -> str:
    text = value.translate(_UNWANTED) if "\x00" in value else value
    text = text.strip().strip("\ufeff")[:_TEXT_LIMIT]
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def as_count(value: object) -> tuple[int | None, bool]:
    """Return (count, is it a ceiling): ``1.2万`` → 12000, ``100万+`` → a ceiling, ``转发`` → 0, anything else None."""
    if isinstance(value, str) and value.isdigit() and value.isascii() and len(value) <= 12:
        return int(value), False  # the common case first
    value = unwrapped(value)
    if value is None:
        return None, False
    if isinstance(value, int) and not isinstance(value, bool):
        return (max(0, value), False) if value < _COUNT_LIMIT else (None, False)
    text = as_text(value)
    if text.isascii() and text.isdigit():
        return (int(text), False) if len(text) <= 12 else (None, False)
    return _written_count(text)


def _written_count(text: str) -> tuple[int | None, bool]:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if plain.lower() in _NO_COUNT:
        return 0, False
    match = _COUNT.fullmatch(plain)
    if match is None:
        return (0, False) if re.fullmatch(r"-\d{1,12}(\.0*)?", plain, re.ASCII) else (None, False)
    return round(float(match[1]) * _UNITS[match[2]]), bool(match[3])


def as_id(value: object) -> tuple[str, bool]:
    """Return (decimal id or empty, was it rounded): TABs, quotes, ``.0`` and base62 are understood."""
    text = as_text(value).strip("\t '\"`=")
    if _ID.fullmatch(text):
        return text, False
    if match := _FLOAT_ID.fullmatch(text):
        return match[1], False
    if _SCIENTIFIC.fullmatch(text):
        return str(int(float(text))), True
    return (id_of_bid(text), False) if not text.isdigit() else ("", False)


def id_of_bid(text: str) -> str:
    """Return the id behind a base62 code of today's length, else nothing."""
    if not _BID.fullmatch(text) or len(text) != 9:
        return ""
    try:
        return base62_to_mid(text)
    except ValueError:
        return ""


def as_user_id(value: object) -> str:
    """Return a user id, nothing when it is none."""
    text = as_text(value).strip("\t '\"")
    text = text.removesuffix(".0")
    return text if text.isascii() and text.isdigit() and 0 < len(text) <= 20 and text != "0" else ""


def as_names(value: object) -> tuple[str, ...]:
    """Return the parts of a list or of text with commas, without repeats, in order."""
    if not value:
        return ()
    value = unwrapped(value)
    parts = value if isinstance(value, list) else as_text(value).replace("，", ",").split(",")
    names = (as_text(part).strip("[]'\"") for part in parts)
    return tuple(dict.fromkeys(name for name in names if name))


def as_pictures(value: object) -> tuple[str, ...]:
    """Return picture addresses from a list or from text with commas or blanks; only http and https."""
    if not value:
        return ()
    value = unwrapped(value)
    if isinstance(value, list):
        parts = [as_text(part.get("url") if isinstance(part, dict) else part) for part in value]
    else:
        parts = re.split(r"[,\s]+", as_text(value))
    return tuple(dict.fromkeys(part for part in parts if part.startswith(("http://", "https://"))))


def as_url(value: object) -> str:
    """Return an http or https address, nothing for anything else (such as ``javascript:``)."""
    text = as_text(value) if value else ""
    return text if text.startswith(("http://", "https://")) and " " not in text and len(text) <= 2000 else ""


_REGION = re.compile(r"^(?:IP属地[：:]|发布于|来自)\s*")


def as_region(value: object) -> str:
    """Return a place without the words that Weibo puts before it."""
    return _REGION.sub("", as_text(value)) if value else ""


def as_yes(value: object) -> bool | None:
    """Return yes or no, None when the cell says neither."""
    value = unwrapped(value)
    if isinstance(value, bool):
        return value
    text = as_text(value).lower()
    if text in {"true", "1", "yes", "是"}:
        return True
    return False if text in {"false", "0", "no", "否"} else None
