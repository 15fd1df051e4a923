"""Control of apps, users and tokens."""

from __future__ import annotations

import re
from dataclasses import asdict

from sandbox import actions
from sandbox.control.bodies import Body, Refused, app_of, assign, integer, number, string, user_of
from sandbox.models import App, Token
from sandbox.oauth import mint_token
from sandbox.state import World


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
    """Create or change a user; without `uid` the next free one is taken, a known one may keep its name."""
    known = world.users.get(integer(body, "uid", 0))
    name = string(body, "screen_name", known.screen_name) if known else string(body, "screen_name")
    if not re.fullmatch(r"[\w\-]{1,30}", name):
        raise Refused("screen_name must be 1 to 30 letters, digits, characters, _ or -")
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
    for app_key, uid in sorted({(token.app_key, token.uid) for token in meant}):
        world.happened("grant", app_key, uid)
    return {"revoked": len(meant)}


def expire_tokens(world: World, body: Body) -> Body:
    meant = tokens_meant(world, body)
    for token in meant:
        token.expires_at = world.now() - 1
        world.save_token(token)
    return {"expired": len(meant)}
