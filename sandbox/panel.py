"""The control panel at `/sandbox/`: plain forms over the same functions as the control API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from sandbox import faults
from sandbox.audience import AUDIENCE
from sandbox.calls import ENDPOINTS, WORLD
from sandbox.cards import ago
from sandbox.control import crowd, people, posts, settings
from sandbox.control.bodies import Body, Refused, number, string
from sandbox.rendering import render
from sandbox.state import World

SHOWN_CALLS = 30
WHOLE, DECIMAL, LINES = ("ms", "count", "skip", "code", "status", "acts", "seed"), ("seconds", "speed", "offset"), (
    "callbacks", "safe_domains", "ips", "testers", "granted", "denied",
)  # fmt: skip


def setup(app: web.Application) -> None:
    app.router.add_get("/sandbox/", panel)
    app.router.add_get("/sandbox", to_panel)
    app.router.add_post("/sandbox/do/{action}", act)


async def to_panel(_: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "/sandbox/"})


async def panel(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    now = world.now()
    known = [user for user in world.users.values() if user.kind != "audience"]
    calls = [{**call, "when": ago(call["at"], now)} for call in list(world.calls)[: -SHOWN_CALLS - 1 : -1]]
    return render(
        "panel.html",
        request,
        done=request.query.get("done", ""),
        wrong=request.query.get("wrong", ""),
        kinds=faults.KINDS,
        faults=list(world.faults.values()),
        endpoints=sorted(ENDPOINTS),
        people=known,
        names={str(user.uid): user.screen_name for user in world.users.values()},
        apps=list(world.apps.values()),
        calls=calls,
        settings=world.settings,
        limits_off=all(value is None for rows in world.settings["limits"].values() for value in rows.values()),
        totals=settings.overview(world, {}),
        grants=world.grants,
    )


def form_body(form: dict[str, str]) -> Body:
    """Form fields as the control API wants them: empty ones left out, numbers as numbers, lists line by line."""
    body: Body = {}
    for name, value in form.items():
        value = value.strip()
        if name in LINES:
            body[name] = [line.strip() for line in value.replace(",", "\n").splitlines() if line.strip()]
        elif not value:
            continue
        elif name in WHOLE or name in DECIMAL:
            try:
                body[name] = int(value) if name in WHOLE else float(value)
            except ValueError:
                raise Refused(f"“{value}”不是数字") from None
        else:
            body[name] = value
    return body


def save_app(world: World, body: Body) -> None:
    people.save_app(world, {**body, "commercial": body.get("commercial") == "1"})


def change_clock(world: World, body: Body) -> None:
    settings.change_clock(world, {"offset": number(body, "offset", 0)})


def change_latency(world: World, body: Body) -> None:
    settings.change_settings(world, {"latency_ms": int(number(body, "ms", 0))})


def change_limits(world: World, body: Body) -> None:
    off = string(body, "limits", "on") == "off"
    if off:
        settings.change_limits(world, {"off": True})
    else:
        settings.default_limits(world, {})


def add_post(world: World, body: Body) -> None:
    if not body.get("text"):
        raise Refused("内容不能为空")
    posts.add_post(world, body)


# action: (what it does, what the person reads afterwards)
ACTIONS: dict[str, tuple[Callable[[World, Body], Any], str]] = {
    "fault": (settings.add_fault, "故障已设置"),
    "drop-fault": (settings.drop_fault, "故障已移除"),
    "clock": (change_clock, "时钟已调整"),
    "latency": (change_latency, "延迟已调整"),
    "limits": (change_limits, "限额已调整"),
    "clear-limits": (settings.clear_limits, "已用额度已清零"),
    "app": (save_app, "应用已保存"),
    "post": (add_post, "已发布"),
    "remove": (posts.remove_post, "微博已按审核删除"),
    "revoke": (people.revoke_tokens, "授权已取消"),
    "expire": (people.expire_tokens, "令牌已过期"),
}


async def act(request: web.Request) -> web.Response:
    """Do one thing and go back to the panel with a sentence. Only forms of this host are taken."""
    world, name = request.app[WORLD], request.match_info["action"]
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="只接受本页面的表单。")
    form = {key: str(value) for key, value in (await request.post()).items()}
    try:
        body = form_body(form)
        if name == "audience":
            crowd.direct(request.app[AUDIENCE], body)
            done = "观众已调整"
        elif name == "step":
            done = f"观众做了 {len(crowd.step(request.app[AUDIENCE], body)['done'])} 件事"
        elif name in ACTIONS:
            function, done = ACTIONS[name]
            function(world, body)
        else:
            raise web.HTTPNotFound
    except Refused as error:
        return back(wrong=str(error))
    await world.commit()
    return back(done=done)


def back(**query: str) -> web.Response:
    return web.Response(status=303, headers={"Location": f"/sandbox/?{urlencode(query)}"})
