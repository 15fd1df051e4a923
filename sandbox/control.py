"""The control API below `/sandbox/api/`: JSON in, JSON out, for tests and for the control panel. See README.md."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from typing import Any

from aiohttp import web

from sandbox import actions, faults, seed
from sandbox.calls import WORLD, answer
from sandbox.models import App, Comment, Fault, Post, Token, User
from sandbox.oauth import mint_token
from sandbox.state import SETTINGS, World
from sandbox.text import urls

Body = dict[str, Any]
Answering = Callable[[World, Body], Any]


class Refused(Exception):
    """The request cannot be done; the sentence says why."""


def setup(app: web.Application) -> None:
    for method, path, function in ROUTES:
        app.router.add_route(method, f"/sandbox/api/{path}", _handler(function))


def _handler(function: Answering) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        world = request.app[WORLD]
        try:
            body = {**request.query, **await _json_of(request), **request.match_info}
            result = function(world, body)
            if isinstance(result, Awaitable):
                result = await result
        except Refused as error:
            return answer({"ok": False, "error": str(error)}, 400)
        await world.commit()
        return answer(result)

    return handle


async def _json_of(request: web.Request) -> Body:
    raw = await request.text()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refused("the body is not JSON") from None
    if not isinstance(body, dict):
        raise Refused("the body must be a JSON object")
    return body


# ---- what a body may hold


def number(body: Body, name: str, default: float | None = None) -> float:
    value = body.get(name, default)
    if value is None:
        raise Refused(f"{name} is missing")
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Refused(f"{name} must be a number, not {value!r}") from None


def integer(body: Body, name: str, default: int | None = None) -> int:
    value = body.get(name, default)
    if value is None or value == "":
        raise Refused(f"{name} is missing")
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Refused(f"{name} must be a whole number, not {value!r}") from None


def string(body: Body, name: str, default: str | None = None) -> str:
    value = body.get(name, default)
    if value is None:
        raise Refused(f"{name} is missing")
    return str(value)


def app_of(world: World, body: Body, name: str = "app") -> App:
    key = string(body, name, seed.APP_KEY)
    if key not in world.apps:
        raise Refused(f"no app {key!r}")
    return world.apps[key]


def user_of(world: World, body: Body, name: str = "uid") -> User:
    """By uid, or by nickname."""
    asked = string(body, name)
    person = world.users.get(int(asked)) if asked.isdigit() else world.user_named(asked)
    if person is None:
        raise Refused(f"no user {asked!r}")
    return person


def post_of(world: World, body: Body) -> Post:
    post = world.posts.get(integer(body, "id"))
    if post is None:
        raise Refused(f"no post {body['id']}")
    return post


def assign(record: Any, body: Body, *, fixed: tuple[str, ...]) -> None:
    """Set the fields of a record that the body names; unknown names and wrong types are refused."""
    names = {field.name for field in fields(record)}
    for name, value in body.items():
        if name in fixed:
            continue
        if name not in names:
            raise Refused(f"unknown field {name!r}; known: {', '.join(sorted(names))}")
        kind = type(getattr(record, name))
        wanted = (int, float) if kind is float else (kind,)
        if not isinstance(value, wanted) or (kind is int and isinstance(value, bool)):
            raise Refused(f"{name} must be {kind.__name__}, not {value!r}")
        setattr(record, name, value)


# ---- the whole


def overview(world: World, body: Body) -> Body:
    """Counts, clock, settings."""
    return {
        "now": world.now(),
        "clock_offset": world.settings["clock_offset"],
        "settings": world.settings,
        "apps": len(world.apps),
        "users": len(world.users),
        "posts": len(world.posts),
        "comments": len(world.comments),
        "tokens": len(world.tokens),
        "faults": len(world.faults),
    }


def reset(world: World, body: Body) -> Body:
    """Back to the seeded beginning; `{"seed": false}` leaves it without users and posts. Settings return to defaults,
    except the audience's speed."""
    speed = world.settings["audience_speed"]
    world.reset()
    world.set_setting("audience_speed", speed)
    if body.get("seed", True):
        seed.plant(world)
    else:
        seed.plant_apps(world)
    return {"ok": True}


def change_settings(world: World, body: Body) -> Body:
    for name, value in body.items():
        if name not in SETTINGS or name == "limits":
            raise Refused(f"unknown setting {name!r}; known: {', '.join(SETTINGS)}")
        known = SETTINGS[name]
        wanted = (bool,) if isinstance(known, bool) else (int, float)
        if not isinstance(value, wanted) or isinstance(value, bool) != isinstance(known, bool):
            raise Refused(f"{name} must be {'true or false' if isinstance(known, bool) else 'a number'}")
        world.set_setting(name, value)
    return world.settings


def change_clock(world: World, body: Body) -> Body:
    """`{"offset": seconds}` against real time, or `{"now": unix seconds}`."""
    offset = number(body, "offset") if "offset" in body else number(body, "now") - time.time()
    world.set_setting("clock_offset", offset)
    return {"now": world.now(), "offset": offset}


def change_limits(world: World, body: Body) -> Body:
    """`{"normal": {"user_day": 1000, "post_hour": null}}`; `{"off": true}` lifts them all."""
    changed = {level: dict(rows) for level, rows in world.settings["limits"].items()}
    if body.pop("off", False):
        changed = {level: dict.fromkeys(rows) for level, rows in changed.items()}
    for level, rows in body.items():
        if level not in changed or not isinstance(rows, dict):
            raise Refused(f"unknown level {level!r}; known: {', '.join(changed)}")
        for name, value in rows.items():
            if name not in changed[level] or not (value is None or isinstance(value, int)):
                raise Refused(f"{name} must be one of {', '.join(changed[level])}, its value a whole number or null")
            changed[level][name] = value
    world.set_setting("limits", changed)
    return changed


def clear_limits(world: World, body: Body) -> Body:
    """Forget how much of the windows is used."""
    for key in list(world.counters):
        world.store.drop("counter", key)
    world.counters.clear()
    return {"ok": True}


def recent_calls(world: World, body: Body) -> list[Body]:
    """The newest API calls, oldest first."""
    return list(world.calls)[-integer(body, "count", 100) :]


# ---- apps, users, tokens


def list_apps(world: World, body: Body) -> list[Body]:
    return [asdict(app) for app in world.apps.values()]


def save_app(world: World, body: Body) -> Body:
    """Create or change the app `key`."""
    key = string(body, "key")
    app = world.apps.get(key) or App(key, string(body, "secret", f"{key}-secret"), string(body, "name", key))
    assign(app, body, fixed=("key",))
    world.save_app(app)
    return asdict(app)


def list_users(world: World, body: Body) -> list[Body]:
    kind = body.get("kind", "")
    return [asdict(person) for person in world.users.values() if not kind or person.kind == kind]


def save_user(world: World, body: Body) -> Body:
    """Create or change a user; without `uid` the next free one is taken."""
    name = string(body, "screen_name")
    owner = world.by_name.get(name)
    uid = integer(body, "uid", owner or 0)
    if owner not in (None, uid):
        raise Refused(f"the nickname {name!r} is taken")
    person = world.users.get(uid) or actions.add_person(world, name, uid=uid)
    world.by_name.pop(person.screen_name, None)
    assign(person, body, fixed=("uid",))
    world.save_user(person)
    return asdict(person)


def create_token(world: World, body: Body) -> Body:
    """Mint a token without the consent page: `{"app", "uid", "lifetime"?, "scope"?}`."""
    lifetime = number(body, "lifetime") if "lifetime" in body else None
    token = mint_token(world, app_of(world, body), user_of(world, body).uid, lifetime, string(body, "scope", ""))
    return {
        "access_token": token.value,
        "uid": str(token.uid),
        "app": token.app_key,
        "expires_in": int(token.expires_at - token.created_at),
    }


def tokens_meant(world: World, body: Body) -> list[Token]:
    """One token by value, or all of a user (of an app)."""
    if "access_token" in body:
        token = world.tokens.get(string(body, "access_token"))
        if token is None:
            raise Refused("no such token")
        return [token]
    uid, key = user_of(world, body).uid, string(body, "app", "")
    return [token for token in world.tokens.values() if token.uid == uid and key in ("", token.app_key)]


def revoke_tokens(world: World, body: Body) -> Body:
    meant = tokens_meant(world, body)
    for token in meant:
        token.revoked = True
        world.save_token(token)
    return {"revoked": len(meant)}


def expire_tokens(world: World, body: Body) -> Body:
    meant = tokens_meant(world, body)
    for token in meant:
        token.expires_at = world.now() - 1
        world.save_token(token)
    return {"expired": len(meant)}


# ---- faults


def list_faults(world: World, body: Body) -> list[Body]:
    return [asdict(fault) for fault in world.faults.values()]


def add_fault(world: World, body: Body) -> Body:
    """`{"kind", "uid"?, "call"?, "count"?, "skip"?, "ms"?, "seconds"?, "code"?, "status"?}`"""
    kind, code = string(body, "kind"), integer(body, "code", 0)
    if kind.isdigit():
        kind, code = ("slow_store", 0) if kind == "20032" else ("error", int(kind))
    wrong = faults.check(kind, code)
    if wrong:
        raise Refused(wrong)
    fault = Fault(max([0, *world.faults]) + 1, kind, code=code)
    body = {name: str(value) if name in ("uid", "call") else value for name, value in body.items()}
    assign(fault, body, fixed=("kind", "code", "id", "struck"))
    fault.call = fault.call.strip("/").removeprefix("2/").removesuffix(".json")
    world.save_fault(fault)
    return asdict(fault)


def drop_fault(world: World, body: Body) -> Body:
    """One fault by id, or all."""
    wanted = [integer(body, "id")] if "id" in body else list(world.faults)
    for fault_id in wanted:
        world.drop_fault(fault_id)
    return {"dropped": len(wanted)}


# ---- posts and what people do with them


def record_of(world: World, post: Post) -> Body:
    """The emulator's own record of a post, with its fate, the links in full and whether it can be seen."""
    return {
        **asdict(post),
        "idstr": str(post.id),
        "fate": post.fate(world.now()),
        "screen_name": world.users[post.uid].screen_name,
        "urls": urls(post.raw),
    }


def list_posts(world: World, body: Body) -> list[Body]:
    """All posts ever stored (of one user), also hidden and removed ones, oldest first."""
    ids = world.posts_of[user_of(world, body).uid] if "uid" in body else world.timeline
    return [record_of(world, world.posts[id_]) for id_ in ids]


def moment(world: World, body: Body) -> float | None:
    """`at` (Unix seconds) or `ago` (seconds), or None for now."""
    if "at" in body:
        return number(body, "at")
    return world.now() - number(body, "ago") if "ago" in body else None


def add_post(world: World, body: Body) -> Body:
    """A post of a fake person: `{"uid", "text", "pics"?, "at"? | "ago"?, "likes"?}`. Mentions are @ in the text."""
    draft = actions.Draft(user_of(world, body).uid, string(body, "text"), at=moment(world, body))
    draft.pics = [f"fake{world.rng.randrange(10**9)}p{index}" for index in range(integer(body, "pics", 0))]
    post = actions.publish(world, draft)
    post.likes = integer(body, "likes", 0)
    return record_of(world, post)


def add_repost(world: World, body: Body) -> Body:
    draft = actions.Draft(user_of(world, body).uid, string(body, "text", ""), at=moment(world, body))
    return record_of(world, actions.repost(world, draft, post_of(world, body)))


def add_comment(world: World, body: Body) -> Body:
    """`{"uid", "id": post, "text", "reply_to"?}`"""
    reply_to = integer(body, "reply_to", 0)
    if reply_to and reply_to not in world.comments:
        raise Refused(f"no comment {reply_to}")
    remark = actions.Remark(user_of(world, body).uid, post_of(world, body).id, string(body, "text"), reply_to)
    remark.at = moment(world, body)
    return asdict(actions.comment(world, remark))


def list_comments(world: World, body: Body) -> list[Body]:
    """All comments on a post, or by a user, also removed ones."""
    ids = world.comments_on[integer(body, "id")] if "id" in body else world.comments_by[user_of(world, body).uid]
    return [{**asdict(world.comments[id_]), "fate": world.comments[id_].fate(world.now())} for id_ in ids]


def add_likes(world: World, body: Body) -> Body:
    post = post_of(world, body)
    actions.like(world, post, integer(body, "count", 1))
    return {"likes": post.likes}


def remove_post(world: World, body: Body) -> Body:
    """`by`: "review" (default) or "user"."""
    by = string(body, "by", "review")
    if by not in ("review", "user"):
        raise Refused("by must be review or user")
    post = post_of(world, body)
    actions.remove_post(world, post, by)
    return record_of(world, post)


def remove_comment(world: World, body: Body) -> Body:
    item: Comment | None = world.comments.get(integer(body, "id"))
    if item is None:
        raise Refused(f"no comment {body['id']}")
    actions.remove_comment(world, item, string(body, "by", "user"))
    return asdict(item)


def follow(world: World, body: Body) -> Body:
    """`{"uid", "target"}` follows; with `"off": true` unfollows."""
    who, target = user_of(world, body).uid, user_of(world, body, "target").uid
    if body.get("off"):
        world.unfollow(who, target)
    else:
        world.follow(who, target, world.now())
    world.happened("user", "unfollow" if body.get("off") else "follow", who)
    return {"followers": len(world.followers[target])}


ROUTES: list[tuple[str, str, Answering]] = [
    ("GET", "state", overview),
    ("POST", "reset", reset),
    ("POST", "settings", change_settings),
    ("POST", "clock", change_clock),
    ("POST", "limits", change_limits),
    ("POST", "limits/clear", clear_limits),
    ("GET", "calls", recent_calls),
    ("GET", "apps", list_apps),
    ("POST", "apps", save_app),
    ("GET", "users", list_users),
    ("POST", "users", save_user),
    ("POST", "tokens", create_token),
    ("POST", "tokens/revoke", revoke_tokens),
    ("POST", "tokens/expire", expire_tokens),
    ("GET", "faults", list_faults),
    ("POST", "faults", add_fault),
    ("DELETE", "faults", drop_fault),
    ("DELETE", "faults/{id}", drop_fault),
    ("GET", "posts", list_posts),
    ("POST", "posts", add_post),
    ("POST", "posts/{id}/remove", remove_post),
    ("POST", "reposts", add_repost),
    ("GET", "comments", list_comments),
    ("POST", "comments", add_comment),
    ("POST", "comments/{id}/remove", remove_comment),
    ("POST", "likes", add_likes),
    ("POST", "follows", follow),
]
