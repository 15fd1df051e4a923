"""What the body of a control call may hold."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sandbox import seed
from sandbox.models import App, Post, User
from sandbox.state import World

Body = dict[str, Any]


class Refused(Exception):
    """The request cannot be done; the sentence says why."""


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
