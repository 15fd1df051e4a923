"""Puts the emulator together as one aiohttp application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from sandbox import comments, control, oauth, pictures, seed, statuses, timelines, users
from sandbox.calls import WORLD, answer, dispatch
from sandbox.state import World

BODY_LIMIT = 12 * 1024 * 1024
ROOMS = (statuses, timelines, comments, users)  # imported: each registers its endpoints


def build(data: Path, *, fresh: bool = False, speed: float | None = None) -> web.Application:
    """The application on the state in `data`; an empty state gets the seeded world."""
    world = World(data, fresh=fresh)
    if not world.apps:
        seed.plant(world)
    if speed is not None:
        world.set_setting("audience_speed", speed)
    app = web.Application(client_max_size=BODY_LIMIT)
    app[WORLD] = world
    app.router.add_get("/sandbox/health", health)
    oauth.setup(app)
    control.setup(app)
    pictures.setup(app)
    app.router.add_static("/sandbox/static/", Path(__file__).parent / "static")
    app.router.add_route("*", "/2/{path:.+}", dispatch)
    app.cleanup_ctx.append(state_of)
    return app


async def state_of(app: web.Application) -> AsyncIterator[None]:
    world = app[WORLD]
    await world.commit()
    yield
    await world.store.close()


async def health(_: web.Request) -> web.StreamResponse:
    return answer({"ok": True})
