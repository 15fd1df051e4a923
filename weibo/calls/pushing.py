"""The subscription service of the commercial API (weibo-api section 9).

The management calls are documented by name only and the stream's address is from memory: an app with a contract should
look at the paths here first. Everything else of the stream is in `weibo.streaming`.
"""

from collections.abc import Sequence

from weibo.calls.call import Call, Host, Value, get, nothing, post
from weibo.errors import UnreadableAnswer
from weibo.reading import Fields, unreadable

MOST_WORDS = 20_000
KEPT = 5_000
"""How many events Weibo keeps for a subscriber who is away."""


def subscribe(token: str, words: Sequence[str]) -> Call[str]:
    """Subscribe to all posts that hold one of the words; the answer is the id. Without a percentage only 1 % comes."""
    params: dict[str, Value] = {
        "access_token": token,
        "data_type": "statuses",
        "keywords": ",".join(words[:MOST_WORDS]),
        "percentage": 100,
    }
    return post("/2/subscribe/create.json", _read_subid, params, Host.C_API)


def subscriptions(token: str) -> Call[tuple[str, ...]]:
    """The ids of the app's subscriptions."""
    return get("/2/subscribe/list.json", _read_subids, {"access_token": token}, Host.C_API)


def unsubscribe(token: str, subid: str) -> Call[None]:
    """End a subscription with what Weibo kept for it."""
    return post("/2/subscribe/delete.json", nothing, {"access_token": token, "subid": subid}, Host.C_API)


def push(token: str, subid: str, since_id: str = "") -> Call[None]:
    """The long answer: what came after `since_id`, then everything new. To be opened as a stream, not made."""
    params: dict[str, Value] = {"access_token": token, "subid": subid, "since_id": since_id or None}
    return get("/2/commercial/push.json", nothing, params, Host.C_API)


def _read_subid(value: object) -> str:
    subid = Fields.of(value, "subscription").text("subid", "id")
    if not subid:
        raise unreadable("subscription with an id", value)
    return subid


def _read_subids(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise unreadable("list of subscriptions", value)
    found = []
    for row in value:
        try:
            found.append(_read_subid(row))
        except UnreadableAnswer:
            continue
    return tuple(found)
