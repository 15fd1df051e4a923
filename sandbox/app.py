"""Puts the emulator together as one aiohttp application."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from sandbox import (
    audience,
    comments,
    commercial,
    control,
    fans_service,
    friendships,
    limits,
    oauth,
    pages,
    panel,
    pictures,
    revocations,
    seed,
    statuses,
    stream,
    timelines,
    users,
)  # fmt: skip
from sandbox.calls import WORLD, answer, dispatch
from sandbox.state import World

REVOCATIONS = web.AppKey("revocations", revocations.Revocations)
HOUSEKEEPING_SECONDS = 600
BODY_LIMIT = 12 * 1024 * 1024
ROOMS = (
    statuses,
    timelines,
    comments,
    users,
    friendships,
    commercial,
    stream,
    fans_service,
)  # imported: each registers its endpoints


def build(data: Path, *, fresh: bool = False, speed: float | None = None) -> web.Application:
    """The application on the state in `data`; an empty state gets the seeded world."""
    world = World(data, fresh=fresh)
    if not world.apps:
        seed.plant(world)
    if speed is not None:
        world.set_setting("audience_speed", speed)
    app = web.Application(client_max_size=BODY_LIMIT)
    fans_service.self_test()
    app[WORLD] = world
    app[stream.HUB] = stream.Hub(world)
    service = app[fans_service.SERVICE] = fans_service.Service(world)
    app[REVOCATIONS] = revocations.Revocations(world)
    app[audience.AUDIENCE] = audience.Audience(world, service)
    app.router.add_get("/sandbox/health", health)
    oauth.setup(app)
    control.setup(app)
    pictures.setup(app)
    panel.setup(app)
    pages.setup(app)
    app.router.add_static("/sandbox/static/", Path(__file__).parent / "static")
    app.router.add_route("*", "/2/{path:.+}", dispatch)
    app.router.add_get("/{path:commercial/push}", dispatch)
    app.cleanup_ctx.append(state_of)
    app.on_shutdown.append(end_streams)
    return app


async def state_of(app: web.Application) -> AsyncIterator[None]:
    world = app[WORLD]
    service = app[fans_service.SERVICE]
    await service.run()
    await app[REVOCATIONS].run()
    await world.commit()
    tasks = [asyncio.create_task(app[audience.AUDIENCE].run()), asyncio.create_task(keep_house(world))]
    yield
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    await app[REVOCATIONS].close()
    await service.close()
    await world.store.close()


async def keep_house(world: World) -> None:
    """Forget what nobody asks for any more: windows that are over, texts outside the duplicate window."""
    while True:
        limits.forget_old(world)
        world.forget_sent()
        await world.commit()
        await asyncio.sleep(HOUSEKEEPING_SECONDS)


async def end_streams(app: web.Application) -> None:
    app[stream.HUB].close()


async def health(_: web.Request) -> web.StreamResponse:
    return answer({"ok": True})
