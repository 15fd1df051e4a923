"""From a record under canonical names to a row, or to a refusal."""

import datetime as dt
from collections.abc import Mapping

from monitoring.readers import values
from monitoring.readers.dates import Moment, clock_of, parse_date, settle
from monitoring.readers.rows import Kind, Record, Refusal, Row, Source, refusal
from weibo.text import mid_to_base62

_FUTURE_ID = dt.timedelta(days=1)
_ROUND_ZEROS = 6  # so many zeros at the end of an id are no chance
_DATE_FIELDS = ("created", "created_day")
_COUNT_FIELDS = ("reposts", "comments", "likes")


def build(record: Record, *, now: dt.datetime, ids_rounded: bool = False) -> Row | Refusal:
    """Judge one record. ``ids_rounded`` tells that all ids of the file end in 0, as a spreadsheet leaves them."""
    fields = record.fields
    stated = _stated_date(fields, now)
    external_id, bid, problem = _identify(fields, ids_rounded=ids_rounded)
    if problem:
        return refusal(record.line, problem, _raw(fields))
    if stated is None and _looks_shifted(fields):
        return refusal(record.line, "shifted", _raw(fields))
    clock = clock_of(external_id)
    if clock is not None and clock > now + _FUTURE_ID:
        return refusal(record.line, "id_in_future", _raw(fields))
    text, pictures = values.as_text(fields.get("text")), values.as_pictures(fields.get("pictures"))
    if not text and not pictures and not fields.get("retweet_id"):
        return refusal(record.line, "no_text", _raw(fields))
    return _row(record, (external_id, bid), text, pictures, settle(stated, clock, now=now))


def _row(
    record: Record,
    names: tuple[str, str],
    text: str,
    pictures: tuple[str, ...],
    published: tuple[dt.datetime | None, bool],
) -> Row:
    fields = record.fields
    external_id, bid = names
    counts = [values.as_count(fields.get(name)) for name in _COUNT_FIELDS]
    retweet_id, _ = values.as_id(fields.get("retweet_id"))
    is_repost = record.kind is Kind.REPOST or bool(retweet_id) or values.as_yes(fields.get("original")) is False
    author_id = values.as_user_id(fields.get("author_id"))
    return Row(
        source_format=record.source,
        kind=Kind.REPOST if is_repost and record.kind is Kind.POST else record.kind,
        external_id=external_id,
        bid=bid,
        text=text,
        line=record.line,
        author_id=author_id,
        author_name=values.as_text(fields.get("author_name"))[:60],
        published_at=published[0],
        date_repaired=published[1],
        reposts=counts[0][0],
        comments=counts[1][0],
        likes=counts[2][0],
        counts_capped=any(capped or _at_ceiling(record.source, count) for count, capped in counts),
        url=values.as_url(fields.get("url")) or _address(record.kind, author_id, external_id, bid),
        retweet_id=retweet_id,
        is_repost=is_repost,
        topics=tuple(name.strip("#") for name in values.as_names(fields.get("topics"))),
        mentions=tuple(name.removeprefix("@") for name in values.as_names(fields.get("mentions"))),
        pictures=pictures,
        video=values.as_url(fields.get("video")),
        region=(values.as_region(fields.get("ip")) or values.as_region(fields.get("location")))[:100],
        device=values.as_text(fields.get("device"))[:100],
        verified=_verified(fields.get("verified")),
    )


def _identify(fields: Mapping[str, object], *, ids_rounded: bool) -> tuple[str, str, str]:
    """Return (id, its base62 code, refusal code). A base62 code beside a rounded id gives the id back."""
    cell = fields.get("id")
    found, rounded = values.as_id(cell)
    bid = values.as_text(fields.get("bid")).lstrip(",")
    from_bid = values.id_of_bid(bid)
    if from_bid and (not found or rounded or _rounds_to(from_bid, found)):
        return from_bid, bid, ""
    if not found:
        return "", "", "bad_id" if values.as_text(cell) else "no_id"
    if rounded or (from_bid != found and (ids_rounded or _zeros(found) >= _ROUND_ZEROS)):
        return "", "", "rounded_id"
    return found, bid if from_bid == found else mid_to_base62(found), ""


def _rounds_to(exact: str, found: str) -> bool:
    """Tell whether ``found`` is ``exact`` after a spreadsheet kept 15 digits or fewer."""
    return found.endswith("0") and len(found) == len(exact) and abs(int(exact) - int(found)) < 10 ** _zeros(found)


def _zeros(digits: str) -> int:
    return len(digits) - len(digits.rstrip("0"))


def _stated_date(fields: Mapping[str, object], now: dt.datetime) -> Moment | None:
    moments = [parse_date(values.as_text(fields.get(name)), now=now) for name in _DATE_FIELDS]
    found = [moment for moment in moments if moment is not None]
    return next((moment for moment in found if moment.precise), found[0] if found else None)


def _looks_shifted(fields: Mapping[str, object]) -> bool:
    """Without a date, a count that is no count gives away that the columns slipped."""
    return any(fields.get(name) is not None and values.as_count(fields[name])[0] is None for name in _COUNT_FIELDS)


def _at_ceiling(source: Source, count: int | None) -> bool:
    return source is Source.WEIBO_CRAWLER and count == values.COUNT_CEILING


def _address(kind: Kind, author_id: str, external_id: str, bid: str) -> str:
    if kind is Kind.COMMENT:
        return ""
    return f"https://weibo.com/{author_id}/{bid}" if author_id else f"https://m.weibo.cn/status/{external_id}"


def _verified(value: object) -> str:
    if isinstance(value, bool):
        return "verified" if value else ""
    return values.as_text(value)[:60]


def _raw(fields: Mapping[str, object]) -> str:
    return " | ".join(text for value in fields.values() if (text := values.as_text(value)[:80]))
