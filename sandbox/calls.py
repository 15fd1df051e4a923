"""The API's front door: parses a call, checks it in the platform's order, lets faults strike, answers."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import sqlite3
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox import faults, limits
from sandbox.errors import ApiError
from sandbox.models import App, Token, User
from sandbox.shapes import Lens
from sandbox.state import World

LOG = logging.getLogger("sandbox")
WORLD = web.AppKey("world", World)
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
BAD_GATEWAY = (
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body bgcolor="white">\r\n'
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


@dataclass(slots=True)
class Picture:
    name: str
    mime: str
    body: bytes


@dataclass(slots=True)
class Call:
    """One authenticated API call."""

    world: World
    path: str
    method: str
    params: dict[str, str]
    picture: Picture | None
    app: App
    token: Token
    user: User
    ip: str
    base: str
    plan: faults.Plan
    request: web.Request
    slow: bool = False  # stored, but answered with 20032

    def text(self, name: str, default: str = "") -> str:
        return self.params.get(name, default)

    def require(self, name: str) -> str:
        value = self.params.get(name, "")
        if not value:
            raise ApiError(10016, name)
        return value

    def number(self, name: str, default: int = 0) -> int:
        value = self.params.get(name, "")
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            raise ApiError(10017, name, "int", value) from None

    def flag(self, name: str) -> bool:
        return self.params.get(name, "") in ("1", "true")

    def id(self, name: str) -> int:
        self.require(name)
        return self.number(name)

    @property
    def lens(self) -> Lens:
        return Lens(self.world, self.app, self.user.uid, self.base, self.flag("trim_user"), self.flag("isGetLongText"))


Handler = Callable[[Call], Any]


@dataclass(slots=True, frozen=True)
class Endpoint:
    handler: Handler
    methods: tuple[str, ...]
    access: str  # O ordinary, A must be granted, C commercial only
    writes: bool


ENDPOINTS: dict[str, Endpoint] = {}


def endpoint(
    path: str, *aliases: str, method: str = "GET", access: str = "O"
) -> Callable[[Callable[[Call], Any]], Callable[[Call], Any]]:
    """Register a function as the answer to a path below `/2/` (without `.json`)."""

    def register(handler: Handler) -> Handler:
        entry = Endpoint(handler, tuple(method.split()), access, "POST" in method)
        for name in (path, *aliases):
            ENDPOINTS[name] = entry
        return handler

    return register


def address_of(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}"


async def read_params(request: web.Request) -> tuple[dict[str, str], Picture | None]:
    """Query and form fields in one mapping (form wins), and the file part named `pic` if there is one."""
    params = dict(request.query)
    if request.method != "POST":
        return params, None
    if not request.content_type.startswith("multipart/"):
        body = await request.read()
        params.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return params, None
    picture = None
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            if name in ("pic", "image"):
                picture = Picture(value.filename, value.content_type, value.file.read())
        else:
            params[name] = str(value)
    return params, picture


def token_of(request: web.Request, params: dict[str, str]) -> str:
    header = request.headers.get("Authorization", "")
    if header.startswith("OAuth2 "):
        return header[7:].strip()
    return params.get("access_token", "")


def known_token(world: World, value: str, plan: faults.Plan) -> Token:
    """The live token of this value; raises 10006, 21332, 21327 or 21319 in this order."""
    if not value:
        raise ApiError(10006)
    token = world.tokens.get(value)
    if token is None:
        raise ApiError(21332)
    if plan.get("token_expired"):
        token.expires_at = world.now() - 1
        world.save_token(token)
    if plan.get("token_revoked"):
        token.revoked = True
        world.save_token(token)
    if token.expires_at <= world.now() and not token.revoked:
        raise ApiError(21327)
    if token.revoked:
        raise ApiError(21319)
    return token


def admit(world: World, app: App, uid: int, ip: str, path: str) -> None:
    """Tester, address list, permission, rate limits; raises 21321, 10004, 10014, 1002x."""
    entry = ENDPOINTS[path]
    if app.level == "test" and not app.commercial and str(uid) not in (app.owner, *app.testers):
        raise ApiError(21321)
    if app.ips and ip not in app.ips:
        raise ApiError(10004)
    open_to_app = entry.access == "O" or app.commercial or path in app.granted
    if not open_to_app or path in app.denied:
        raise ApiError(10014)
    limits.spend(world, app, uid, ip, path)


@dataclass(slots=True)
class Arrival:
    """A call on its way in, before anything about it is proven."""

    world: World
    request: web.Request
    path: str
    params: dict[str, str] = field(default_factory=dict)
    picture: Picture | None = None
    token: str = ""
    plan: faults.Plan = field(default_factory=faults.Plan)
    at: float = 0.0

    @property
    def uid(self) -> str:
        token = self.world.tokens.get(self.token)
        return "" if token is None else str(token.uid)


def open_call(arrival: Arrival) -> tuple[Endpoint, Call]:
    """All checks of the documented order up to the parameters. Raises ApiError."""
    world, request, path = arrival.world, arrival.request, arrival.path
    entry = ENDPOINTS.get(path)
    if entry is None:
        raise ApiError(10020)
    if request.method not in entry.methods:
        raise ApiError(10021)
    token = known_token(world, arrival.token, arrival.plan)
    app, ip = world.apps[token.app_key], request.remote or ""
    admit(world, app, token.uid, ip, path)
    forced = arrival.plan.get("error")
    if forced is not None:
        raise ApiError(forced.code, *([f"/{path}"] if forced.code == 10024 else []), status=forced.status)
    call = Call(
        world, path, request.method, arrival.params, arrival.picture, app, token, world.users[token.uid], ip,
        address_of(request), arrival.plan, request,
    )  # fmt: skip
    return entry, call


async def perform(arrival: Arrival) -> Any:
    """Run the call; what it changed is on disk when this returns. Raises ApiError."""
    entry, call = open_call(arrival)
    result = entry.handler(call)
    if isinstance(result, Awaitable):
        result = await result
    if entry.writes:
        await arrival.world.commit()
    if call.slow:
        raise ApiError(20032)
    return result


def log_call(arrival: Arrival, code: int) -> None:
    world = arrival.world
    told = {"call": arrival.path, "uid": arrival.uid, "code": code, "faults": arrival.plan.names}
    world.calls.append({"at": world.now(), "arrived": arrival.at, **told})


def abort(request: web.Request) -> web.Response:
    """Cut the connection with a reset: no answer reaches the client."""
    transport = request.transport
    if transport is not None:
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()


async def struck_down(arrival: Arrival, when: str) -> web.Response | None:
    """The transport faults of this moment ("before" or "after" storing), or None when none strikes."""
    plan = arrival.plan
    hang = plan.seconds(f"hang_{when}")
    if hang is not None:
        await asyncio.sleep(hang)
        return abort(arrival.request)
    if plan.get(f"reset_{when}"):
        return abort(arrival.request)
    if plan.get("http_502" if when == "before" else "http_502_after"):
        return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
    return None


def answer(result: Any, status: int = 200) -> web.StreamResponse:
    if isinstance(result, web.StreamResponse):
        return result
    return web.Response(
        status=status,
        body=ENCODER.encode(result).encode(),
        headers={"Content-Type": "application/json;charset=UTF-8", "Cache-Control": "no-cache", "Server": "nginx"},
    )


def error_answer(arrival: Arrival, error: ApiError) -> web.StreamResponse:
    body = error.body(f"/2/{arrival.path}.json")
    if arrival.plan.get("string_codes"):
        body["error_code"] = str(error.code)
    return answer(body, error.status)


async def dispatch(request: web.Request) -> web.StreamResponse:
    """Every call below `/2/` comes through here."""
    world = request.app[WORLD]
    arrival = Arrival(world, request, request.match_info["path"].removesuffix(".json"), at=world.now())
    try:
        arrival.params, arrival.picture = await read_params(request)
    except web.HTTPRequestEntityTooLarge:
        return error_answer(arrival, ApiError(10018))
    except ValueError:  # a broken multipart body
        return error_answer(arrival, ApiError(10008))
    arrival.token = token_of(request, arrival.params)
    arrival.plan = faults.strike(world, arrival.uid, arrival.path)
    delay = world.settings["latency_ms"] / 1000 + arrival.plan.delay
    if delay:
        await asyncio.sleep(delay)
    early = await struck_down(arrival, "before")
    if early is not None:
        log_call(arrival, -1)
        return early
    try:
        response, code = answer(await perform(arrival)), 0
    except ApiError as error:
        response, code = error_answer(arrival, error), error.code
    except sqlite3.Error as error:
        LOG.error("the state could not be written: %s", error)
        response, code = error_answer(arrival, ApiError(10001)), 10001
    log_call(arrival, code)
    late = await struck_down(arrival, "after")
    return response if late is None else late
