"""Who follows whom."""

from __future__ import annotations

from typing import Any

from sandbox import shapes
from sandbox.calls import Call, endpoint
from sandbox.errors import ApiError
from sandbox.models import User
from sandbox.users import asked_user

SDK_CAP = 500  # an ordinary app never sees more of a list


def own_or_asked(call: Call) -> User:
    """The caller, or the asked user; an ordinary app may only ask for the caller."""
    if not call.text("uid") and not call.text("screen_name"):
        return call.user
    person = asked_user(call)
    if person.uid != call.user.uid and not call.app.commercial:
        raise ApiError(21335)
    return person


def page_of_users(call: Call, uids: list[int]) -> dict[str, Any]:
    """Newest first, by cursor; an ordinary app gets only people who authorised it, the total counts all."""
    ids_only = call.path.endswith("/ids")
    count = min(max(call.number("count", 500 if ids_only else 50), 1), 5000 if ids_only else 200)
    start = max(call.number("cursor"), (max(call.number("page", 1), 1) - 1) * count)
    total = len(uids)
    reach = uids if call.app.commercial else uids[:SDK_CAP]
    shown = [uid for uid in reach[start : start + count] if call.world.authorised(call.app, uid)]
    more = {
        "next_cursor": start + count if start + count < len(reach) else 0,
        "previous_cursor": max(0, start - count),
        "total_number": total,
    }
    if ids_only:
        return {"ids": shown, **more}
    lens = call.lens
    return {"users": [shapes.user(call.world.users[uid], lens) for uid in shown], **more}


def _newest_first(since: dict[int, float]) -> list[int]:
    return [uid for uid, _ in sorted(since.items(), key=lambda item: (-item[1], item[0]))]


@endpoint("friendships/friends", "friendships/friends/ids")
def friends(call: Call) -> dict[str, Any]:
    return page_of_users(call, _newest_first(call.world.following[own_or_asked(call).uid]))


@endpoint("friendships/followers", "friendships/followers/ids", "friendships/followers/active")
def followers(call: Call) -> dict[str, Any]:
    return page_of_users(call, _newest_first(call.world.followers[own_or_asked(call).uid]))


@endpoint("friendships/show")
def show(call: Call) -> dict[str, Any]:
    """How two users stand to each other."""
    source = call.user
    if call.text("source_id") or call.text("source_screen_name"):
        source = asked_user(call, "source_id", "source_screen_name")
    target = asked_user(call, "target_id", "target_screen_name")
    forth = target.uid in call.world.following[source.uid]
    back = source.uid in call.world.following[target.uid]

    def side(person: User, following: bool, followed_by: bool) -> dict[str, Any]:
        return {
            "id": person.uid,
            "screen_name": person.screen_name,
            "following": following,
            "followed_by": followed_by,
            "notifications_enabled": False,
        }

    return {"source": side(source, forth, back), "target": side(target, back, forth)}


@endpoint("friendships/create", method="POST", access="A")
def create(call: Call) -> dict[str, Any]:
    target, world = asked_user(call), call.world
    if target.uid == call.user.uid:
        raise ApiError(20504)
    if target.uid in world.following[call.user.uid]:
        raise ApiError(20506)
    world.follow(call.user.uid, target.uid, world.now())
    return shapes.user(target, call.lens)


@endpoint("friendships/destroy", method="POST", access="A")
def destroy(call: Call) -> dict[str, Any]:
    target, world = asked_user(call), call.world
    if target.uid not in world.following[call.user.uid]:
        raise ApiError(20522)
    world.unfollow(call.user.uid, target.uid)
    return shapes.user(target, call.lens)
