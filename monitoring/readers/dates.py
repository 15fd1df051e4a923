"""Dates in every shape that crawlers write, against a given now; the id of a post as the judge."""

import datetime as dt
import re
from dataclasses import dataclass

from weibo.reading import parse_created_at
from weibo.text import time_of_id

CHINA = dt.timezone(dt.timedelta(hours=8))

_FULL = re.compile(
    r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?"
    r"(?:[T\s]{1,2}(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d{1,9})?)?)?\s?(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_NO_YEAR = re.compile(r"(\d{1,2})\s?[-/月]\s?(\d{1,2})日?(?:\s{0,2}(\d{1,2}):(\d\d)(?::(\d\d))?)?", re.ASCII)
_AGO = re.compile(r"(\d{1,5})\s?(秒|分钟|小时|天|周|个月)前", re.ASCII)
_DAY = re.compile(r"(今天|昨天|前天)\s{0,2}(?:(\d{1,2}):(\d\d)(?::(\d\d))?)?", re.ASCII)
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}", re.ASCII)
_SECONDS = {"秒": 1, "分钟": 60, "小时": 3600, "天": 86400, "周": 604800, "个月": 2592000}
_DAYS_BACK = {"今天": 0, "昨天": 1, "前天": 2}

_TOLERANCE = dt.timedelta(minutes=3)
_FUTURE = dt.timedelta(minutes=10)
_FIRST_CLOCK = dt.datetime(2011, 8, 1, tzinfo=dt.UTC)
_CLOCK_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as the file gives it: aware, in UTC; ``precise`` when it has a time of day."""

    at: dt.datetime
    precise: bool


def parse_date(text: str, *, now: dt.datetime) -> Moment | None:
    """Read a date; without a zone it is Peking time, without a year the latest one that is not in the future."""
    text = text.strip()
    if not text or len(text) > 60:
        return None
    try:
        return _full(text) or _epoch(text) or _english(text) or _relative(text, now) or _without_year(text, now)
    except (ValueError, OverflowError):
        return None


def _full(text: str) -> Moment | None:
    match = _FULL.fullmatch(text)
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    hour, minute, second = (int(match[at] or 0) for at in (4, 5, 6))
    moment = dt.datetime(year, month, day, hour, minute, second, tzinfo=_zone(match[7]))
    # Midnight to the second is what tools write when they know the day only.
    return Moment(moment.astimezone(dt.UTC), precise=match[4] is not None and (hour, minute, second) != (0, 0, 0))


def _zone(text: str | None) -> dt.tzinfo:
    if not text:
        return CHINA
    if text == "Z":
        return dt.UTC
    digits = text[1:].replace(":", "")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-offset if text[0] == "-" else offset)


def _epoch(text: str) -> Moment | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = int(text) / 1000 if len(text) == 13 and text.isdigit() else float(text)
    return Moment(dt.datetime.fromtimestamp(seconds, tz=dt.UTC).replace(microsecond=0), precise=True)


def _english(text: str) -> Moment | None:
    moment = parse_created_at(text)
    return None if moment is None else Moment(moment, precise=True)


def _relative(text: str, now: dt.datetime) -> Moment | None:
    if text == "刚刚":
        return Moment(now.astimezone(dt.UTC), precise=True)
    if match := _AGO.fullmatch(text):
        moment = now - dt.timedelta(seconds=int(match[1]) * _SECONDS[match[2]])
        return Moment(moment.astimezone(dt.UTC), precise=match[2] in {"秒", "分钟", "小时"})
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    day = now.astimezone(CHINA) - dt.timedelta(days=_DAYS_BACK[match[1]])
    hour, minute, second = (int(match[at] or 0) for at in (2, 3, 4))
    moment = day.replace(hour=hour, minute=minute, second=second, microsecond=0)
    return Moment(moment.astimezone(dt.UTC), precise=match[2] is not None)


def _without_year(text: str, now: dt.datetime) -> Moment | None:
    match = _NO_YEAR.fullmatch(text)
    if match is None:
        return None
    month, day = int(match[1]), int(match[2])
    hour, minute, second = (int(match[at] or 0) for at in (3, 4, 5))
    local = now.astimezone(CHINA)
    for year in range(local.year, local.year - 9, -1):  # nine years hold a 29 February even around 2100
        try:
            moment = dt.datetime(year, month, day, hour, minute, second, tzinfo=CHINA)
        except ValueError:
            continue
        if moment <= now:
            return Moment(moment.astimezone(dt.UTC), precise=match[3] is not None)
    return None


def clock_of(external_id: str) -> dt.datetime | None:
    """Return the time inside a 16-digit id, None for older ids, which have no clock."""
    if len(external_id) != _CLOCK_DIGITS:
        return None
    clock = time_of_id(external_id)
    return clock if clock >= _FIRST_CLOCK else None


def settle(stated: Moment | None, clock: dt.datetime | None, *, now: dt.datetime) -> tuple[dt.datetime | None, bool]:
    """Return (when it was published, was the file's date wrong). The clock in the id outranks a date it contradicts."""
    if clock is None:
        late = stated is not None and stated.at > now + _FUTURE
        return (None if stated is None or late else stated.at), False
    if stated is None:
        return clock, True
    if stated.precise:
        return (
            (stated.at, False) if abs(stated.at - clock) <= _TOLERANCE and stated.at <= now + _FUTURE else (clock, True)
        )
    # A day without a time: the clock knows the time; they agree when the day is the same, give or take a zone.
    return clock, abs(stated.at - clock) > dt.timedelta(days=1, hours=12)
