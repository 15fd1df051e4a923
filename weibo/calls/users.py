"""Accounts, relations, limits, emoticons, unread counters (weibo-api 3.4 to 3.8 and 6.3)."""

from functools import partial

from weibo.calls.call import Call, Host, get, ids, post
from weibo.reading import Fields, as_int, unreadable
from weibo.types import Emotion, Friendship, Page, RateLimits, User, UserCounts

read_page = partial(Page.from_json, key="users", read=User.from_json)


def users_show(token: str, *, uid: str | None = None, screen_name: str | None = None) -> Call[User]:
    """Read one account by exactly one of uid and nickname."""
    if (uid is None) == (screen_name is None):
        raise ValueError("exactly one of uid and screen_name is needed")
    params = {"access_token": token, "uid": uid, "screen_name": screen_name}
    return get("/2/users/show.json", User.from_json, params)


def users_counts(token: str, uids: list[str]) -> Call[list[UserCounts]]:
    """Read the counters of up to 100 accounts; an ordinary app gets them for its own user only."""
    return get("/2/users/counts.json", UserCounts.list_from_json, {"access_token": token, "uids": ids(uids)})


def get_uid(token: str) -> Call[str]:
    """Ask whose token this is."""
    return get("/2/account/get_uid.json", _read_uid, {"access_token": token})


def rate_limit_status(token: str) -> Call[RateLimits]:
    """Ask for what is left of the limits; the call itself is not counted."""
    return get("/2/account/rate_limit_status.json", RateLimits.from_json, {"access_token": token})


def emotions(token: str) -> Call[list[Emotion]]:
    """Read the list of emoticon codes."""
    return get("/2/emotions.json", Emotion.list_from_json, {"access_token": token, "type": "face"})


def friendships_friends(token: str, uid: str, *, cursor: int = 0, count: int = 50) -> Call[Page[User]]:
    """Read whom the account follows."""
    return get("/2/friendships/friends.json", read_page, _list(token, uid, cursor, count))


def friendships_followers(token: str, uid: str, *, cursor: int = 0, count: int = 50) -> Call[Page[User]]:
    """Read who follows the account."""
    return get("/2/friendships/followers.json", read_page, _list(token, uid, cursor, count))


def friendships_show(token: str, source_id: str, target_id: str) -> Call[Friendship]:
    """Read how two accounts stand to each other."""
    params = {"access_token": token, "source_id": source_id, "target_id": target_id}
    return get("/2/friendships/show.json", Friendship.from_json, params)


def friendships_create(token: str, uid: str, *, rip: str | None = None) -> Call[User]:
    """Follow an account; needs a permission that most apps lack."""
    return post("/2/friendships/create.json", User.from_json, {"access_token": token, "uid": uid, "rip": rip})


def friendships_destroy(token: str, uid: str, *, rip: str | None = None) -> Call[User]:
    """Stop following an account."""
    return post("/2/friendships/destroy.json", User.from_json, {"access_token": token, "uid": uid, "rip": rip})


def unread_count(token: str, uid: str) -> Call[dict[str, int]]:
    """Read the unread counters by name (``cmt``, ``mention_status``, ``follower`` …)."""
    return get("/2/remind/unread_count.json", _read_counters, {"access_token": token, "uid": uid}, Host.RM)


def _list(token: str, uid: str, cursor: int, count: int) -> dict[str, str | int | bool | None]:
    # page=1 is sent along because some answers stay empty without it.
    return {"access_token": token, "uid": uid, "cursor": cursor, "count": count, "page": 1}


def _read_uid(value: object) -> str:
    uid = Fields.of(value, "uid").identity("uid")
    if not uid:
        raise unreadable("uid", value)
    return uid


def _read_counters(value: object) -> dict[str, int]:
    found = Fields.of(value, "unread counters").values()
    return {name: number for name, item in found.items() if (number := as_int(item)) is not None}
