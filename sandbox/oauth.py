"""OAuth2 as the platform speaks it: consent page, code, token, introspection, revocation."""

from __future__ import annotations

import asyncio
import re
import secrets
import string
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from sandbox import faults
from sandbox.calls import WORLD, Arrival, answer, read_params, struck_down
from sandbox.errors import ApiError, OAuthError
from sandbox.models import LIFETIME, OWNER_LIFETIME, App, Code, Token
from sandbox.rendering import render
from sandbox.state import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ALPHABET = string.ascii_letters + string.digits
UID = re.compile(r"[0-9]{1,19}")
LOGIN_COOKIE = "sandbox_login"
FIELDS = ("client_id", "redirect_uri", "response_type", "scope", "state", "display", "forcelogin", "language")


def setup(app: web.Application) -> None:
    app.router.add_route("*", "/oauth2/authorize", authorize)
    for handler in (access_token, get_token_info, revoke):
        name = "revokeoauth2" if handler is revoke else handler.__name__
        app.router.add_route("*", f"/oauth2/{name}", _with_faults(handler, f"oauth2/{name}"))


def _with_faults(handler: Handler, path: str) -> Handler:
    """Latency and transport faults strike here, too (call `oauth2/access_token` and so on), and errors by code."""

    async def handle(request: web.Request) -> web.StreamResponse:
        arrival = Arrival(request.app[WORLD], request, path)
        arrival.params, _ = await read_params(request)
        arrival.token = arrival.params.get("access_token", "")
        arrival.plan = faults.strike(arrival.world, arrival.uid, path)
        await asyncio.sleep(arrival.plan.delay)
        early = await struck_down(arrival, "before")
        if early is not None:
            return early
        forced = arrival.plan.get("error")
        if forced is not None:
            word = ApiError(forced.code).text
            body = {"error": word, "error_code": forced.code, "request": f"/{path}", "error_description": word}
            return answer(body, forced.status or ApiError(forced.code).status)
        response = await handler(request)
        late = await struck_down(arrival, "after")
        return response if late is None else late

    return handle


def callback_allowed(app: App, uri: str) -> bool:
    """Registered callbacks match exactly; `loopback` allows any address of this machine, `*` any at all."""
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return False
    if "*" in app.callbacks or uri in app.callbacks:
        return True
    return "loopback" in app.callbacks and (parts.hostname or "") in ("127.0.0.1", "localhost", "::1")


def back(uri: str, **query: Any) -> web.Response:
    """Redirect to the app; empty values are left out."""
    pairs = urlencode({key: value for key, value in query.items() if value != ""})
    return web.Response(status=302, headers={"Location": f"{uri}{'&' if '?' in uri else '?'}{pairs}"})


async def authorize(request: web.Request) -> web.StreamResponse:
    """The consent page, and what its form answers. Errors in key or address are shown here, others go to the app."""
    world = request.app[WORLD]
    params, _ = await read_params(request)
    app = world.apps.get(params.get("client_id", ""))
    if app is None:
        return error_page(request, 21324, "client_id", params)
    uri = params.get("redirect_uri", "")
    if not callback_allowed(app, uri):
        return error_page(request, 21322, "redirect_uri", params)
    state = params.get("state", "")
    if params.get("response_type", "code") != "code":
        return back(
            uri, error="unsupported_response_type", error_code=21329, error_uri="/oauth2/authorize", state=state,
            error_description="response_type must be code",
        )  # fmt: skip
    action = params.get("action", "") if request.method == "POST" else ""
    if action == "cancel":
        return back(
            uri, error="access_denied", error_code=21330, error_uri="/oauth2/authorize", state=state,
            error_description="user denied your request.",
        )  # fmt: skip
    uid = params.get("uid", "") if action == "agree" else remembered(request, app, params)
    if uid:
        return await agreed(world, app, uid, params)
    people = [user for user in world.users.values() if user.kind != "audience"]
    return render("consent.html", request, app=app, users=people, params=params, fields=FIELDS)


def remembered(request: web.Request, app: App, params: dict[str, str]) -> str:
    """Uid of a person who is logged in here and has authorised the app before: the page is then skipped."""
    world, uid = request.app[WORLD], request.cookies.get(LOGIN_COOKIE, "")
    if not world.settings["skip_consent"] or params.get("forcelogin") == "true" or not UID.fullmatch(uid):
        return ""
    live = any(
        token.uid == int(uid) and token.app_key == app.key and not token.revoked and token.expires_at > world.now()
        for token in world.tokens.values()
    )
    return uid if live else ""


async def agreed(world: World, app: App, uid: str, params: dict[str, str]) -> web.Response:
    if not UID.fullmatch(uid) or int(uid) not in world.users:
        raise web.HTTPBadRequest(text="沙箱里没有这个用户。")
    code = Code(
        value=secrets.token_hex(16),
        app_key=app.key,
        uid=int(uid),
        redirect_uri=params["redirect_uri"],
        expires_at=world.now() + float(world.settings["code_lifetime"]),
        scope=params.get("scope", ""),
    )
    world.save_code(code)
    await world.commit()
    response = back(params["redirect_uri"], code=code.value, state=params.get("state", ""))
    response.set_cookie(LOGIN_COOKIE, uid, httponly=True, samesite="Lax", path="/oauth2/")
    return response


def error_page(request: web.Request, code: int, field: str, params: dict[str, str]) -> web.Response:
    error = OAuthError(code)
    return render("oauth_error.html", request, error=error, field=field, value=params.get(field, ""), status=400)


def mint_token(world: World, app: App, uid: int, lifetime: float | None = None, scope: str = "") -> Token:
    """A new token; its lifetime depends on the app's level, and the app's owner gets five years."""
    if lifetime is None:
        lifetime = OWNER_LIFETIME if str(uid) == app.owner else LIFETIME[app.level]
    now = world.now()
    value = "2.00" + "".join(secrets.choice(ALPHABET) for _ in range(28))
    token = Token(value, app.key, uid, now, now + lifetime, scope=scope)
    world.save_token(token)
    return token


def exchange(world: World, params: dict[str, str]) -> Token:
    """Code to token. Raises OAuthError 21323 to 21328."""
    app = world.apps.get(params.get("client_id", ""))
    if not params.get("client_id") or not params.get("client_secret"):
        raise OAuthError(21323, "miss client id or secret")
    if app is None:
        raise OAuthError(21324, "client_id not exist.")
    if app.secret != params["client_secret"]:
        raise OAuthError(21324, "client_secret error.")
    if params.get("grant_type") != "authorization_code":
        raise OAuthError(21328, "grant_type must be authorization_code")
    value = params.get("code", "")
    code = world.codes.get(value)
    wrong = code is None or code.used or code.app_key != app.key or code.expires_at <= world.now()
    if code is None or wrong:
        raise OAuthError(21325, f"invalid authorization code:{value}")
    if code.redirect_uri != params.get("redirect_uri", ""):
        raise OAuthError(21322, f"redirect_uri mismatch:{params.get('redirect_uri', '')}")
    code.used = True
    world.save_code(code)
    return mint_token(world, app, code.uid, scope=code.scope)


async def access_token(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    try:
        if request.method != "POST":
            raise OAuthError(21323, "http method must be POST")
        if request.content_type.startswith("multipart/"):
            raise OAuthError(21323, "miss client id or secret")
        params, _ = await read_params(request)
        token = exchange(world, params)
    except OAuthError as error:
        return answer(error.body("/oauth2/access_token"), error.status)
    await world.commit()
    left = int(token.expires_at - token.created_at)
    return answer(
        {
            "access_token": token.value,
            "remind_in": str(left),
            "expires_in": left,
            "uid": str(token.uid),
            "isRealName": "true",
        }
    )


async def get_token_info(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    path = "/oauth2/get_token_info"
    if request.method != "POST":
        return answer(ApiError(10021).body(path), 405)
    params, _ = await read_params(request)
    token = world.tokens.get(params.get("access_token", ""))
    if token is None:
        return answer(OAuthError(21332).body(path), 403)
    if token.revoked:
        return answer(OAuthError(21319).body(path), 403)
    if token.expires_at <= world.now() and replaced(world, token):
        return answer(OAuthError(21327).body(path), 403)
    return answer(
        {
            "uid": token.uid,
            "appkey": token.app_key,
            "scope": token.scope or None,
            "create_at": int(token.created_at),
            "expire_in": int(token.expires_at - world.now()),
        }
    )


def replaced(world: World, token: Token) -> bool:
    return any(
        other.uid == token.uid and other.app_key == token.app_key and other.created_at > token.created_at
        for other in world.tokens.values()
    )


async def revoke(request: web.Request) -> web.StreamResponse:
    """The app drops the user's grant: all of this user's tokens of the app die."""
    world = request.app[WORLD]
    params, _ = await read_params(request)
    token = world.tokens.get(params.get("access_token", ""))
    if token is None or token.revoked:
        return answer(OAuthError(21332).body("/oauth2/revokeoauth2"), 403)
    for other in list(world.tokens.values()):
        if other.uid == token.uid and other.app_key == token.app_key and not other.revoked:
            other.revoked = True
            world.save_token(other)
    await world.commit()
    return answer({"result": "true"})
