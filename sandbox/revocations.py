"""The page of an app that is told when a user removes it: app key, uid, the time, and a word that nobody can check."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

import aiohttp

from sandbox.state import World

SECONDS = 5.0


class Revocations:
    """Calls `revoked_url` of the app, once, as a form; whether it answers is nobody's concern."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.session: aiohttp.ClientSession | None = None
        self.tasks: set[asyncio.Task[None]] = set()
        world.listeners.append(self.hear)

    def hear(self, type_: str, event: str, id_: int, other: int) -> None:
        """A grant ended: `event` is the key of the app, `id_` the user."""
        app = self.world.apps.get(event) if type_ == "grant" else None
        if app is None or not app.revoked_url or self.session is None:
            return
        form = {"source": app.key, "uid": id_, "auth_end": int(self.world.now()), "verification": secrets.token_hex(16)}
        task = asyncio.create_task(self.tell(app.revoked_url, form))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def tell(self, url: str, form: dict[str, Any]) -> None:
        session = self.session
        if session is None:
            return
        try:
            async with session.post(url, data={name: str(value) for name, value in form.items()}) as response:
                await response.read()
        except (TimeoutError, aiohttp.ClientError):
            return

    async def run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        self.session = aiohttp.ClientSession(timeout=timeout, trust_env=False)

    async def close(self) -> None:
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        if self.session is not None:
            await self.session.close()
