"""Pictures: uploaded ones come from the store, all others are drawn from their id."""

from __future__ import annotations

import hashlib
from html import escape

from aiohttp import web

from sandbox.calls import WORLD
from sandbox.emotions import EMOJI

HUES = (12, 28, 44, 152, 178, 200, 222, 258, 300, 338)
HEADERS = {"Cache-Control": "public, max-age=86400"}


def setup(app: web.Application) -> None:
    app.router.add_get(r"/avatar/{size}/{uid:[0-9]{1,19}}.svg", avatar)
    app.router.add_get("/{size:thumbnail|bmiddle|large}/{pid}", picture)
    app.router.add_get("/sandbox/face/{name}.svg", face)


def _svg(text: str) -> web.Response:
    return web.Response(text=text, content_type="image/svg+xml", headers=HEADERS)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


async def avatar(request: web.Request) -> web.Response:
    """The first character of the nickname on a coloured disc."""
    uid = request.match_info["uid"]
    person = request.app[WORLD].users.get(int(uid))
    if person is None:
        raise web.HTTPNotFound
    hue, letter = HUES[_hash(uid)[0] % len(HUES)], escape(person.screen_name[0])
    if person.kind == "company" and person.screen_name.startswith("山岚"):
        letter = escape(person.screen_name[2:3] or "岚")
    return _svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 50"><rect width="50" height="50" '
        f'fill="hsl({hue} 46% 46%)"/><text x="25" y="34" font-size="25" text-anchor="middle" fill="#fff" '
        f'font-family="sans-serif">{letter}</text></svg>'
    )


async def picture(request: web.Request) -> web.Response:
    """An uploaded picture in its original size, or a drawn landscape."""
    pid = request.match_info["pid"]
    stored = await request.app[WORLD].store.picture(pid)
    if stored is not None:
        return web.Response(body=stored[1], content_type=stored[0], headers=HEADERS)
    return _svg(landscape(pid))


def landscape(pid: str) -> str:
    """Hills and a sun, different for every id."""
    seed = _hash(pid)
    hue = HUES[seed[0] % len(HUES)]
    hills = []
    for layer in range(3):
        heights = [60 + layer * 14 + seed[1 + layer * 5 + i] % 22 for i in range(5)]
        points = " ".join(f"{i * 30},{height}" for i, height in enumerate(heights))
        shade = f"hsl({(hue + 24 * layer) % 360} {38 - layer * 6}% {62 - layer * 16}%)"
        hills.append(f'<polygon points="0,120 {points} 120,120" fill="{shade}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" preserveAspectRatio="xMidYMid slice">'
        f'<rect width="120" height="120" fill="hsl({hue} 52% 84%)"/>'
        f'<circle cx="{24 + seed[20] % 72}" cy="{20 + seed[21] % 24}" r="{8 + seed[22] % 8}" fill="hsl(40 90% 92%)"/>'
        f"{''.join(hills)}</svg>"
    )


async def face(request: web.Request) -> web.Response:
    """A face of the system's emoji font: the platform's own drawings are not ours to copy."""
    char = EMOJI.get(request.match_info["name"], "🙂")
    return _svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><text x="16" y="25" font-size="24" '
        f'text-anchor="middle">{char}</text></svg>'
    )
