"""Knowing when a request is on its way."""

import asyncio
import contextvars

import aiohttp

LEFT: contextvars.ContextVar[asyncio.Event] = contextvars.ContextVar("left")
"""Set by the HTTP client once this task's request is on its way."""


def new_tracing() -> aiohttp.TraceConfig:
    """For a session: tells each task's `LEFT`."""
    config = aiohttp.TraceConfig()
    config.on_request_headers_sent.append(_on_sent)
    config.freeze()
    return config


async def _on_sent(session: aiohttp.ClientSession, context: object, params: object) -> None:
    if (event := LEFT.get(None)) is not None:
        event.set()
