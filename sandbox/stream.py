"""The subscription service: filters an app defines, and new data pushed over a long HTTP response.

Events are numbered (the date as yymmdd, then a sequence) and the newest of each subscription are kept, so that a client
that lost the connection goes on after the last number it saw (`since_id`).
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from sandbox import shapes
from sandbox.calls import Call, abort, endpoint
from sandbox.errors import ApiError
from sandbox.limits import CHINA
from sandbox.shapes import Lens
from sandbox.state import World
from sandbox.timelines import id_list

HEARTBEAT_SECONDS = 15.0
SEQUENCE = 10**10
MAX_UIDS, MAX_KEYWORDS, MAX_DOMAINS = 10000, 20000, 20
HUB: web.AppKey[Hub] = web.AppKey("hub")
Event = dict[str, Any]  # id, type, event, ref, subs: the subscriptions that still keep it


class Cut(Exception):
    """The fault "cut" ends the connection here."""


class Hub:
    """Numbers what happens and hands it to the open streams. Nothing is kept as long as nobody subscribes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.queues: set[asyncio.Queue[Event | None]] = set()
        world.listeners.append(self.hear)
        self._of: deque[Event] | None = None
        self._kept: dict[str, deque[Event]] = {}

    def kept(self, subid: str) -> list[Event]:
        """What a subscription can still be told, oldest first."""
        return [event for event in self.world.events if subid in event["subs"]]

    def hear(self, type_: str, event: str, id_: int, other: int) -> None:
        world = self.world
        if type_ not in ("status", "comment") or not world.subscriptions:
            return
        today = datetime.fromtimestamp(world.now(), UTC).astimezone(CHINA)
        last = world.events[-1]["id"] if world.events else 0
        number = max(int(f"{today:%y%m%d}") * SEQUENCE + 1, last + 1)
        entry: Event = {"id": number, "type": type_, "event": event, "ref": id_}
        entry["subs"] = [subid for subid, asked in world.subscriptions.items() if wanted(world, asked, entry)]
        if not entry["subs"]:
            return
        world.events.append(entry)
        world.store.put("event", number, entry)
        self._forget_oldest()
        for queue in self.queues:
            queue.put_nowait(entry)

    def _forget_oldest(self) -> None:
        """Each subscription keeps the newest `stream_keep`; what none keeps goes."""
        world, most = self.world, self.world.settings["stream_keep"]
        held = self._held()
        for subid in world.events[-1]["subs"]:
            held[subid].append(world.events[-1])
            while len(held[subid]) > most:
                held[subid].popleft()["subs"].remove(subid)
        while len(world.events) > 1 and not world.events[0]["subs"]:
            world.store.drop("event", world.events.popleft()["id"])

    def _held(self) -> dict[str, deque[Event]]:
        """The events of each subscription but the newest; built again after a start or a reset."""
        if self._of is not self.world.events:
            self._of, self._kept = self.world.events, defaultdict(deque)
            for event in list(self.world.events)[:-1]:
                for subid in event["subs"]:
                    self._kept[subid].append(event)
        return self._kept

    def close(self) -> None:
        """End all open streams."""
        for queue in self.queues:
            queue.put_nowait(None)


def _parts(call: Call, name: str, most: int) -> list[str]:
    found = [part.strip() for part in call.text(name).split(",") if part.strip()]
    if len(found) > most:
        raise ApiError(10017, name, f"up to {most}", str(len(found)))
    return found


@endpoint("subscribe/create", method="POST", access="C")
def create(call: Call) -> dict[str, Any]:
    """Define a subscription. `percentage` is 1 when it is not given, as on the real platform."""
    world = call.world
    subid = str(max([10000, *map(int, world.subscriptions)]) + 1)
    kind = call.text("data_type", "statuses")
    if kind not in ("statuses", "comments"):
        raise ApiError(10017, "data_type", "statuses or comments", kind)
    world.subscriptions[subid] = {
        "subid": subid,
        "app": call.app.key,
        "data_type": kind,
        "uids": id_list(call, "uids", MAX_UIDS) if call.text("uids") else [],
        "keywords": [word.lower() for word in _parts(call, "keywords", MAX_KEYWORDS)],
        "domains": _parts(call, "domains", MAX_DOMAINS),
        "own_app": call.flag("own_app"),
        "media": call.text("media"),
        "percentage": call.number("percentage", 1),
    }
    world.store.put("subscription", subid, world.subscriptions[subid])
    return world.subscriptions[subid]


@endpoint("subscribe/list", access="C")
def listed(call: Call) -> list[dict[str, Any]]:
    return [entry for entry in call.world.subscriptions.values() if entry["app"] == call.app.key]


@endpoint("subscribe/delete", method="POST", access="C")
def delete(call: Call) -> dict[str, Any]:
    subid = own(call)["subid"]
    call.world.subscriptions.pop(subid)
    call.world.store.drop("subscription", subid)
    return {"result": True}


def own(call: Call) -> dict[str, Any]:
    entry = call.world.subscriptions.get(call.require("subid"))
    if entry is None or entry["app"] != call.app.key:
        raise ApiError(10017, "subid", "id of an own subscription", call.text("subid"))
    return entry


def wanted(world: World, entry: dict[str, Any], event: Event) -> bool:
    """Whether a subscription asked for this. A repost counts by its own text only."""
    if event["type"] != {"statuses": "status", "comments": "comment"}[entry["data_type"]]:
        return False
    item = world.posts[event["ref"]] if event["type"] == "status" else world.comments[event["ref"]]
    text = item.text.split("//@")[0].lower()
    links = " ".join(world.links.get(code, "") for code in world.link_codes(item.text))
    asked = [
        not entry["uids"] or item.uid in entry["uids"],
        not entry["keywords"] or any(word in text for word in entry["keywords"]),
        not entry["domains"] or any(domain in links for domain in entry["domains"]),
        not entry["own_app"] or item.app_key == entry["app"],
        entry["media"] != "pic" or bool(getattr(item, "pics", [])),
        item.id % 100 < entry["percentage"],
    ]
    return all(asked)


def message(call: Call, event: Event) -> bytes:
    """One event as it travels: an envelope with the object, a line each."""
    world, lens = call.world, Lens(call.world, call.app, call.user.uid, call.base)
    ref = event["ref"]
    body = shapes.status(world.posts[ref], lens) if event["type"] == "status" else shapes.comment(
        world.comments[ref], lens
    )  # fmt: skip
    text = {"type": event["type"], "event": event["event"], event["type"]: body}
    return json.dumps({"id": event["id"], "text": text}, ensure_ascii=False).encode() + b"\r\n"


@endpoint("commercial/push", access="C")
async def push(call: Call) -> web.StreamResponse:
    """The long response: first what came after `since_id`, then everything new, with empty lines as a sign of life."""
    entry, hub = own(call), call.request.app[HUB]
    queue: asyncio.Queue[Event | None] = asyncio.Queue()
    since = call.number("since_id")
    response = web.StreamResponse(headers={"Content-Type": "application/json;charset=UTF-8"})
    await response.prepare(call.request)
    backlog = [event for event in hub.kept(entry["subid"]) if event["id"] > since] if since else []
    line = Line(call, response, entry["subid"])
    hub.queues.add(queue)
    try:
        for event in backlog:
            await line.write(event)
        while True:
            try:
                event_or_end = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                await response.write(b"\r\n")
                continue
            if event_or_end is None:
                break
            await line.write(event_or_end)
    except Cut:
        abort(call.request)
        return response
    except ConnectionResetError:
        return response  # the client is gone; it will come back with since_id
    finally:
        hub.queues.discard(queue)
    return response


class Line:
    """One open stream. With the fault "cut" it ends somewhere, in the middle of a line as a rule."""

    def __init__(self, call: Call, response: web.StreamResponse, subid: str) -> None:
        self.call, self.response, self.subid = call, response, subid
        fault = call.plan.get("cut")
        self.left = None if fault is None else 1 + fault.struck * 7919 % max(1, fault.ms or 4000)

    async def write(self, event: Event) -> None:
        if self.subid not in event["subs"]:
            return
        await self.call.world.commit()  # what is told must not be lost
        told = message(self.call, event)
        if self.left is not None and len(told) >= self.left:
            await self.response.write(told[: self.left])
            raise Cut
        await self.response.write(told)
        if self.left is not None:
            self.left -= len(told)
