"""JSON in every shape: lines, an array, weibo-crawler's object with the user before the posts."""

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from monitoring.readers.columns import MEDIA_COMMENT, MEDIA_POST, SPIDER, TABLE
from monitoring.readers.json_text import Broken, JsonText, array_values
from monitoring.readers.lines import read_lines
from monitoring.readers.rows import Kind, Record, Refusal, Source, refusal
from monitoring.readers.sources import Batch, Origin
from monitoring.readers.values import as_text, unwrapped

_LISTS = frozenset({"weibo", "statuses", "data", "list", "comments", "items"})
_PROBE = 1024 * 1024


def json_batches(file: BinaryIO, encoding: str, origin: Origin) -> Iterator[Batch]:
    """Yield the records of a JSON file."""
    if _is_lines(file, encoding):
        yield from _line_batches(file, encoding, origin)
        return
    text = JsonText(file, encoding)
    opening = text.peek()
    text.skip()
    pairs = _array(text, origin) if opening == "[" else _object(text, origin)
    for number, (value, owner) in enumerate(pairs, start=1):
        yield _batch(number, value, owner)


def _is_lines(file: BinaryIO, encoding: str) -> bool:
    """Tell whether the first line is an object of its own and holds no list of posts."""
    head = file.read(_PROBE)
    file.seek(0)
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    try:
        first, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        first, end = None, text.find("\n")
        return text.startswith("{") and text[:end].rstrip().endswith("}") and end > 0
    if not isinstance(first, dict) or any(isinstance(first.get(name), list) for name in _LISTS):
        return False
    return text[end : end + 2].lstrip("\r ").startswith("\n") or not text[end:].strip()


def _line_batches(file: BinaryIO, encoding: str, origin: Origin) -> Iterator[Batch]:
    for line in read_lines(file, encoding):
        words = line.text.strip().rstrip(",")
        if not words:
            continue
        if not line.whole:
            yield (refusal(line.number, "huge_record", words),)
            continue
        try:
            value: object = json.loads(words)
        except (ValueError, RecursionError):
            value = Broken("bad_json", words)
        yield _batch(line.number, value, origin)


def _array(text: JsonText, origin: Origin) -> Iterator[tuple[object, Origin]]:
    for value in array_values(text):
        yield value, origin
    if text.peek():
        yield Broken("bad_json", "after the end of the list"), origin


def _object(text: JsonText, origin: Origin) -> Iterator[tuple[object, Origin]]:
    """Walk an object's keys; lists of posts are streamed, the user before them is kept as their author."""
    rest: dict[str, object] = {}
    streamed = False
    while text.peek() not in {"", "}"}:
        key = text.value()
        if text.peek() == ":":
            text.skip()
        if isinstance(key, Broken) or not isinstance(key, str):
            yield key if isinstance(key, Broken) else Broken("bad_json", repr(key)), origin
            continue
        if key in _LISTS and text.peek() == "[":
            text.skip()
            streamed = True
            for value in array_values(text):
                yield value, _owner(rest.get("user"), origin)
        else:
            rest[key] = value = text.value()
            if isinstance(value, Broken):
                yield value, origin
                streamed = True
    if not streamed:
        yield rest, origin


def _owner(user: object, origin: Origin) -> Origin:
    if not isinstance(user, dict):
        return origin
    return Origin(as_text(user.get("id")) or origin.author_id, as_text(user.get("screen_name")))


def _batch(number: int, value: object, origin: Origin) -> Batch:
    if isinstance(value, Broken):
        return (refusal(number, value.code, value.raw),)
    if not isinstance(value, dict):
        return (refusal(number, "unknown_format", value),)
    spider = as_text(value.get("spider"))
    inner = value.get("item")
    item = inner if spider and isinstance(inner, dict) else value
    return _recognised(number, item, spider, origin)


def _recognised(number: int, item: Mapping[str, object], spider: str, origin: Origin) -> Batch:
    if "comment_id" in item:
        return (_media(number, item, MEDIA_COMMENT, Kind.COMMENT),)
    if "note_id" in item:
        return (_media(number, item, MEDIA_POST, Kind.POST),)
    if "_id" in item and "content" in item:
        return (_spider(number, item, spider),)
    if "id" in item and "text" in item:
        return _crawler(number, item, origin)
    people = {"fan_info", "follower_info", "followers_count", "fans", "follower_count"} & set(item)
    return (refusal(number, "not_a_post" if people else "unknown_format", dict(item)),)


def _renamed(item: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in item.items():
        if name in names:
            found.setdefault(names[name], unwrapped(value))
    return found


def _media(number: int, item: Mapping[str, object], names: Mapping[str, str], kind: Kind) -> Record:
    return Record(Source.MEDIA_CRAWLER, number, _renamed(item, names), kind)


def _spider(number: int, item: Mapping[str, object], spider: str) -> Record:
    fields = _renamed(item, SPIDER)
    user = item.get("user") or item.get("comment_user")
    if isinstance(user, dict):
        fields["author_id"] = unwrapped(user.get("_id"))
        fields["author_name"] = user.get("nick_name")
        fields["verified"] = user.get("verified")
    elif parts := _url_owner(as_text(item.get("url"))):
        fields["author_id"] = parts
    if "comment_user" in item or spider == "comment":
        return Record(Source.WEIBO_SPIDER, number, fields, Kind.COMMENT)
    kind = Kind.REPOST if spider == "repost" else Kind.POST
    return Record(Source.WEIBO_SPIDER, number, fields, kind)


def _url_owner(url: str) -> str:
    """Return the user id in ``https://weibo.com/{uid}/{bid}``."""
    parts = url.split("/")
    return parts[3] if len(parts) > 4 and parts[3].isdigit() else ""


def _crawler(number: int, item: Mapping[str, object], origin: Origin) -> tuple[Record | Refusal, ...]:
    fields = _renamed(item, TABLE)
    fields.setdefault("author_id", origin.author_id)
    fields.setdefault("author_name", origin.author_name)
    if "weibo_id" in item:
        return (Record(Source.WEIBO_CRAWLER, number, fields, Kind.COMMENT),)
    original = item.get("retweet")
    if not isinstance(original, dict) or "id" not in original:
        return (Record(Source.WEIBO_CRAWLER, number, fields),)
    fields["retweet_id"] = unwrapped(original["id"])
    inner = _renamed(original, TABLE)
    return (Record(Source.WEIBO_CRAWLER, number, fields, Kind.REPOST), Record(Source.WEIBO_CRAWLER, number, inner))
