"""The fans service platform: signed callbacks to the app of an account, and replies within the 48-hour window."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from typing import Any
from urllib.parse import unquote, urlencode

import aiohttp
from aiohttp import web

from sandbox import shapes, text
from sandbox.calls import Call, endpoint
from sandbox.errors import ApiError
from sandbox.models import App
from sandbox.state import World

TRIES = 3
WINDOW_SECONDS = 48 * 3600
REPLY_LIMIT = 300
SERVICE: web.AppKey[Service] = web.AppKey("service")
OPENING = ("text", "image", "voice", "position", "link")  # what a fan sends
OPENING_EVENTS = ("follow", "subscribe", "click", "scan", "scan_follow")
VECTOR = ("xyz123xyz", "1397022061823", "57155157", "90e4c22c90a58f26526c2dd5b6c56c8822edeaa1")


def signature(secret: str, timestamp: str, nonce: str) -> str:
    """SHA-1 over app secret, timestamp and nonce, sorted and joined."""
    return hashlib.sha1("".join(sorted((secret, timestamp, nonce))).encode()).hexdigest()  # noqa: S324 documented


def self_test() -> None:
    """The vector of the platform's documentation; raises when the signing is broken."""
    if signature(*VECTOR[:3]) != VECTOR[3]:
        raise RuntimeError("the fans service signature does not match the documented vector")


def signed_query(app: App, now: float) -> dict[str, str]:
    timestamp, nonce = str(int(now * 1000)), str(secrets.randbelow(10**8))
    return {"signature": signature(app.secret, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}


class Service:
    """Pushes messages and events to the callback address of the app that handles an account."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.session: aiohttp.ClientSession | None = None
        self.tasks: set[asyncio.Task[None]] = set()
        world.listeners.append(self.hear)

    def hear(self, type_: str, event: str, id_: int, other: int) -> None:
        """Follow events, and mentions when they are granted."""
        if type_ == "user":
            self.send(id_, other, "event", "", {"subtype": event})
        elif type_ == "status" and event == "add" and "@" in self.world.posts[id_].text:
            post = self.world.posts[id_]
            for uid in self.world.mentioned(post.text):
                app = self.world.apps.get(self.world.users[uid].fans_app)
                if app is not None and "fans/mention" in app.granted:
                    self.send(post.uid, uid, "mention", post.text, {"key": str(post.id)})

    def send(self, sender: int, receiver: int, type_: str, words: str, data: dict[str, Any]) -> dict[str, Any]:
        """Store a message from a fan and push it when the account has a callback."""
        world = self.world
        entry = {
            "id": world.mint(), "direction": "in", "type": type_, "sender_id": sender, "receiver_id": receiver,
            "at": world.now(), "text": words, "data": data, "tries": [], "state": "stored",
        }  # fmt: skip
        app = world.apps.get(world.users[receiver].fans_app)
        pushes = app is not None and bool(app.fans_url)
        if type_ in OPENING or type_ == "mention" or pushes:
            keep(world, entry)
        if app is not None and pushes and self.session is not None:
            task = asyncio.create_task(self.push(app, entry))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        return entry

    async def push(self, app: App, entry: dict[str, Any]) -> None:
        """Up to three tries of five seconds each; the outcome of each is kept with the message."""
        body = {
            "type": entry["type"], "receiver_id": entry["receiver_id"], "sender_id": entry["sender_id"],
            "created_at": shapes.date(entry["at"]), "text": entry["text"], "data": entry["data"],
        }  # fmt: skip
        entry["state"] = "sending"
        for _ in range(TRIES):
            outcome, answer = await self.deliver(app, body)
            entry["tries"].append(outcome)
            if outcome == "200":
                entry["state"] = "delivered"
                passive_reply(self.world, entry, answer)
                break
        else:
            entry["state"] = "failed"
        self.world.store.put("message", entry["id"], entry)
        await self.world.commit()

    async def deliver(self, app: App, body: dict[str, Any]) -> tuple[str, str]:
        url = f"{app.fans_url}?{urlencode(signed_query(app, self.world.now()))}"
        try:
            seconds = aiohttp.ClientTimeout(total=self.world.settings["fans_seconds"])
            async with self.client.post(url, json=body, timeout=seconds) as response:
                return str(response.status), await response.text()
        except TimeoutError:
            return "timeout", ""
        except aiohttp.ClientError as error:
            return type(error).__name__, ""

    async def check(self, app: App) -> bool:
        """The platform's address check: the callback must answer `echostr` verbatim."""
        echo = secrets.token_hex(8)
        query = urlencode({**signed_query(app, self.world.now()), "echostr": echo})
        try:
            async with self.client.get(f"{app.fans_url}?{query}") as response:
                return response.status == 200 and (await response.text()).strip() == echo
        except (TimeoutError, aiohttp.ClientError):
            return False

    @property
    def client(self) -> aiohttp.ClientSession:
        if self.session is None:
            raise RuntimeError("the fans service is not running")
        return self.session

    async def run(self) -> None:
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5.0), trust_env=False)

    async def close(self) -> None:
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        if self.session is not None:
            await self.session.close()


def keep(world: World, entry: dict[str, Any]) -> None:
    world.messages.append(entry)
    world.store.put("message", entry["id"], entry)


def passive_reply(world: World, entry: dict[str, Any], answer: str) -> None:
    """What the callback answers is sent to the fan; an empty answer sends nothing."""
    try:
        reply = json.loads(answer or "{}")
        data = json.loads(unquote(reply["data"])) if reply.get("result") else {}
    except (ValueError, KeyError, TypeError, AttributeError):
        entry["state"] = "delivered, answer not understood"
        return
    if data:
        store_reply(world, entry["receiver_id"], entry["sender_id"], reply.get("type", "text"), data)


def store_reply(world: World, sender: int, receiver: int, type_: str, data: dict[str, Any]) -> dict[str, Any]:
    entry = {
        "id": world.mint(), "direction": "out", "type": type_, "sender_id": sender, "receiver_id": receiver,
        "at": world.now(), "text": str(data.get("text", "")), "data": data, "tries": [], "state": "sent",
    }  # fmt: skip
    keep(world, entry)
    return entry


def window_open(world: World, account: int, fan: int) -> bool:
    """48 hours after the fan's last message, following, subscribing, menu click or scan; one reply after a mention;
    none after unfollowing."""
    now, mentioned = world.now(), None
    for entry in reversed(world.messages):
        if entry["sender_id"] != fan or entry["receiver_id"] != account or now - entry["at"] > WINDOW_SECONDS:
            continue
        subtype = entry["data"].get("subtype") if entry["type"] == "event" else None
        if subtype in ("unfollow", "unsubscribe"):
            break
        if entry["type"] in OPENING or subtype in OPENING_EVENTS:
            return True
        if entry["type"] == "mention":
            mentioned = mentioned or entry["at"]
    sent = [m for m in world.messages if m["direction"] == "out" and m["sender_id"] == account]
    return mentioned is not None and not any(m["receiver_id"] == fan and m["at"] >= mentioned for m in sent)


@endpoint("messages/reply", "messages/reply/biz", method="POST")
def reply(call: Call) -> dict[str, Any]:
    """Active reply: `type` text, articles or position; `data` URL-encoded JSON; `receiver_id` the fan."""
    world, fan = call.world, call.id("receiver_id")
    kind = call.text("type", "text")
    if kind not in ("text", "articles", "position"):
        raise ApiError(10017, "type", "text, articles or position", kind)
    try:
        data = json.loads(unquote(call.require("data")))
    except ValueError:
        raise ApiError(10017, "data", "url-encoded json", call.text("data")[:40]) from None
    if not isinstance(data, dict):
        raise ApiError(10017, "data", "a json object", call.text("data")[:40])
    if fan not in world.users:
        raise ApiError(20003)
    if kind == "text" and text.length(str(data.get("text", ""))) > REPLY_LIMIT:
        raise ApiError(20013)
    if not window_open(world, call.user.uid, fan):
        raise ApiError(28401)
    entry = store_reply(world, call.user.uid, fan, kind, data)
    return {
        "result": True, "id": entry["id"], "sender_id": call.user.uid, "receiver_id": fan, "type": kind,
        "data": call.text("data"), "created_at": shapes.date(entry["at"]),
    }  # fmt: skip


@endpoint("eps/user/info")
def info(call: Call) -> dict[str, Any]:
    """What an account may know of a fan; of others only that they are none."""
    world, uid = call.world, call.id("uid")
    since = world.followers[call.user.uid].get(uid)
    if since is None or uid not in world.users:
        return {"follow": "0"}
    person = world.users[uid]
    return {
        "subscribe": 1, "uid": uid, "nickname": person.screen_name, "sex": {"m": 1, "f": 2}.get(person.gender, 0),
        "language": "zh-cn", "city": person.location.split(" ")[-1], "province": person.location.split(" ")[0],
        "country": "中国", "headimgurl": f"{call.base}/avatar/180/{uid}.svg", "headimgurl_large": "",
        "headimgurl_hd": "", "follow": "1", "subscribe_time": int(since),
    }  # fmt: skip
