"""HTML pages from templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

FOLDER = Path(__file__).parent
ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, request: web.Request, *, status: int = 200, **context: Any) -> web.Response:
    """A page; nothing on it comes from another host, and no script runs on it."""
    html = ENVIRONMENT.get_template(template).render(request=request, **context)
    return web.Response(
        status=status,
        text=html,
        content_type="text/html",
        headers={
            "Content-Security-Policy": "default-src 'self'; style-src 'self'; img-src 'self'",
            "Cache-Control": "no-store",
        },
    )
