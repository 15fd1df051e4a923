"""The control API below `/sandbox/api/`: JSON in, JSON out, for tests and for the control panel. See README.md."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.audience import AUDIENCE, Audience
from sandbox.calls import WORLD, answer
from sandbox.control import crowd, entrants, messages, people, posts, settings
from sandbox.control.bodies import Body, Refused
from sandbox.fans_service import SERVICE, Service
from sandbox.state import World

Answering = Callable[[World, Body], Any]


def setup(app: web.Application) -> None:
    for method, path, function in ROUTES:
        app.router.add_route(method, f"/sandbox/api/{path}", _handler(function, WORLD))
    for method, path, called in SERVICE_ROUTES:
        app.router.add_route(method, f"/sandbox/api/{path}", _handler(called, SERVICE))
    for method, path, directed in AUDIENCE_ROUTES:
        app.router.add_route(method, f"/sandbox/api/{path}", _handler(directed, AUDIENCE))


def _handler(
    function: Callable[[Any, Body], Any], key: web.AppKey[Any]
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        world = request.app[WORLD]
        try:
            body = {**request.query, **await _json_of(request), **request.match_info}
            result = function(request.app[key], body)
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


ROUTES: list[tuple[str, str, Answering]] = [
    ("GET", "state", settings.overview),
    ("POST", "reset", settings.reset),
    ("POST", "settings", settings.change_settings),
    ("POST", "clock", settings.change_clock),
    ("POST", "limits", settings.change_limits),
    ("POST", "limits/default", settings.default_limits),
    ("POST", "limits/clear", settings.clear_limits),
    ("GET", "calls", settings.recent_calls),
    ("GET", "apps", people.list_apps),
    ("POST", "apps", people.save_app),
    ("GET", "users", people.list_users),
    ("POST", "users", people.save_user),
    ("POST", "tokens", people.create_token),
    ("POST", "tokens/revoke", people.revoke_tokens),
    ("POST", "tokens/expire", people.expire_tokens),
    ("GET", "faults", settings.list_faults),
    ("POST", "faults", settings.add_fault),
    ("DELETE", "faults", settings.drop_fault),
    ("DELETE", "faults/{id}", settings.drop_fault),
    ("GET", "posts", posts.list_posts),
    ("POST", "posts", posts.add_post),
    ("POST", "posts/{id}/remove", posts.remove_post),
    ("POST", "reposts", posts.add_repost),
    ("GET", "comments", posts.list_comments),
    ("POST", "comments", posts.add_comment),
    ("POST", "comments/{id}/remove", posts.remove_comment),
    ("POST", "likes", posts.add_likes),
    ("GET", "entrants", entrants.list_entrants),
    ("POST", "entrants", entrants.add_entrants),
    ("POST", "follows", posts.follow),
    ("GET", "messages", messages.list_messages),
]

AUDIENCE_ROUTES: list[tuple[str, str, Callable[[Audience, Body], Any]]] = [
    ("POST", "audience", crowd.direct),
    ("POST", "audience/step", crowd.step),
]
SERVICE_ROUTES: list[tuple[str, str, Callable[[Service, Body], Any]]] = [
    ("POST", "messages", messages.send_message),
    ("POST", "messages/check", messages.check_address),
]
