"""Control of the fans service: messages from fans, the log of pushes, the address check."""

from __future__ import annotations

from typing import Any

from sandbox.control.bodies import Body, Refused, app_of, string, user_of
from sandbox.fans_service import Service
from sandbox.state import World


def list_messages(world: World, body: Body) -> list[dict[str, Any]]:
    """All messages (of one account), oldest first, with the outcome of every push."""
    if "uid" not in body:
        return world.messages
    uid = user_of(world, body).uid
    return [entry for entry in world.messages if uid in (entry["sender_id"], entry["receiver_id"])]


def send_message(service: Service, body: Body) -> dict[str, Any]:
    """A fan writes to an account: `{"sender", "receiver", "text", "type"?, "data"?}`."""
    world = service.world
    data = body.get("data", {})
    if not isinstance(data, dict):
        raise Refused("data must be an object")
    sender, receiver = user_of(world, body, "sender").uid, user_of(world, body, "receiver").uid
    return service.send(sender, receiver, string(body, "type", "text"), string(body, "text", ""), data)


async def check_address(service: Service, body: Body) -> Body:
    """The platform's check of the callback address of an app."""
    app = app_of(service.world, body)
    if not app.fans_url:
        raise Refused("the app has no fans_url")
    return {"ok": await service.check(app)}
