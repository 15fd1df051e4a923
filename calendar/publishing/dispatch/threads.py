"""Threads of the sender: the event loop is for the network, each thread has one database connection."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
T = TypeVar("T")


class DatabaseThread:
    """One thread and its connection, which stays open as long as it works: one that broke is replaced by the next
    call (Django opens it), and with it go the locks of its session."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do it in the thread. Raises what it raises; a connection that broke is closed before."""

        def do() -> T:
            try:
                return work(*args, **kwargs)
            except Exception:
                connection.close_if_unusable_or_obsolete()
                raise

        return await asyncio.get_running_loop().run_in_executor(self._pool, do)

    async def close(self) -> None:
        """End the thread and its connection."""
        await asyncio.get_running_loop().run_in_executor(self._pool, lambda: connection.close())
        self._pool.shutdown()
