"""Users, account, emotions, unread counters."""

from __future__ import annotations

from typing import Any

from sandbox import limits, shapes
from sandbox.calls import Call, endpoint
from sandbox.emotions import EMOTIONS
from sandbox.errors import ApiError
from sandbox.models import User
from sandbox.timelines import id_list


def asked_user(call: Call, uid_name: str = "uid", name_name: str = "screen_name") -> User:
    """Exactly one of uid and nickname. Raises 10016, 10017, 20003."""
    uid, name = call.text(uid_name), call.text(name_name)
    if uid and name:
        raise ApiError(10017, uid_name, f"only one of {uid_name} and {name_name}", f"{uid},{name}")
    if uid:
        person = call.world.users.get(call.number(uid_name))
    elif name:
        person = call.world.user_named(name)
    else:
        raise ApiError(10016, f"{uid_name} or {name_name}")
    if person is None:
        raise ApiError(20003)
    return person


def with_status(call: Call, person: User) -> dict[str, Any]:
    """A user with the newest post, as far as the app may see it."""
    shown = shapes.user(person, call.lens)
    if person.uid == call.user.uid or call.app.commercial:
        now = call.world.now()
        for id_ in reversed(call.world.posts_of[person.uid]):
            if call.world.posts[id_].fate(now) == "live":
                shown["status"] = shapes.status(call.world.posts[id_], call.lens)
                shown["status"].pop("user", None)
                break
    return shown


@endpoint("users/show", "users/show/biz")
def show(call: Call) -> dict[str, Any]:
    return with_status(call, asked_user(call))


@endpoint("users/domain_show")
def domain_show(call: Call) -> dict[str, Any]:
    domain = call.require("domain")
    for person in call.world.users.values():
        if person.domain == domain:
            return with_status(call, person)
    raise ApiError(20401)


@endpoint("users/counts", "users/counts/biz")
def counts(call: Call) -> list[dict[str, Any]]:
    """Counts of up to 100 users; of others an ordinary app gets none."""
    rows = []
    for uid in id_list(call, "uids", 100):
        person = call.world.users.get(uid)
        if person is None:
            continue
        if uid == call.user.uid or call.app.commercial:
            numbers = shapes.counts(person, call.world)
            rows.append(
                {
                    "id": uid,
                    "followers_count": numbers["followers_count"],
                    "friends_count": numbers["friends_count"],
                    "statuses_count": numbers["statuses_count"],
                    "private_friends_count": 0,
                    "pagefriends_count": 0,
                }
            )
        else:
            rows.append({"id": uid})
    return rows


@endpoint("account/get_uid")
def get_uid(call: Call) -> dict[str, Any]:
    return {"uid": call.user.uid}


@endpoint("account/rate_limit_status")
def rate_limit_status(call: Call) -> dict[str, Any]:
    return limits.status(call.world, call.app, call.user.uid, call.ip)


@endpoint("account/profile/email")
def email(call: Call) -> list[dict[str, str]]:
    if "email" not in call.token.scope.split(",") and "all" not in call.token.scope.split(","):
        raise ApiError(21330)
    return [{"email": f"{call.user.uid}@mail.example"}]


@endpoint("emotions")
def emotions(call: Call) -> list[dict[str, Any]]:
    kind = call.text("type", "face")
    return [
        {
            "phrase": f"[{name}]",
            "type": kind,
            "url": f"{call.base}/sandbox/face/{name}.svg",
            "icon": f"{call.base}/sandbox/face/{name}.svg",
            "hot": hot,
            "common": common,
            "value": f"[{name}]",
            "category": category,
            "picid": None,
        }
        for name, category, hot, common in EMOTIONS
        if kind == "face"
    ]


@endpoint("remind/unread_count")
def unread_count(call: Call) -> Any:
    """Counters since the last time they were set to zero."""
    if call.text("uid") and call.number("uid") != call.user.uid:
        raise ApiError(21335)
    world, person = call.world, call.user
    lists = {
        "cmt": world.comments_to[person.uid],
        "mention_status": world.mentions_of[person.uid],
        "mention_cmt": world.comment_mentions[person.uid],
    }
    unread = {name: sum(1 for id_ in ids if id_ > person.read.get(name, 0)) for name, ids in lists.items()}
    since = person.read.get("follower", 0)
    unread["follower"] = sum(1 for at in world.followers[person.uid].values() if at > since)
    unread["status"] = 0
    unread["dm"] = sum(
        1 for m in world.messages if m["receiver_id"] == person.uid and m["id"] > person.read.get("dm", 0)
    )
    return {**unread, "group": 0, "notice": 0, "invite": 0, "badge": 0, "photo": 0}


@endpoint("remind/set_count", method="POST")
def set_count(call: Call) -> dict[str, Any]:
    name = call.require("type")
    world, person = call.world, call.user
    newest = max([world.minter.last, 0])
    person.read[name] = int(world.now()) if name == "follower" else newest
    world.save_user(person)
    return {"result": True}
